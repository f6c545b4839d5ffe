import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, onTestFinished, test, vi} from 'vitest'
import {Appender, type Group} from '../../src/bulk/postgres-store/appender.ts'
import {JournalEnd} from '../../src/bulk/postgres-store/journal-end.ts'
import {Leases} from '../../src/bulk/postgres-store/leases.ts'
import {patientQuery} from '../../src/bulk/postgres-store/patient.ts'
import {MsgrError, NetworkError} from '../../src/errors.ts'
import type {Query} from '../../src/store/connection.ts'

const {signal} = new AbortController()
const away = () => new NetworkError('The database is away', {sent: 'maybe'})

describe('a statement for a database that is away', () => {
  test('is run again, the same, until it is back, after longer and longer waits', async () => {
    const asked: unknown[] = []
    const times: number[] = []
    const query = patientQuery(async <Row>(text: string, values?: readonly unknown[]) => {
      asked.push([text, values])
      times.push(performance.now())
      if (asked.length < 3) throw away()
      return [{n: 1}] as Row[]
    }, signal)

    expect(await query('select $1', [1])).toEqual([{n: 1}])

    expect(asked).toEqual(Array(3).fill(['select $1', [1]]))
    const [first = 0, second = 0, third = 0] = times
    expect(second - first).toBeGreaterThan(90)
    expect(third - second).toBeGreaterThan(190)
  })

  test('is not run again when it was refused', async () => {
    let asked = 0
    const query = patientQuery(async () => {
      asked += 1
      throw new MsgrError('refused')
    }, signal)

    await expect(query('select')).rejects.toThrow('refused')
    expect(asked).toBe(1)
  })

  test('is given up at once when the process ends, also while it waits', async () => {
    const stop = new AbortController()
    let asked = 0
    const query = patientQuery(async () => {
      asked += 1
      if (asked === 3) setTimeout(() => stop.abort(), 20)
      throw away()
    }, stop.signal)

    await expect(query('select')).rejects.toThrow('is away')
    expect(asked).toBe(4)
    await expect(query('select')).rejects.toThrow('is away')
    expect(asked).toBe(5)
  })
})

test('a statement is given up when the database was away for more than five minutes', async () => {
  let now = 1_000_000
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  onTestFinished(() => clock.mockRestore())
  const asked: number[] = []
  const query = patientQuery(async () => {
    asked.push(now)
    now = asked.length === 1 ? 1_300_000 : 1_300_001
    throw away()
  }, signal)

  await expect(query('select')).rejects.toThrow('is away')

  expect(asked).toEqual([1_000_000, 1_300_000])
})

/** The end of a journal, what is appended to it, and what is kept when it is refused. */
function newEnd(refusal?: () => Error | undefined) {
  const groups: {readonly seq: number; readonly text: string}[] = []
  const kept: string[] = []
  const appender = {
    append: async ({seq, entries}: Group) => {
      const error = refusal?.()
      if (error !== undefined) throw error
      groups.push({seq, text: entries.toString()})
    },
  }
  const end = new JournalEnd(appender as unknown as Appender, {
    ...{run: 'run', seq: 5, epoch: 7},
    leaveEvidence: async lines => void kept.push(lines.toString()),
  })
  return {end, groups, kept}
}

const lines = (text: string) => ({bytes: Buffer.from(text), count: 1, chain: '00000000'})
const takenOver = () => new MsgrError('The run is another’s', {reason: 'runTakenOver', data: {run: 'run'}})

describe('the end of a journal in the database', () => {
  test('gathers what need not be durable, and writes it with what has to be, each group at its place', async () => {
    const {end, groups} = newEnd()

    await end.append(lines('a'), false)
    await end.append(lines('b'), false)
    expect(groups).toEqual([])
    await end.append(lines('c'), true)
    await end.append(undefined, true)
    await end.append(lines('d'), true)

    expect(groups).toEqual([
      {seq: 5, text: 'abc'},
      {seq: 6, text: 'd'},
    ])
    await end.close()
  })

  test('writes what gathers after half a second, and at once when it is a megabyte', async () => {
    const {end, groups} = newEnd()
    await end.append(lines('a'), false)
    await expect.poll(() => groups).toEqual([{seq: 5, text: 'a'}])

    const half = 'x'.repeat(2 ** 19)
    await end.append(lines(half), false)
    await end.append(lines(half), false)
    expect(groups).toHaveLength(1)
    await end.append(lines('y'), false)
    expect(groups.map(({text}) => text.length)).toEqual([1, 2 ** 20 + 1])
    await end.close()
  })

  test('writes nothing after what could not be written, and says so every time', async () => {
    let asked = 0
    const {end, groups, kept} = newEnd(() => {
      asked += 1
      return new MsgrError('no space')
    })

    for (const isDurable of [true, true, false])
      await expect(end.append(lines('a'), isDurable)).rejects.toThrow('no space')
    await end.close()

    expect([asked, groups, kept]).toEqual([1, [], []])
  })

  test('keeps what another process has to know when the run is taken over, in order', async () => {
    const {end, kept} = newEnd(takenOver)

    await expect(end.append(lines('a'), true)).rejects.toMatchObject({reason: 'runTakenOver'})
    end.addRefused(Buffer.from('b'))
    await end.close()

    expect(kept).toEqual(['ab'])
  })

  test('closes also where that cannot be kept, and writes nothing afterwards', async () => {
    const {end, groups} = newEnd()
    await end.append(lines('a'), false)
    await end.close()
    await sleep(600)
    expect(groups).toEqual([])

    const failing = new JournalEnd({append: () => Promise.reject(takenOver())} as unknown as Appender, {
      ...{run: 'run', seq: 5, epoch: 7},
      leaveEvidence: () => Promise.reject(away()),
    })
    await expect(failing.append(lines('a'), true)).rejects.toThrow()
    await failing.close()
  })
})

test('of groups that are written together, each learns what became of it', async () => {
  const query = async (text: string) => (text.includes('insert') ? [{run: 'one', seq: 0, epoch: 1}] : [])
  const appender = new Appender(query as Query)
  const group = {seq: 0, epoch: 1, entries: Buffer.from('{}\n')}

  const [one, other] = await Promise.allSettled([
    appender.append({...group, run: 'one'}),
    appender.append({...group, run: 'other'}),
  ])

  expect(one.status).toBe('fulfilled')
  expect(other).toMatchObject({status: 'rejected', reason: {reason: 'storeForgot', data: {run: 'other'}}})
})

test('groups of which nothing could be written all learn why', async () => {
  const appender = new Appender(() => Promise.reject(away()))
  const group = {seq: 0, epoch: 1, entries: Buffer.from('{}\n')}

  const appended = ['one', 'other'].map(run => appender.append({...group, run}))

  for (const each of await Promise.allSettled(appended))
    expect(each).toMatchObject({status: 'rejected', reason: {message: 'The database is away'}})
})

test('groups that come while others are written go together with the next statement', async () => {
  const statements: string[][] = []
  let answer = () => {}
  const answered = new Promise<void>(resolve => (answer = resolve))
  const appender = new Appender((async (_: string, [runs, seqs, epochs]: [string[], number[], number[]]) => {
    statements.push(runs)
    await answered
    return runs.map((run, place) => ({run, seq: seqs[place], epoch: epochs[place]}))
  }) as unknown as Query)
  const append = (run: string) => appender.append({run, seq: 0, epoch: 1, entries: Buffer.from('{}\n')})

  const first = ['a', 'b'].map(append)
  await expect.poll(() => statements).toHaveLength(1)
  const second = ['c', 'd'].map(append)
  await sleep(20)
  expect(statements).toHaveLength(1)
  answer()
  await Promise.all([...first, ...second])
  await append('e')

  expect(statements).toEqual([['a', 'b'], ['c', 'd'], ['e']])
})

test('of groups that could not be written, each learns who has its place', async () => {
  const found = [
    {run: 'taken', seq: 4, epoch: 9},
    {run: 'taken', seq: 3, epoch: 1},
    {run: 'continued', seq: 3, epoch: 9},
    {run: 'written', seq: 4, epoch: 1},
    {run: 'forgotten', seq: 5, epoch: 1},
  ]
  const appender = new Appender((async (text: string) => (text.includes('insert') ? [] : found)) as Query)
  const entries = Buffer.from('{}\n')

  const runs = ['taken', 'continued', 'written', 'forgotten']
  const appended = await Promise.allSettled(
    runs.map(run => appender.append({run, seq: 4, epoch: 1, entries})),
  )

  const takenOver = (run: string) => ({reason: {reason: 'runTakenOver', data: {run}}})
  expect(appended).toMatchObject([
    takenOver('taken'),
    takenOver('continued'),
    {status: 'fulfilled'},
    {
      reason: {
        reason: 'storeForgot',
        message: expect.stringMatching(/^The store has lost the end of the journal of the run forgotten, /),
      },
    },
  ])
})

describe('what a process took', () => {
  const TTL_MS = 30

  /** Leases over a database that renews those in `there`. */
  function newLeases(there: Set<number>, wait = async () => {}) {
    const asked: (readonly number[])[] = []
    const leases = new Leases(
      (async (_: string, [, epochs]: [number, readonly number[]]) => {
        asked.push(epochs)
        await wait()
        return epochs.filter(epoch => there.has(epoch)).map(epoch => ({epoch}))
      }) as unknown as Query,
      TTL_MS,
    )
    return {asked, leases}
  }

  test('is renewed together, the rest when one of it is handed back, and nothing when nothing is left', async () => {
    const {asked, leases} = newLeases(new Set([1, 2, 3]))
    const [one, other] = [leases.add(1), leases.add(2)]
    await expect.poll(() => asked).toContainEqual([1, 2])
    one.end()
    asked.splice(0)
    await expect.poll(() => asked.length).toBeGreaterThan(2)
    expect(new Set(asked.map(String))).toEqual(new Set(['2']))
    other.end()
    await sleep(TTL_MS)
    asked.splice(0)
    await sleep(3 * TTL_MS)
    expect(asked).toEqual([])

    const again = leases.add(3)
    await expect.poll(() => asked).toContainEqual([3])
    again.end()
    expect([one, other, again].map(({lost}) => lost.aborted)).toEqual([false, false, false])
  })

  test('is renewed by one statement at a time, and what was handed back meanwhile does not matter', async () => {
    let answer = () => {}
    const answered = new Promise<void>(resolve => (answer = resolve))
    // Only the first statement is ever answered.
    const never = new Promise<void>(() => {})
    const {asked, leases} = newLeases(new Set(), () => (asked.length === 1 ? answered : never))
    const [one, other] = [leases.add(1), leases.add(2)]
    await expect.poll(() => asked).toEqual([[1, 2]])
    await sleep(3 * TTL_MS)
    expect(asked).toHaveLength(1)

    one.end()
    answer()

    await expect.poll(() => other.lost.aborted).toBe(true)
    expect(one.lost.aborted).toBe(false)
    other.end()
  })
})
