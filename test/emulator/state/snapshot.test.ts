import {existsSync} from 'node:fs'
import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished} from 'vitest'
import {seedState} from '../../../src/emulator/state/seed.ts'
import {keepSnapshots, readSnapshot} from '../../../src/emulator/state/snapshot.ts'
import type {State} from '../../../src/emulator/state/state.ts'
import {psidsOf} from '../../helpers/probe.ts'
import {test} from '../asking.ts'

const NOW_MS = Date.UTC(2026, 10, 20)

test('other work goes on between the pieces of a large state', async () => {
  const {state, file, psids} = await largeState()
  let turn = 0
  const turnsOfReading: number[] = []
  for (const psid of [psids[0], psids.at(-1)])
    Object.defineProperty(state.people.get(psid ?? ''), 'lastActionMs', {
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
  expect([...((await readSnapshot(file))?.people.keys() ?? [])]).toEqual([...state.people.keys()])
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
      Object.assign(state.people.get(psid ?? '') ?? {}, {lastActionMs: call})
    state.campaignWarmUpMs = call
    snapshots.changed()
    await new Promise(setImmediate)
  }
  await writing

  const written = (await readSnapshot(file)) as State
  const [first, last] = [psids[0], psids.at(-1)].map(psid => written.people.get(psid ?? '')?.lastActionMs)
  expect([first, last]).toEqual([written.campaignWarmUpMs, written.campaignWarmUpMs])
  await snapshots.flush()
  expect((await readSnapshot(file))?.campaignWarmUpMs).toBe(state.campaignWarmUpMs)
  expect(await readdir(join(file, '..'))).toEqual(['state.json'])
})

test('among calls that change the state, these wait for their turn, and other work goes on', async () => {
  const {state, file, psids} = await largeState()
  let turn = 0
  let turnsOfReading: number[] = []
  for (const psid of [psids[0], psids.at(-1)])
    Object.defineProperty(state.people.get(psid ?? ''), 'locale', {
      enumerable: true,
      get: () => turnsOfReading.push(turn),
    })
  const snapshots = keepSnapshots(state, file, () => {})
  snapshots.changed()
  let isWritten = false
  const writing = snapshots.flush().then(() => {
    isWritten = true
  })
  let isThere: Promise<boolean> | undefined
  for (; !isWritten; turn += 1) {
    if (snapshots.turn() === undefined) {
      state.campaignWarmUpMs = turn
      snapshots.changed()
    } else if (isThere === undefined) {
      isThere = snapshots.turn()?.then(() => existsSync(file))
      turnsOfReading = []
    }
    await new Promise(setImmediate)
  }
  await writing

  const [first, last] = turnsOfReading
  // The disk is not waited for.
  expect(await isThere).toBe(false)
  expect(last).toBeGreaterThan(first ?? Number.POSITIVE_INFINITY)
  await snapshots.flush()
  expect(snapshots.turn()).toBeUndefined()
})

test('calls that wait have their turn when the write fails', async () => {
  const {state, file} = await largeState()
  const snapshots = keepSnapshots(state, file, () => {})
  snapshots.changed()
  let isOver = false
  const writing = snapshots.flush()
  writing.catch(() => {}).finally(() => (isOver = true))
  while (snapshots.turn() === undefined && !isOver) {
    snapshots.changed()
    await new Promise(setImmediate)
  }
  let isHeld = true
  snapshots.turn()?.then(() => (isHeld = false))
  const folder = join(file, '..')
  await rm(folder, {recursive: true})
  await writeFile(folder, 'no folder')
  snapshots.changed()

  await expect(writing).rejects.toThrow('cannot be saved')
  expect(isHeld).toBe(false)
  expect(snapshots.turn()).toBeUndefined()
})

test('while a large state is saved amid changes, calls that read are answered before those that change it', async ({
  start,
}) => {
  const {emulator, ask} = await start({isEphemeral: false})
  const {admin} = emulator
  await admin('POST', 'seed', {people: 10_000})
  const [psid = ''] = psidsOf(emulator)
  const changes = {
    own: () => admin('POST', `people/${psid}/say` as 'people/{psid}/say', {text: 'hello'}),
    graph: () => ask('POST /v26.0/me/custom_labels', {body: {page_label_name: `${Math.random()}`}}),
    'graph, as a GET': () => ask(`GET /v26.0/me/custom_labels?method=post&page_label_name=${Math.random()}`),
  }
  let reads = 0
  let isOver = false
  const reading = async () => {
    for (; !isOver; reads += 1) await ask('GET /v26.0/me')
  }
  const untilHeld = async (change: () => Promise<unknown>) => {
    for (let during = 0; during < 5; ) {
      const before = reads
      await change()
      during = reads - before
    }
  }
  const read = reading()
  await Promise.all(Object.values(changes).map(untilHeld))
  isOver = true
  await read
}, 30_000)

/** A few megabytes. */
async function largeState() {
  const folder = await mkdtemp(join(tmpdir(), 'msgr-state-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  const state = seedState(NOW_MS)
  const [person] = state.people.values()
  if (person === undefined) throw new Error('The first state has no people')
  const psids = Array.from({length: 10_000}, (_, index) => `7${String(index).padStart(15, '0')}`)
  for (const psid of psids) state.people.set(psid, {...person, psid: psid as typeof person.psid})
  return {state, file: join(folder, 'state.json'), psids}
}
