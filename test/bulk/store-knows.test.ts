import {basename} from 'node:path'
import {describe, expect} from 'vitest'
import {fileStore} from '../../src/bulk/file-store/file-store.ts'
import type {RecipientEntry} from '../../src/bulk/journal-entry.ts'
import type {SendEvent} from '../../src/bulk/outcome.ts'
import {sendAll} from '../../src/bulk/send-all.ts'
import type {Doubt, Finding} from '../../src/bulk/settle.ts'
import type {Held, LateOutcome, StoredRun} from '../../src/bulk/store.ts'
import {type BulkWorld, journalOf, outcomes, people, test} from './bulk-world.ts'
import {cancelRun, openRunJournal, readLedger, readManifest, readReport} from './on-files.ts'

const [, , three = ''] = people(3)

/** A run in a store that knows more of it than its files do. */
function storedWith({folder}: BulkWorld, run: string, more: Partial<StoredRun>, held: Partial<Held> = {}) {
  const stored = fileStore(folder).open(basename(run))
  const hold: StoredRun['hold'] = async purpose => {
    const claim = await stored.hold(purpose)
    return 'holder' in claim ? claim : {taken: {...claim.taken, ...held}}
  }
  return {...stored, hold, ...more}
}

/** A process takes the run, records this and dies. */
async function diesWith(run: string, ...entries: readonly RecipientEntry[]): Promise<void> {
  const {end} = await readLedger(run, await readManifest(run))
  const journal = await openRunJournal(run, end, {acceptsCopy: false})
  journal.append({event: 'start', at: 0, pid: 1})
  for (const entry of entries) await journal.commit(entry)
  await journal.close()
}

/** Where the line of a journal with this text begins. */
async function positionOf(run: string, text: string): Promise<number> {
  const lines = await journalOf(run)
  return (
    lines
      .slice(
        0,
        lines.findIndex(line => line.includes(text)),
      )
      .join('\n').length + 1
  )
}

/** A run to three people of which nobody's message was answered. */
async function doubted(world: BulkWorld): Promise<string> {
  const run = await world.freeze(people(3))
  world.platform.answer = () => 'withhold'
  await world.send(run, {width: 1})
  world.platform.answer = () => undefined
  world.platform.accepted.splice(0)
  return run
}

describe('a process that may only stand still', () => {
  const look = async (): Promise<Finding> => ({kind: 'unclear', reason: 'nobody knows'})
  const tooYoung = {code: 'NOT_YET', reason: 'doubtsTooYoung', data: {seconds: 5}}

  test('keeps others from deciding about the people it left in doubt, and from nothing else', async ({
    world,
  }) => {
    const run = await world.freeze(people(2))
    await diesWith(run, {event: 'attempt', line: 1, at: 0})
    const stored = storedWith(world, run, {mayStillSendFor: async () => 4_001})

    for (const how of [{settle: {look}}, {resendInDoubt: true}])
      await expect(sendAll(stored, world.options(how))).rejects.toMatchObject({
        ...tooYoung,
        message: expect.stringContaining('left 1 person in doubt'),
      })
    expect(world.platform.accepted).toEqual([])
    expect(await sendAll(stored, world.options())).toMatchObject({counts: {sent: 1, inDoubt: 1}})
  })

  test('is as old as the last attempt that it left open', async ({world}) => {
    const run = await world.freeze(people(3))
    const entries: readonly RecipientEntry[] = [
      {event: 'attempt', line: 1, at: 0},
      {event: 'attempt', line: 2, at: 0},
      {event: 'attempt', line: 3, at: 0},
      {event: 'failed', line: 3, at: 0, reason: 'refused'},
    ]
    await diesWith(run, ...entries)
    const asked: number[] = []
    const mayStillSendFor = async (position: number) => {
      asked.push(position)
      return 4_001
    }

    const sending = sendAll(storedWith(world, run, {mayStillSendFor}), world.options({settle: {look}}))

    await expect(sending).rejects.toThrow('left 2 people in doubt')
    expect(asked).toEqual([await positionOf(run, '"attempt","line":2')])
  })

  test('is as old as the attempt also where another process recorded the doubt, and others were sent to since', async ({
    world,
  }) => {
    const run = await world.freeze(people(3))
    await diesWith(run, {event: 'attempt', line: 1, at: 0})
    const doubt = {event: 'doubt', at: 0, reason: 'msgr ended before the answer came'} as const
    await diesWith(run, {...doubt, line: 1}, {event: 'attempt', line: 2, at: 0})
    const asked: number[] = []
    let waitMs = 4_001
    const mayStillSendFor = async (position: number) => {
      asked.push(position)
      return waitMs
    }
    const send = () => sendAll(storedWith(world, run, {mayStillSendFor}), world.options({settle: {look}}))

    await expect(send()).rejects.toThrow('left 2 people in doubt')
    expect(asked).toEqual([await positionOf(run, '"attempt","line":2')])
    waitMs = 0
    expect(await send()).toMatchObject({counts: {sent: 1, inDoubt: 2}})
    waitMs = 4_001
    await expect(send()).rejects.toThrow('left 2 people in doubt')
    expect(asked).toHaveLength(3)
  })

  test('is as old as the attempt, not as the doubt that another process recorded', async ({world}) => {
    const run = await world.freeze(people(2))
    await diesWith(run, {event: 'attempt', line: 1, at: 0})
    await diesWith(run, {event: 'doubt', line: 1, at: 0, reason: 'msgr ended before the answer came'})
    const asked: number[] = []
    const mayStillSendFor = async (position: number) => {
      asked.push(position)
      return 4_001
    }

    const sending = sendAll(storedWith(world, run, {mayStillSendFor}), world.options({settle: {look}}))

    await expect(sending).rejects.toMatchObject(tooYoung)
    expect(asked).toEqual([await positionOf(run, '"attempt","line":1')])
  })

  test('does not matter where its answers are known, and where nobody is in doubt', async ({world}) => {
    const run = await world.freeze(people(2))
    await diesWith(run, {event: 'attempt', line: 1, at: 0})
    const evidence = async () => [{outcome: 'sent', line: 1, messageId: 'm_1'} as const]
    const mayStillSendFor = async () => 4_001
    const known = storedWith(world, run, {mayStillSendFor, evidence})
    const fresh = storedWith(world, await world.freeze(people(2)), {mayStillSendFor})

    for (const stored of [known, fresh])
      expect(await sendAll(stored, world.options({settle: {look}}))).toMatchObject({counts: {sent: 2}})
  })

  test('may have left anybody in doubt where the end of the journal may be lost', async ({world}) => {
    const run = await world.freeze(people(2))
    await diesWith(run, {event: 'attempt', line: 1, at: 0}, {event: 'sent', line: 1, at: 0, messageId: 'm_1'})
    const asked: number[] = []
    const mayStillSendFor = async (position: number) => {
      asked.push(position)
      return 4_001
    }
    const stored = storedWith(world, run, {mayStillSendFor}, {mayLackEntries: true})

    const sending = sendAll(stored, world.options({settle: {look}}))

    await expect(sending).rejects.toMatchObject({
      ...tooYoung,
      message: expect.stringContaining('left people in doubt'),
    })
    expect(asked).toEqual([await positionOf(run, '"sent","line":1')])
  })

  test('left nobody in doubt where everybody is settled, whatever may be lost', async ({world}) => {
    const run = await world.freeze(people(2))
    await world.send(run)
    const stored = storedWith(world, run, {mayStillSendFor: async () => 4_001}, {mayLackEntries: true})

    expect(await sendAll(stored, world.options({settle: {look}}))).toMatchObject({counts: {sent: 2}})
  })
})

describe('what became of people in doubt', () => {
  const known: readonly LateOutcome[] = [
    {outcome: 'sent', line: 1, messageId: 'm_1'},
    {outcome: 'unsent', line: 2, knowsUntil: Number.MAX_SAFE_INTEGER},
    {outcome: 'echoed', line: 3, messageId: 'm_3', psid: three},
  ]

  test('is asked of the store first: who did not get the message is sent to', async ({world}) => {
    const run = await doubted(world)
    const asked: unknown[] = []
    const evidence = async (lines: readonly number[]) => {
      asked.push(lines)
      return known
    }

    const end = await sendAll(storedWith(world, run, {evidence}), world.options())

    expect(asked).toEqual([[1, 2, 3]])
    expect(end).toMatchObject({state: 'done', counts: {sent: 3, inDoubt: 0}})
    expect(world.platform.accepted.map(({metadata}) => metadata.split(':')[1])).toEqual(['2'])
    const reasons: unknown[] = []
    for await (const {reason} of readReport(run)) reasons.push(reason)
    expect(reasons).toEqual([
      'the answer came after another process had taken the run',
      undefined,
      'found later, by echo',
    ])
    expect((await journalOf(run)).filter(line => line.includes('"unsent"'))).toEqual([
      expect.stringContaining('"reason":"the answer to the attempt came later"'),
    ])
  })

  test('is not asked where nobody is in doubt', async ({world}) => {
    const evidence = () => Promise.reject(new Error('asked'))
    const stored = storedWith(world, await world.freeze(people(2)), {evidence})

    expect(await sendAll(stored, world.options())).toMatchObject({counts: {sent: 2}})
  })

  test('is recorded once, also where several know it: who got the message is not sent to', async ({
    world,
  }) => {
    const run = await doubted(world)
    const [one = ''] = people(1)
    const evidence = async () => [
      {outcome: 'unsent', line: 1, knowsUntil: Number.MAX_SAFE_INTEGER} as const,
      {outcome: 'sent', line: 1, messageId: 'm_1'} as const,
      {outcome: 'echoed', line: 1, messageId: 'm_1', psid: one} as const,
    ]

    const end = await sendAll(storedWith(world, run, {evidence}), world.options())

    expect(end).toMatchObject({counts: {sent: 1, inDoubt: 2}})
    expect(world.platform.accepted).toEqual([])
    expect((await journalOf(run)).filter(line => line.includes('"event":"sent"'))).toHaveLength(1)
  })

  test('is known of the attempts before a place in the journal: by the process that knows most', async ({
    world,
  }) => {
    const run = await doubted(world)
    const places = [1, 2, 3].map(line => positionOf(run, `"attempt","line":${line}`))
    const [first = 0, second = 0, third = 0] = await Promise.all(places)
    const unsent = (line: number, knowsUntil: number) => ({outcome: 'unsent', line, knowsUntil}) as const
    const evidence = async () => [
      unsent(1, first),
      ...[unsent(2, second + 1), unsent(2, 0)],
      ...[unsent(3, 0), unsent(3, third + 1)],
    ]

    const end = await sendAll(storedWith(world, run, {evidence}), world.options())

    expect(end).toMatchObject({counts: {sent: 2, inDoubt: 1}})
    expect(world.platform.accepted.map(({metadata}) => metadata.split(':')[1]).toSorted()).toEqual(['2', '3'])
  })

  test('is believed of an answer, and of an echo only where it went to them', async ({world}) => {
    const run = await doubted(world)
    const evidence = async () => [
      {outcome: 'sent', line: 1, messageId: 'm_1'} as const,
      {outcome: 'echoed', line: 1, messageId: 'm_x', psid: three} as const,
      {outcome: 'echoed', line: 2, messageId: 'm_x', psid: three} as const,
    ]

    const end = await sendAll(storedWith(world, run, {evidence}), world.options())

    expect(end).toMatchObject({counts: {sent: 1, inDoubt: 2}})
  })

  test('and is known only when the others are sent to is recorded, but nobody is sent to then', async ({
    world,
  }) => {
    const run = await doubted(world)
    let asked = 0
    const evidence = async () => (++asked === 1 ? [] : known)

    const end = await sendAll(storedWith(world, run, {evidence}), world.options())

    expect(end).toMatchObject({state: 'done', counts: {sent: 2, inDoubt: 1}})
    expect(await outcomes(run)).toEqual({sent: 2, 'in-doubt': 1})
    expect(world.platform.accepted).toEqual([])
  })
})

describe('a store that may have lost the end of a journal', () => {
  test('leaves nobody in doubt of a canceled run', async ({world}) => {
    const run = await world.freeze(people(2))
    const {signal} = world.options()
    await cancelRun(run, 'over', {clock: world.clock, signal})
    const look = async (): Promise<Finding> => ({kind: 'unclear', reason: 'nobody knows'})

    const stored = storedWith(world, run, {}, {mayLackEntries: true})
    const end = await sendAll(stored, world.options({settle: {look}}))

    expect(end).toMatchObject({state: 'canceled', counts: {skipped: 2, inDoubt: 0}})
  })

  test('leaves in doubt whoever remains, and says so', async ({world}) => {
    const run = await world.freeze([...people(2), 'ann'])
    const events: [SendEvent, number, number][] = []

    const end = await sendAll(
      storedWith(world, run, {}, {mayLackEntries: true}),
      world.options({
        onEvent: (event, {counts, allowed}) => events.push([event, counts.inDoubt, allowed]),
      }),
    )

    const reason = 'the store went over to a replica, which may lack the end of the journal'
    expect(events).toEqual(
      people(2).map((psid, index) => [{kind: 'in-doubt', line: index + 1, psid, reason}, index + 1, 0]),
    )
    expect(end).toMatchObject({state: 'done', counts: {sent: 0, inDoubt: 2, skipped: 1}})
    expect(world.platform.accepted).toEqual([])
  })

  test('has them looked for from the plan on', async ({world}) => {
    const run = await world.freeze(people(1))
    const {created} = await readManifest(run)
    const looked: Doubt[] = []
    const look = async (doubt: Doubt): Promise<Finding> => {
      looked.push(doubt)
      return {kind: 'found', messageId: 'm_1'}
    }

    const stored = storedWith(world, run, {}, {mayLackEntries: true})
    const end = await sendAll(stored, world.options({settle: {look}}))

    expect(looked).toMatchObject([
      {firstAt: Date.parse(created), lastAt: Number.MAX_SAFE_INTEGER, within: undefined},
    ])
    expect(end).toMatchObject({state: 'done', counts: {sent: 1}})
  })
})

test('a run that another process has taken is sent no further', async ({world}) => {
  const run = await world.freeze(people(5))
  const lost = new AbortController()
  const send: BulkWorld['platform']['send'] = request => {
    lost.abort()
    return world.platform.send(request)
  }

  const stored = storedWith(world, run, {}, {lost: lost.signal})
  const end = await sendAll(stored, world.options({send, width: 1}))

  expect(end).toMatchObject({state: 'interrupted', counts: {sent: 1, remaining: 4}})
})

test('the store learns how a run stands, unless it ended by a fault', async ({world}) => {
  const standings: unknown[] = []
  const release = async (standing: unknown) => void standings.push(standing)
  const [run, other] = [await world.freeze(people(1)), await world.freeze(people(1))]

  await sendAll(storedWith(world, run, {}, {release}), world.options())
  const faulty = world.options({send: () => Promise.reject(new TypeError('a bug'))})
  await expect(sendAll(storedWith(world, other, {}, {release}), faulty)).rejects.toThrow('a bug')

  expect(standings).toMatchObject([{state: 'done', counts: {sent: 1}}, undefined])
})
