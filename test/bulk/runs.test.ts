import {appendFile, writeFile} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {describe, expect} from 'vitest'
import type {JournalEntry} from '../../src/bulk/journal-entry.ts'
import {claimFolder} from '../../src/system/process-lock.ts'
import {type BulkWorld, collect, people, test} from './bulk-world.ts'
import {findRun, openRunJournal, readLedger, readManifest, readStatus, watchStatus} from './on-files.ts'

const shop = {id: '109876543210987', name: 'Shop'}
const other = {id: '209876543210987', name: 'Other'}
const named = (name: string) => ({identity: () => ({name, selection: '{}'})})

describe('a run is found', () => {
  test('by its name, on the Page that is meant where several have it', async ({world}) => {
    const here = basename(await world.freeze(people(1), {...named('sale'), page: shop}))
    const there = basename(await world.freeze(people(1), {...named('sale'), page: other}))
    const only = basename(await world.freeze(people(1), {...named('sale-2'), page: other}))
    const on = (page: typeof shop, target: 'emulator' | 'platform' = 'emulator') => ({
      place: async () => ({page, target}),
    })

    expect(await findRun(world.folder, 'sale', on(shop))).toBe(here)
    expect(await findRun(world.folder, 'sale', on(other))).toBe(there)
    expect(await findRun(world.folder, 'sale-2', on(shop)), 'nobody else has it').toBe(only)
    const several = {message: `sale is the name of 2 runs: ${here}, ${there}`, reason: 'runNameOfPages'}
    for (const unclear of [undefined, on(shop, 'platform'), {place: async () => undefined}])
      await expect(findRun(world.folder, 'sale', unclear)).rejects.toMatchObject(several)
  })

  test('by a name only as a whole, and by an id also by its beginning', async ({world}) => {
    const run = basename(await world.freeze(people(1), named('sale')))

    expect(await findRun(world.folder, run.slice(0, 8))).toBe(run)
    await expect(findRun(world.folder, 'sal')).rejects.toMatchObject({
      message: 'There is no run sal',
      reason: 'runNotFound',
    })
    await expect(findRun(world.folder, 'x', {hint: 'Look elsewhere'})).rejects.toMatchObject({
      message: 'There is no run x',
      hint: 'Look elsewhere',
    })
  })

  test('among those of its channel, where only these are asked for', async ({world}) => {
    const channel = {via: 'marketing', campaign: '1', adAccount: 'act_1'} as const
    const marketing = basename(await world.freeze(people(1), {channel}))
    const plain = basename(await world.freeze(people(1)))
    const damaged = basename(await world.freeze(people(1)))
    await writeFile(join(world.folder, damaged, 'manifest.json'), '{"channel":')

    expect(await findRun(world.folder, 'last')).toBe(damaged)
    expect(await findRun(world.folder, 'last', {via: 'marketing'})).toBe(marketing)
    await expect(findRun(world.folder, plain, {via: 'marketing'})).rejects.toThrow('There is no run')
    await expect(findRun(world.folder, '2026')).rejects.toMatchObject({
      message: `2026 is the beginning of 3 runs: ${marketing}, ${plain}, ${damaged}`,
      hint: 'Type more of it',
    })
  })

  test('and of many that begin like it, five are named', async ({world}) => {
    const runs: string[] = []
    for (let count = 0; count < 6; count += 1) runs.push(basename(await world.freeze(people(1))))

    await expect(findRun(world.folder, '2026')).rejects.toThrow(
      new RegExp(`^2026 is the beginning of 6 runs: ${runs.slice(0, 5).join(', ')}$`),
    )
  })
})

async function write(run: string, ...entries: readonly JournalEntry[]): Promise<void> {
  const {end} = await readLedger(run, await readManifest(run))
  const journal = await openRunJournal(run, end, {acceptsCopy: false})
  for (const entry of entries) await journal.commit(entry)
  await journal.close()
}

/** The state of a run while a process has it. */
async function whileHeld(run: string) {
  const claim = await claimFolder(run)
  const status = await readStatus(run)
  if ('lock' in claim) await claim.lock.release()
  return status
}

const at = Date.UTC(2026, 10, 22, 10)
const start: JournalEntry = {event: 'start', at, pid: 1}

describe('the state of a run', () => {
  const night = {zone: 'Europe/Zurich', at: '2026-11-23T03:00'}

  test('that was never started is planned, or scheduled where it is left to a worker', async ({world}) => {
    const run = (options = {}) => world.freeze(people(1), options).then(readStatus)
    const detached = {isDetached: true}

    expect(await run()).toMatchObject({state: 'planned', isDetached: false, isHeld: false, lastAt: undefined})
    expect(await run({schedule: night})).not.toHaveProperty('until')
    expect(await run(detached)).toMatchObject({state: 'scheduled', isDetached: true, reason: undefined})
    expect(await run({...detached, schedule: {zone: 'UTC', between: '09:00-10:00'}})).toMatchObject({
      state: 'scheduled',
      reason: undefined,
    })
    expect(await run({...detached, schedule: night})).toMatchObject({
      state: 'scheduled',
      until: Date.UTC(2026, 10, 23, 2),
      reason: 'nothing is sent before 2026-11-23 03:00 (Europe/Zurich)',
    })
  })

  test('of which the process died is interrupted, and who was in flight in doubt', async ({world}) => {
    const run = await world.freeze(people(3))
    await write(run, start, {event: 'attempt', line: 2, at: at + 1})

    expect(await readStatus(run)).toMatchObject({
      ...{state: 'interrupted', lastAt: at + 1, isDetached: false, isHeld: false, reason: undefined},
      counts: {inFlight: 0, inDoubt: 1, remaining: 2},
    })
    expect(await whileHeld(run)).toMatchObject({
      ...{state: 'running', lastAt: at + 1, isHeld: false},
      counts: {inFlight: 1, inDoubt: 0},
    })
  })

  test.for<[string, boolean, readonly JournalEntry[], boolean]>([
    ['planned for a worker, and continued by hand', true, [start], false],
    ['planned by hand, and continued by a worker', false, [{...start, isDetached: true}], true],
    [
      'scheduled by hand, and then torn',
      false,
      [
        start,
        {
          ...{event: 'pause', state: 'scheduled', at, exitCode: 0, reason: '', until: at + 5},
          counts: {total: 1, sent: 0, failed: 0, skipped: 0, inDoubt: 0, inFlight: 0, remaining: 1},
        },
      ],
      true,
    ],
  ])('%s is left to workers: %s', async ([, isPlanned, entries, isDetached], {world}) => {
    const run = await world.freeze(people(1), {isDetached: isPlanned})
    await write(run, ...entries)
    await appendFile(join(run, 'journal.ndjson'), '{"torn')

    expect(await readStatus(run)).toMatchObject({state: 'interrupted', isDetached})
    expect(await whileHeld(run)).toMatchObject({state: 'running', isDetached})
  })

  test('that was canceled stays so behind a torn line', async ({world}) => {
    const run = await world.freeze(people(2), {isDetached: true})
    const counts = {total: 2, sent: 0, failed: 0, skipped: 2, inDoubt: 0, inFlight: 0, remaining: 0}
    await write(run, start, {event: 'cancel', at, counts})
    const whole = await readStatus(run)
    await appendFile(join(run, 'journal.ndjson'), '{"torn')

    for (const status of [whole, await readStatus(run)])
      expect(status).toMatchObject({state: 'canceled', isDetached: false, counts: {skipped: 2, remaining: 0}})
  })

  test('that somebody paused is held, also behind a torn line, until it is started', async ({world}) => {
    const run = await world.freeze(people(1))
    const counts = {total: 1, sent: 0, failed: 0, skipped: 0, inDoubt: 0, inFlight: 0, remaining: 1}
    const paused = {
      event: 'pause',
      state: 'paused',
      at,
      exitCode: 5,
      reason: 'paused by Ann',
      counts,
    } as const
    await write(run, start, {...paused, isHeld: true})
    expect(await readStatus(run)).toMatchObject({state: 'paused', isHeld: true, reason: 'paused by Ann'})

    await appendFile(join(run, 'journal.ndjson'), '{"torn')
    expect(await readStatus(run)).toMatchObject({isHeld: true})
    await write(run, start)
    expect(await readStatus(run)).toMatchObject({state: 'interrupted', isHeld: false})
  })

  test('that is sent has the rate that was set last, and the wait of this process', async ({world}) => {
    const run = await world.freeze(people(1), {rate: 40})
    expect(await whileHeld(run)).toMatchObject({rate: 40, waiting: undefined})
    await write(
      run,
      start,
      {event: 'rate', at, perSecond: 7},
      {event: 'wait', at, until: at + 9, reason: 'slow'},
    )
    expect(await whileHeld(run)).toMatchObject({rate: 7, waiting: {reason: 'slow', until: at + 9}})
    await write(run, start)
    expect(await whileHeld(run)).toMatchObject({rate: 7, waiting: undefined})
  })

  test('that is over is held by nobody, and left to nobody', async ({world}) => {
    const run = await world.freeze(people(1), {isDetached: true})
    await world.send(run, {isDetached: true})

    expect(await readStatus(run)).toMatchObject({state: 'done', isHeld: false, isDetached: false})
  })

  test('in which nobody was reached is a failure, also of an empty list', async ({world}) => {
    const ended = async (psids: readonly string[], kind: 'fail' | 'in-doubt' | 'skip') => {
      const run = await world.freeze(psids)
      await world.send(run, {send: async () => ({kind, reason: 'no'})})
      return (await readStatus(run)).state
    }

    expect(await ended(people(1), 'fail')).toBe('failed')
    expect(await ended(people(1), 'skip')).toBe('failed')
    expect(await ended(people(1), 'in-doubt')).toBe('done')
    expect(await ended(['ann'], 'fail')).toBe('failed')
  })
})

test('whoever watches gets no more once the signal aborts, but how it stands then', async ({
  world,
}: {
  readonly world: BulkWorld
}) => {
  const run = await world.freeze(people(1))
  const claim = await claimFolder(run)
  const stop = new AbortController()
  const clock = {
    now: world.clock.now,
    sleep: async () => {
      stop.abort()
      throw new Error('aborted')
    },
  }

  const states = (await collect(watchStatus(run, {clock, signal: stop.signal, everyMs: 100}))).map(
    ({state}) => state,
  )

  expect(states).toEqual(['running', 'running'])
  if ('lock' in claim) await claim.lock.release()
})
