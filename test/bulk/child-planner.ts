import {argv, stdout} from 'node:process'
import type {RecipientRow} from '../../src/bulk/recipient-rows.ts'
import {draftRun, sendAll} from './on-files.ts'

/** Plans a run to many, begins and breaks it off, and goes on with it: `child-planner RUNS_FOLDER PEOPLE`. */
const [, , runsFolder = '', people = ''] = argv

async function* rows(): AsyncGenerator<RecipientRow> {
  for (let line = 1; line <= Number(people); line++) {
    const psid = String(24_000_000_000_000_000n + BigInt(line))
    yield {psid, fields: {first_name: `Person ${line}`}, place: line}
  }
}

let nowMs = Date.UTC(2026, 10, 22)
const clock = {
  now: () => nowMs,
  sleep: async (ms: number) => {
    nowMs += ms
  },
}
const draft = await draftRun(rows(), {
  runsFolder,
  message: {message: {text: 'Hi {{first_name}}'}},
  check: () => [],
  messageInput: {name: 'message.json'},
  target: 'emulator',
  page: {id: '1'},
  rate: 300,
  nowMs,
  random: Math.random,
})
const folder = await draft.freeze()
for (const breakAfter of [Number(people) / 2, Number(people)]) {
  const interrupt = new AbortController()
  const {counts} = await sendAll(folder, {
    width: 32,
    clock,
    random: Math.random,
    signal: interrupt.signal,
    send: async ({recipient}) => ({kind: 'sent', messageId: `m_${recipient.id}`}),
    onEvent: (_, standing) => {
      if (standing.counts.sent === breakAfter) interrupt.abort()
    },
  })
  stdout.write(`${JSON.stringify(counts)}\n`)
}
