// How long a call waits while the emulator saves the state of very many people.
import {setTimeout as sleep} from 'node:timers/promises'
import {startEmulator} from '../growth/emulator-process.js'

const PEOPLE = 100_000
/** The writing begins 200 ms after a change, or ten times as late as the last one took. */
const WATCHED_MS = 4_000
const CHANGE_EVERY_MS = 100

/**
 * The longest waits in ms of calls that read: without changes, while a change is saved, and while changes come steadily;
 * and of these changes, which wait for their turn.
 */
export async function longestWaits(home) {
  const emulator = await startEmulator(home)
  try {
    await emulator.ask('seed', {people: PEOPLE})
    const {pageToken} = await emulator.ask('connection')
    const [{psid}] = (await emulator.ask('chat?limit=1')).people
    const change = () => emulator.ask(`people/${psid}/say`, {text: 'hello'})
    const read = () =>
      fetch(`${emulator.url}/v26.0/me?fields=id`, {headers: {authorization: `Bearer ${pageToken}`}}).then(
        answer => answer.arrayBuffer(),
      )
    // The seeded people are saved first.
    await watch(read, 2 * WATCHED_MS)
    const quiet = await watch(read, WATCHED_MS)
    await change()
    const once = await watch(read, WATCHED_MS)
    const steadily = watch(change, 3 * WATCHED_MS, CHANGE_EVERY_MS)
    const steady = await watch(read, 3 * WATCHED_MS)
    return {quiet, once, steady, changes: await steadily}
  } finally {
    await emulator.stop()
  }
}

/** The longest of calls that are made one after the other. */
async function watch(call, forMs, pauseMs = 1) {
  const untilMs = performance.now() + forMs
  let longest = 0
  while (performance.now() < untilMs) {
    const startMs = performance.now()
    await call()
    longest = Math.max(longest, performance.now() - startMs)
    await sleep(pauseMs)
  }
  return longest
}
