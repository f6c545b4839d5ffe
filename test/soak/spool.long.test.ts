import {type ChildProcess, fork} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect, onTestFinished, test} from 'vitest'
import {toWireForm} from '../../src/platform/signature.ts'
import {freePort} from '../helpers/free-port.ts'
import {patiently} from '../helpers/patience.ts'

const EVENTS = process.env['MSGR_SOAK'] === 'short' ? 4_000 : 20_000
const PEOPLE = 500
const IN_FLIGHT = 64
const KILLS = 4

/** The messages of people who each wait for the answer to one before they write the next. */
const message = (number: number) => ({
  object: 'page',
  entry: [
    {
      id: '1',
      time: 1,
      messaging: [
        {
          sender: {id: String(1000 + (number % PEOPLE))},
          recipient: {id: '1'},
          timestamp: 1,
          message: {mid: String(number), text: 'Where is my order? I have been waiting for two weeks.'},
        },
      ],
    },
  ],
})

async function start(port: number, spool: string, handled: string): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'spooling-bot.mjs'), [String(port), spool, handled])
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'message')
  return child
}

test(`of ${EVENTS} deliveries at ${IN_FLIGHT} in flight, with ${KILLS} kills of the receiver, every one that was acknowledged is handled, in order for each person`, {
  timeout: patiently(300_000),
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-spool-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  const [spool, handled, port] = [join(folder, 'spool'), join(folder, 'handled'), await freePort()]
  const url = `http://127.0.0.1:${port}/webhook`
  let child = await start(port, spool, handled)
  const acknowledged = new Set<number>()
  let next = 0

  const post = async () => {
    while (next < EVENTS) {
      const number = next++
      const body = toWireForm(message(number))
      // As the platform does: until it is taken.
      for (let isTaken = false; !isTaken; ) {
        const answer = await fetch(url, {method: 'POST', body}).catch(() => undefined)
        await answer?.arrayBuffer().catch(() => undefined)
        isTaken = answer?.status === 200
        if (!isTaken) await sleep(20)
      }
      acknowledged.add(number)
    }
  }
  const posting = Promise.all(Array.from({length: IN_FLIGHT}, post))
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await expect.poll(() => next, {timeout: patiently(60_000)}).toBeGreaterThan((EVENTS / (KILLS + 1)) * kill)
    child.kill('SIGKILL')
    await once(child, 'exit')
    child = await start(port, spool, handled)
  }
  await posting
  child.kill('SIGTERM')
  await once(child, 'exit')

  const numbers = (await readFile(handled, 'utf8')).trim().split('\n').map(Number)
  const known = new Set(numbers)
  const first = [...known]
  expect([...acknowledged].filter(number => !known.has(number))).toEqual([])
  const newest = new Map<number, number>()
  const late = first.filter(number => {
    const former = newest.get(number % PEOPLE) ?? -1
    newest.set(number % PEOPLE, Math.max(former, number))
    return number < former
  })
  expect(late).toEqual([])
  expect(await readdir(spool)).toEqual([])
  process.stdout.write(`${numbers.length - first.length} of ${EVENTS} were handled twice\n`)
})
