import {readdir, readFile} from 'node:fs/promises'
import {connect} from 'node:net'
import {join} from 'node:path'
import {expect} from 'vitest'
import type {State} from '../../src/emulator/core/state.ts'
import {appSecretProof} from '../../src/platform/signature.ts'
import {type Asking, test} from '../emulator/asking.ts'

const folder = join(import.meta.dirname, 'wire')
const ada = '6411223344556677'

/** By the last words of a file's name: what is true before, and what its request must have made true. */
const effects: Readonly<Record<string, Effect>> = {
  send: {after: seen => expect(seen.sent).toBe(1)},
  'label-assign': {after: seen => expect(seen.labels).toEqual(['Newsletter', 'VIP'])},
  'label-remove': {
    before: (asking, label) => asking.ask(`POST /v26.0/${label}/label`, {body: {user: ada}}),
    after: seen => expect(seen.labels).toEqual(['Newsletter']),
  },
  'label-delete': {after: seen => expect(seen.all).not.toContain('VIP')},
  'profile-set': {after: seen => expect(seen.getStarted).toEqual({payload: 'START'})},
  'profile-delete': {
    before: ({ask}) => ask('POST /v26.0/me/messenger_profile', {body: {get_started: {payload: 'START'}}}),
    after: seen => expect(seen.getStarted).toBeUndefined(),
  },
  batch: {after: seen => expect(seen.sent).toBe(1)},
}

interface Effect {
  readonly before?: (asking: Asking, label: string) => Promise<unknown>
  readonly after: (seen: Seen) => void
}

interface Seen {
  readonly sent: number
  readonly labels: readonly string[]
  readonly all: readonly string[]
  readonly getStarted: unknown
}

test('requests of clients in Python, PHP, Ruby, Go and of curl do what they say, byte for byte', async ({
  start,
}) => {
  const asking = await start()
  const {pageToken, appSecret} = await asking.emulator.connection()
  const files = (await readdir(folder)).filter(file => file.endsWith('.http'))
  expect(files.length).toBeGreaterThan(40)
  for (const file of files) {
    const effect = Object.entries(effects).find(([name]) => file.includes(`-${name}`))?.[1]
    if (effect === undefined) throw new Error(`${file} does not say what its request does`)
    await asking.emulator.admin('POST', 'reset', {})
    await asking.emulator.admin('POST', 'limits', {rates: false})
    const {body: label} = await asking.ask('POST /v26.0/me/custom_labels', {body: {page_label_name: 'VIP'}})
    await effect.before?.(asking, label.id)
    const before = await see(asking)
    const values = {TOKEN: pageToken, PROOF: appSecretProof(pageToken, appSecret), LABEL: label.id}
    const answer = await replay(asking.emulator.url, await readFile(join(folder, file)), values)
    const seen = await see(asking)
    try {
      expect(answer).toMatch(/^HTTP\/1\.1 200 /)
      expect(answer).not.toContain('"error"')
      effect.after({...seen, sent: seen.sent - before.sent})
    } catch (error) {
      throw new Error(`${file}: ${error instanceof Error ? error.message : error}\n${answer}`)
    }
  }
})

/** Sends the bytes of a file as they are, with only its `{NAMES}` filled in, and returns the answer. */
async function replay(url: string, bytes: Buffer, values: Readonly<Record<string, string>>): Promise<string> {
  // One character a byte: the file may hold any.
  const filled = bytes.toString('latin1').replace(/\{(TOKEN|PROOF|LABEL)\}/g, (_, name) => values[name] ?? '')
  const length = filled.length - filled.indexOf('\r\n\r\n') - 4
  const request = filled.replace('{LENGTH}', String(length)).replace(/^Connection: .*\r\n/im, '')
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(Buffer.from(request.replace('\r\n', '\r\nConnection: close\r\n'), 'latin1'))
  let answer = ''
  for await (const chunk of socket) answer += chunk
  return answer
}

async function see({emulator}: Asking): Promise<Seen> {
  const {state} = (await emulator.admin('GET', 'export')) as {readonly state: State}
  const nameOf = (id: string) => Object.values(state.labels).find(label => label.id === id)?.name ?? id
  const [page] = Object.values(state.pages)
  return {
    sent: ((await emulator.admin('GET', 'sent')) as unknown[]).length,
    labels: (Object.values(state.people).find(({psid}) => psid === ada)?.labelIds ?? []).map(nameOf).sort(),
    all: Object.values(state.labels).map(({name}) => name),
    getStarted: (page?.profile as Record<string, unknown> | undefined)?.['get_started'],
  }
}
