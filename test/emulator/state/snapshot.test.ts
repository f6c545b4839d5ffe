import {mkdtemp, readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {seedState} from '../../../src/emulator/state/seed.ts'
import {keepSnapshots, readSnapshot} from '../../../src/emulator/state/snapshot.ts'
import type {State} from '../../../src/emulator/state/state.ts'

const NOW_MS = Date.UTC(2026, 10, 20)

test('other work goes on between the pieces of a large state', async () => {
  const {state, file, psids} = await largeState()
  let turn = 0
  const turnsOfReading: number[] = []
  for (const psid of [psids[0], psids.at(-1)])
    Object.defineProperty(state.people[psid ?? ''], 'lastActionMs', {
      enumerable: true,
      get: () => turnsOfReading.push(turn),
    })
  const snapshots = keepSnapshots(state, file, () => {})
  snapshots.changed()
  let isWritten = false
  const writing = snapshots.flush().then(() => {
    isWritten = true
  })
  for (; !isWritten; turn += 1) await new Promise(setImmediate)
  await writing

  const [first, last] = turnsOfReading
  expect(last).toBeGreaterThan(first ?? Number.POSITIVE_INFINITY)
  expect(Object.keys((await readSnapshot(file))?.people ?? {})).toEqual(Object.keys(state.people))
})

test('a call that changes the state while it is written is in the file whole or not at all', async () => {
  const {state, file, psids} = await largeState()
  const snapshots = keepSnapshots(state, file, () => {})
  snapshots.changed()
  let isWritten = false
  const writing = snapshots.flush().then(() => {
    isWritten = true
  })
  for (let call = 1; !isWritten; call += 1) {
    // The first is written early, the last late.
    for (const psid of [psids[0], psids.at(-1)])
      Object.assign(state.people[psid ?? ''] ?? {}, {lastActionMs: call})
    state.campaignWarmUpMs = call
    snapshots.changed()
    await new Promise(setImmediate)
  }
  await writing

  const written = (await readSnapshot(file)) as State
  const [first, last] = [psids[0], psids.at(-1)].map(psid => written.people[psid ?? '']?.lastActionMs)
  expect([first, last]).toEqual([written.campaignWarmUpMs, written.campaignWarmUpMs])
  await snapshots.flush()
  expect((await readSnapshot(file))?.campaignWarmUpMs).toBe(state.campaignWarmUpMs)
  expect(await readdir(join(file, '..'))).toEqual(['state.json'])
})

/** A few megabytes. */
async function largeState() {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-state-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  const state = seedState(NOW_MS)
  const [person] = Object.values(state.people)
  if (person === undefined) throw new Error('The first state has no people')
  const psids = Array.from({length: 10_000}, (_, index) => `7${String(index).padStart(15, '0')}`)
  for (const psid of psids) state.people[psid] = {...person, psid: psid as typeof person.psid}
  return {state, file: join(folder, 'state.json'), psids}
}
