// What the emulator costs by the number of its people: a start with a kept state, and calls.
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {startEmulator} from './emulator-process.js'
import {costOf} from './process-cost.js'

const CALLS = 300

/** Of more people the emulator cannot keep a state: its text would be longer than any text may be. */
export const MOST_KEPT = 500_000

/** A start with a kept state. */
export async function measureStart(size, {folder}) {
  const home = join(folder, `emulator-start-${size}`)
  mkdirSync(home)
  const seeding = await startEmulator(home)
  await seeding.ask('seed', {people: size})
  await seeding.stop()
  const emulator = await startEmulator(home)
  try {
    const started = costOf(emulator.pid)
    const {peopleTotal} = await emulator.ask('chat?limit=1')
    if (peopleTotal < size) throw new Error(`of ${size} people the emulator kept ${peopleTotal}`)
    return {'emulator start': {...started, size}}
  } finally {
    await emulator.stop()
  }
}

/** So many calls of each kind, which cost the same among many people. Nothing is saved meanwhile: that costs as much as there are people. */
export async function measureCalls(size, {folder}) {
  const home = join(folder, `emulator-calls-${size}`)
  mkdirSync(home)
  const emulator = await startEmulator(home, ['--ephemeral'])
  try {
    const {pageToken: token, pageId} = await emulator.ask('connection')
    await emulator.ask('seed', {people: size, page: pageId})
    const psids = (await emulator.ask(`chat?limit=${CALLS}`)).people.map(({psid}) => psid)
    const call = async (path, body) => {
      const answer = await fetch(`${emulator.url}/v26.0/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
        ...(body !== undefined && {body: JSON.stringify(body)}),
      })
      await answer.arrayBuffer()
      return answer.ok
    }
    const kinds = {
      'emulator send': psid =>
        call('me/messages', {recipient: {id: psid}, messaging_type: 'UPDATE', message: {text: 'Hello'}}),
      'emulator profile': psid => call(`${psid}?fields=first_name,last_name`),
      'emulator conversations': () => call('me/conversations?platform=messenger&limit=25'),
      'emulator labels': psid => call(`${psid}/custom_labels?fields=name`),
    }
    const costs = {}
    for (const [name, ask] of Object.entries(kinds)) costs[name] = await costOfCalls(emulator.pid, psids, ask)
    return costs
  } finally {
    await emulator.stop()
  }
}

async function costOfCalls(pid, psids, ask) {
  let accepted = 0
  // A list is made when it is first asked for.
  await ask(psids[0])
  const before = costOf(pid)
  for (let index = 0; index < CALLS; index++) accepted += (await ask(psids[index % psids.length])) ? 1 : 0
  const after = costOf(pid)
  if (accepted === 0) throw new Error('the emulator refused every call')
  return {cpuMs: after.cpuMs - before.cpuMs, megabytes: after.megabytes}
}
