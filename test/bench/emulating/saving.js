// How long a call waits while the emulator saves the state of very many people.
import {stat} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {startEmulator} from '../growth/emulator-process.js'

const PEOPLE = 100_000
const QUIET_MS = 4_000
const CHANGE_EVERY_MS = 100
/** A write begins ten times as late as the last one took. */
const MOST_MS = 60_000

/**
 * The longest waits in ms of calls that read: without changes, until a change is saved, and until the state is saved twice
 * while changes come steadily; and of these changes, which wait for their turn.
 */
export async function longestWaits(home) {
  const emulator = await startEmulator(home)
  const file = join(home, 'state/emulator/today/state.json')
  try {
    await emulator.ask('seed', {people: PEOPLE})
    const {pageToken} = await emulator.ask('connection')
    const [{psid}] = (await emulator.ask('chat?limit=1')).people
    const change = () => emulator.ask(`people/${psid}/say`, {text: 'hello'})
    const read = () =>
      fetch(`${emulator.url}/v26.0/me?fields=id`, {headers: {authorization: `Bearer ${pageToken}`}}).then(
        answer => answer.arrayBuffer(),
      )
    await watch(read, savedTimes(file, 1))
    const quiet = await watch(read, sleep(QUIET_MS))
    await change()
    const once = await watch(read, savedTimes(file, 1))
    const saved = savedTimes(file, 2)
    const steadily = watch(change, saved, CHANGE_EVERY_MS)
    const steady = await watch(read, saved)
    return {quiet, once, steady, changes: await steadily}
  } finally {
    await emulator.stop()
  }
}

/** Resolves when the state has been saved so often from now on. */
async function savedTimes(file, times) {
  const untilMs = performance.now() + MOST_MS
  let last = await writtenMs(file)
  for (let seen = 0; seen < times; ) {
    if (performance.now() > untilMs) throw new Error('the state was not saved')
    await sleep(20)
    const now = await writtenMs(file)
    if (now !== last) seen += 1
    last = now
  }
}

const writtenMs = file =>
  stat(file).then(
    ({mtimeMs}) => mtimeMs,
    () => undefined,
  )

/** The longest of calls that are made one after the other until something has happened. */
async function watch(call, until, pauseMs = 1) {
  let isOver = false
  const over = until.then(() => {
    isOver = true
  })
  let longest = 0
  while (!isOver) {
    const startMs = performance.now()
    await call()
    longest = Math.max(longest, performance.now() - startMs)
    await sleep(pauseMs)
  }
  await over
  return longest
}
