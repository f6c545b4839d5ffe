import {describe, expect} from 'vitest'
import {Hours, parseHours} from '../../src/bulk/hours.ts'
import type {SendOutcome} from '../../src/bulk/outcome.ts'
import type {Schedule} from '../../src/bulk/schedule.ts'
import {collect, people, test} from './bulk-world.ts'
import {readReport, readStatus} from './on-files.ts'

const HOUR_MS = 3_600_000
const zurich: Schedule = {between: '09:00-18:00', zone: 'Europe/Zurich'}
const ownHours: Schedule = {...zurich, isPerPerson: true}

/** Sends, and records at which time each person was sent to. */
function recording(now: () => number, answer: (psid: string) => SendOutcome | undefined = () => undefined) {
  const times: {readonly psid: string; readonly at: number}[] = []
  const send = async ({
    recipient: {id},
  }: {
    readonly recipient: {readonly id: string}
  }): Promise<SendOutcome> => {
    times.push({psid: id, at: now()})
    return answer(id) ?? {kind: 'sent', messageId: `m_${id}`}
  }
  return {times, send, psids: () => times.map(({psid}) => psid)}
}

const isOpen = (zone: string, at: number) =>
  new Hours(zone, parseHours('09:00-18:00') ?? []).opensAt(at) === at
const iso = (ms: number | undefined) => new Date(ms ?? 0).toISOString()

describe('a run with hours', () => {
  test('waits for its start and its hours, and goes on the next day; nobody is sent to outside them', async ({
    world,
  }) => {
    // 500 people take 20 hours at 25 an hour.
    const {clock} = world
    const run = await world.freeze(people(500), {
      schedule: {...zurich, at: '2026-11-23T12:00:00.000Z'},
      rate: 1,
    })
    const {times, send} = recording(clock.now)
    const slow: typeof send = async request => {
      clock.advance(144_000)
      return send(request)
    }

    const end = await world.send(run, {send: slow, width: 1})

    expect(end).toMatchObject({state: 'done', counts: {sent: 500}})
    expect(times.filter(({at}) => !isOpen('Europe/Zurich', at - 144_000))).toEqual([])
    expect(iso((times[0]?.at ?? 0) - 144_000)).toMatch(/^2026-11-23T12:00:00/)
    expect(new Set(times.map(({at}) => iso(at).slice(0, 10)))).toEqual(
      new Set(['2026-11-23', '2026-11-24', '2026-11-25']),
    )
  })

  test('counts by the clock of the target, not of this machine', async ({world}) => {
    const {clock} = world
    const run = await world.freeze(people(3), {schedule: zurich})
    // 10:00 in Zurich here, 22:00 there.
    const aheadMs = 12 * HOUR_MS
    const {times, send} = recording(() => clock.now() + aheadMs)

    await world.send(run, {send, aheadMs: () => aheadMs})

    expect(iso(times[0]?.at)).toMatch(/^2026-11-23T08:00:00/)
  })

  test('asks for the time of the target while it waits', async ({world}) => {
    const {clock} = world
    const run = await world.freeze(people(3), {schedule: {zone: 'UTC', at: '2026-12-24T09:00:00.000Z'}})
    let [aheadMs, asked] = [0, 0]
    const {times, send} = recording(() => clock.now() + aheadMs)
    const startMs = clock.now()

    await world.send(run, {
      send,
      aheadMs: () => aheadMs,
      refreshTime: async () => {
        asked += 1
        if (asked === 4) aheadMs = 60 * 24 * HOUR_MS
      },
    })

    expect(times).toHaveLength(3)
    expect(clock.now() - startMs).toBeLessThan(2 * 60_000)
  })

  test('is no not-yet: the wait does not count towards what a campaign may take', async ({world}) => {
    const run = await world.freeze(people(2), {schedule: {zone: 'UTC', at: '2026-11-25T09:00:00.000Z'}})
    let isReady = false
    const {psids, send} = recording(world.clock.now, () => {
      const wasReady = isReady
      isReady = true
      return wasReady ? undefined : {kind: 'not-yet', waitMs: 30_000, reason: 'being prepared'}
    })

    const end = await world.send(run, {send, width: 1, mostWaitMs: 60_000})

    expect(end).toMatchObject({state: 'done', counts: {sent: 2}})
    expect(psids()).toHaveLength(3)
  })

  test('asks the channel after the wait, not before', async ({world}) => {
    const {clock} = world
    const run = await world.freeze(people(400), {schedule: zurich, rate: 1})
    clock.set('2026-11-22T16:55:00Z')
    const asked: string[] = []
    const {send} = recording(clock.now)

    await world.send(run, {send, width: 1, open: async () => void asked.push(iso(clock.now()).slice(0, 13))})

    expect(asked).toEqual(['2026-11-22T16', '2026-11-23T08'])
  })

  test('says until when it waits, in its journal and to who watches', async ({world}) => {
    const run = await world.freeze(people(2), {schedule: {zone: 'UTC', at: '2026-11-23T07:30:00.000Z'}})
    const seen: unknown[] = []
    const onEvent = (event: unknown) => void seen.push(event)
    let status: unknown

    await world.send(run, {
      onEvent,
      refreshTime: async () => {
        status ??= await readStatus(run)
      },
    })

    expect(seen[0]).toMatchObject({
      kind: 'waiting',
      reason: 'nothing is sent before 2026-11-23 07:30 (UTC)',
      until: Date.UTC(2026, 10, 23, 7, 30),
    })
    expect(status).toMatchObject({
      state: 'running',
      waiting: {reason: 'nothing is sent before 2026-11-23 07:30 (UTC)'},
      counts: {remaining: 2},
    })
  })

  test('ends at once when it is interrupted, and continues where it waited', async ({world}) => {
    const {clock} = world
    const run = await world.freeze(people(3), {schedule: {zone: 'UTC', at: '2026-11-24T09:00:00.000Z'}})
    const stop = new AbortController()
    const {times, send} = recording(clock.now)
    const startMs = clock.now()

    const end = await world.send(run, {send, signal: stop.signal, onEvent: () => stop.abort()})
    const leftAt = clock.now()
    const again = await world.send(run, {send})

    expect(end).toMatchObject({state: 'interrupted', counts: {remaining: 3, sent: 0}})
    expect(leftAt - startMs).toBeLessThan(2 * 60_000)
    expect(again).toMatchObject({state: 'done', counts: {sent: 3}})
    expect(iso(times[0]?.at)).toMatch(/^2026-11-24T09:00/)
  })

  test('skips whose window closes meanwhile, and everybody when its time limit comes first', async ({
    world,
  }) => {
    const soon = world.clock.now() + 2 * HOUR_MS
    const [one = '', two = ''] = people(2)
    const rows = [{psid: one, until: soon}, {psid: two}]
    const first = await world.freeze(rows, {schedule: {...zurich, at: '2026-11-23T09:00:00.000Z'}})
    const second = await world.freeze(people(2), {
      schedule: {...zurich, at: '2026-11-24T18:00:00.000Z'},
      notAfterMs: Date.UTC(2026, 10, 24, 20),
    })

    expect(await world.send(first)).toMatchObject({state: 'done', counts: {sent: 1, skipped: 1}})
    const startMs = world.clock.now()
    expect(await world.send(second)).toMatchObject({state: 'failed', counts: {sent: 0, skipped: 2}})
    expect(world.clock.now() - startMs).toBeLessThan(HOUR_MS)
    expect((await collect(readReport(first))).map(({reason}) => reason)).toEqual([
      'the messaging window closed',
      undefined,
    ])
  })

  test('can be continued with other hours', async ({world}) => {
    const run = await world.freeze(people(3), {schedule: {zone: 'UTC', at: '2027-11-24T09:00:00.000Z'}})
    const startMs = world.clock.now()

    const end = await world.send(run, {schedule: {zone: 'UTC'}})

    expect(end.counts.sent).toBe(3)
    expect(world.clock.now() - startMs).toBeLessThan(60_000)
  })

  test('holds back who was throttled when the hours end, and tries them the next day', async ({world}) => {
    const {clock} = world
    const run = await world.freeze(people(1), {schedule: zurich})
    clock.set('2026-11-22T16:59:30Z')
    const {times, send} = recording(clock.now, () =>
      times.length > 1 ? undefined : {kind: 'throttled', waitMs: 120_000, reason: 'too fast'},
    )

    const end = await world.send(run, {send})

    expect(end).toMatchObject({state: 'done', counts: {sent: 1}})
    expect(times.map(({at}) => iso(at).slice(0, 13))).toEqual(['2026-11-22T16', '2026-11-23T08'])
  })
})

describe('people with hours of their own', () => {
  // 09:00 UTC: open in Zurich, closed in New York until 14:00 and in Auckland until 20:00 UTC.
  const zones = ['America/New_York', 'Europe/Zurich', 'Pacific/Auckland', undefined, 'UTC+05:30']

  test('are sent to when theirs are open, the others later; who has none has those of the run', async ({
    world,
  }) => {
    const {clock} = world
    const rows = people(500).map((psid, index) => ({psid, zone: zones[index % zones.length]}))
    const run = await world.freeze(rows, {schedule: ownHours})
    const zoneOf = new Map(rows.map(({psid, zone}) => [psid, zone ?? 'Europe/Zurich']))
    const {times, send} = recording(clock.now)

    const end = await world.send(run, {send})

    expect(end).toMatchObject({state: 'done', counts: {sent: 500}})
    expect(times.filter(({psid, at}) => !isOpen(zoneOf.get(psid) ?? '', at))).toEqual([])
    const order = [...new Set(times.map(({psid}) => zoneOf.get(psid)))]
    expect(order).toEqual(['Europe/Zurich', 'UTC+05:30', 'America/New_York', 'Pacific/Auckland'])
    expect(clock.now()).toBeLessThan(Date.UTC(2026, 10, 22, 21))
  })

  test('start at a time of their own clocks', async ({world}) => {
    const {clock} = world
    const rows = people(3).map((psid, index) => ({
      psid,
      zone: ['America/New_York', 'Asia/Tokyo', 'UTC'][index],
    }))
    const run = await world.freeze(rows, {schedule: {at: '2026-11-23T09:00', zone: 'UTC', isPerPerson: true}})
    const {times, send} = recording(clock.now)

    await world.send(run, {send})

    expect(times.map(({at}) => iso(at).slice(0, 16))).toEqual([
      '2026-11-23T00:00',
      '2026-11-23T09:00',
      '2026-11-23T14:00',
    ])
  })

  test('of whom hours begin while others are sent to need not wait for the end of the list', async ({
    world,
  }) => {
    const {clock} = world
    const [first = '', ...others] = people(500)
    const rows = [
      {psid: first, zone: 'America/New_York'},
      ...others.map(psid => ({psid, zone: 'Asia/Tokyo'})),
    ]
    const run = await world.freeze(rows, {
      schedule: {between: '09:00-24:00', zone: 'UTC', isPerPerson: true},
      rate: 1,
    })
    clock.set('2026-11-22T13:30:00Z')
    const {times, send, psids} = recording(clock.now)

    const slow: typeof send = async request => {
      clock.advance(8_000)
      return send(request)
    }
    await world.send(run, {send: slow, width: 2})

    expect(new Set(psids()).size).toBe(500)
    expect(times).toHaveLength(500)
    expect(iso(times.find(({psid}) => psid === first)?.at).slice(0, 15)).toBe('2026-11-22T14:0')
  })

  test('are tried once in a process, also when those in doubt are sent again', async ({world}) => {
    const rows = people(60).map((psid, index) => ({psid, zone: zones[index % zones.length]}))
    const run = await world.freeze(rows, {schedule: ownHours})
    const doubtful: SendOutcome = {kind: 'in-doubt', reason: 'no answer'}
    const {send: first} = recording(world.clock.now, () => doubtful)
    const {psids, send} = recording(world.clock.now, () => doubtful)
    await world.send(run, {send: first, breakAfter: 1000})
    world.clock.set('2026-11-24T09:00:00Z')

    const end = await world.send(run, {send, breakAfter: 1000, resendInDoubt: true})

    expect(end.counts).toMatchObject({inDoubt: 60, remaining: 0})
    expect(psids()).toHaveLength(60)
    expect(new Set(psids()).size).toBe(60)
  })
})

describe('a detached run', () => {
  test('ends as scheduled when its hours end, and when it is interrupted', async ({world}) => {
    const {clock} = world
    const run = await world.freeze(people(400), {schedule: zurich, rate: 1, isDetached: true})
    const planned = await readStatus(run)
    clock.set('2026-11-22T16:58:00Z')
    const {psids, send} = recording(clock.now)

    const first = await world.send(run, {send, width: 1, isDetached: true})
    const between = await readStatus(run)
    const early = await world.send(run, {send, width: 1, isDetached: true})
    clock.set('2026-11-23T08:00:00Z')
    const stop = new AbortController()
    const second = await world.send(run, {
      ...{send, width: 1, isDetached: true, signal: stop.signal},
      onEvent: () => clock.now() > Date.UTC(2026, 10, 23, 8, 1) && stop.abort(),
    })
    const last = await world.send(run, {send, width: 1, isDetached: true})

    expect(planned).toMatchObject({state: 'scheduled', isDetached: true})
    expect(first).toMatchObject({state: 'scheduled', until: Date.UTC(2026, 10, 23, 8)})
    expect(between).toMatchObject({state: 'scheduled', isDetached: true, until: Date.UTC(2026, 10, 23, 8)})
    expect(early).toMatchObject({state: 'scheduled', counts: first.counts})
    expect(second).toMatchObject({state: 'scheduled', reason: 'interrupted'})
    expect(last).toMatchObject({state: 'done', counts: {sent: 400}})
    expect(new Set(psids()).size).toBe(400)
    expect(psids()).toHaveLength(400)
  })

  test('is not detached any more once somebody continues it by hand, also if that process dies', async ({
    world,
  }) => {
    const schedule = {zone: 'UTC', at: '2026-11-25T09:00:00Z'}
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map(number => {
        const runsFolder = `${world.folder}/${number}`
        return world.freeze(people(2), {schedule, isDetached: true, runsFolder})
      }),
    )
    const stop = new AbortController()
    const dies = async () => {
      throw new Error('it died')
    }

    await world.send(first ?? '', {signal: stop.signal, onEvent: () => stop.abort()})
    await expect(world.send(second ?? '', {send: dies})).rejects.toThrow('it died')
    world.clock.set('2026-11-25T09:00:00Z')
    await expect(world.send(third ?? '', {send: dies, isDetached: true})).rejects.toThrow('it died')

    expect(await readStatus(first ?? '')).toMatchObject({state: 'interrupted', isDetached: false})
    expect(await readStatus(second ?? '')).toMatchObject({state: 'interrupted', isDetached: false})
    expect(await readStatus(third ?? '')).toMatchObject({state: 'interrupted', isDetached: true})
  })
})
