import {describe, expect} from 'vitest'
import type {SendOutcome} from '../../src/bulk/outcome.ts'
import {type BulkWorld, collect, journalOf, outcomes, people, test} from './bulk-world.ts'
import {cancelRun, readReport, readStatus, watchStatus} from './on-files.ts'

const stopping = ({clock}: BulkWorld) => ({clock, signal: new AbortController().signal})

const refused = {reason: 'refused', code: 100, subcode: 33, traceId: 'Axx'}

describe('how a run stands', () => {
  test('before it was sent it is planned, and nobody is settled', async ({world}) => {
    const run = await world.freeze([...people(2), 'ann'])

    expect(await readStatus(run)).toMatchObject({
      state: 'planned',
      reason: undefined,
      lastAt: undefined,
      counts: {total: 3, sent: 0, failed: 0, skipped: 1, inDoubt: 0, inFlight: 0, remaining: 2},
    })
    expect(await collect(readReport(run))).toMatchObject([
      {outcome: 'planned', reason: undefined, updatedAt: undefined},
      {outcome: 'planned'},
      {outcome: 'skipped', reason: 'line 3: ann is not a page-scoped id, which has only digits'},
    ])
  })

  test('while it is sent, those under way are in flight; who waits for the platform says why', async ({
    world,
  }) => {
    const run = await world.freeze(people(2))
    const seen: unknown[] = []
    let asked = 0
    const send = async (): Promise<SendOutcome> => {
      asked += 1
      const [status, report] = [await readStatus(run), await collect(readReport(run))]
      const {waiting} = status
      const isWaiting = waiting !== undefined && waiting.until > world.clock.now()
      seen.push([status.state, status.counts.inFlight, isWaiting, report[0]?.outcome])
      return asked === 1
        ? {kind: 'throttled', reason: 'too fast', waitMs: 1000}
        : {kind: 'sent', messageId: 'm'}
    }
    const clock = {
      now: world.clock.now,
      sleep: async (ms: number) => {
        if (ms === 1000)
          await expect
            .poll(async () => (await readStatus(run)).waiting)
            .toMatchObject({reason: 'too fast', until: world.clock.now() + 1000})
        await world.clock.sleep(ms)
      },
    }

    await world.send(run, {send, width: 1, clock})

    expect(seen).toEqual([
      ['running', 1, false, 'in-flight'],
      ['running', 1, false, 'in-flight'],
      ['running', 1, false, 'sent'],
    ])
  })

  test('what became of each is told with reason, codes, trace and time', async ({world}) => {
    const run = await world.freeze(people(4))
    const answers: readonly SendOutcome[] = [
      {kind: 'sent', messageId: 'm_1'},
      {kind: 'fail', ...refused},
      {kind: 'skip', reason: 'x'.repeat(2000)},
      {kind: 'in-doubt', reason: 'no answer'},
    ]
    world.platform.answer = psid => answers[Number(psid.at(-1))]

    const end = await world.send(run, {width: 1})

    expect(end).toMatchObject({state: 'done', counts: {sent: 1, failed: 1, skipped: 1, inDoubt: 1}})
    const rows = await collect(readReport(run))
    const nothing = {
      reason: undefined,
      code: undefined,
      subcode: undefined,
      traceId: undefined,
      messageId: undefined,
      attempts: 1,
      columns: undefined,
    }
    const [skipped] = rows.slice(2)
    expect(rows.map(({psid: _, updatedAt: __, ...row}) => row)).toEqual([
      {...nothing, outcome: 'sent', messageId: 'm_1'},
      {...nothing, outcome: 'failed', ...refused},
      {...nothing, outcome: 'skipped', reason: skipped?.reason},
      {...nothing, outcome: 'in-doubt', reason: 'no answer'},
    ])
    expect(skipped?.reason).toMatch(/^x+…$/)
    for (const {updatedAt} of rows) expect(updatedAt).toMatch(/^2026-11-22T09:00:0\d\.\d{3}Z$/)
  })

  test('one that is paused or stopped says why, with its codes', async ({world}) => {
    const run = await world.freeze(people(3))
    const stop = {kind: 'stop', reason: 'no permission', code: 200, traceId: 'Axx', exitCode: 4} as const
    world.platform.answer = () => ({...stop, hint: 'log in', isMendable: true})

    expect(await world.send(run, {width: 1})).toMatchObject({
      state: 'paused',
      reason: 'no permission',
      code: 200,
      traceId: 'Axx',
      exitCode: 4,
      hint: 'log in',
    })
    expect(await readStatus(run)).toMatchObject({
      state: 'paused',
      reason: 'no permission (200, trace Axx)',
      lastAt: world.clock.now(),
      counts: {remaining: 3, inFlight: 0},
    })
    expect(await collect(readReport(run))).toMatchObject([
      {outcome: 'planned', reason: 'no permission', code: 200},
      {outcome: 'planned', reason: undefined},
      {outcome: 'planned'},
    ])
    world.platform.answer = () => ({...stop, subcode: 33, traceId: undefined})
    expect(await world.send(run, {width: 1})).toMatchObject({state: 'stopped', exitCode: 4})
    expect(await readStatus(run)).toMatchObject({reason: 'no permission (200/33)'})
  })

  test('is watched until it is not sent any more, and told once when it is not sent', async ({world}) => {
    const run = await world.freeze(people(1))
    const {signal} = new AbortController()
    const once = await collect(watchStatus(run, {clock: world.clock, signal, everyMs: 100}))
    let release = () => {}
    const held = new Promise<void>(resolve => {
      release = resolve
    })
    const send = async (): Promise<SendOutcome> => {
      await held
      return {kind: 'sent', messageId: 'm'}
    }
    const waits: number[] = []
    const sending = world.send(run, {send})
    const states: string[] = []
    const clock = {
      now: world.clock.now,
      sleep: async (ms: number) => {
        waits.push(ms)
        release()
        await sending
      },
    }
    await expect.poll(async () => (await readStatus(run)).state).toBe('running')

    for await (const {state} of watchStatus(run, {clock, signal, everyMs: 100})) states.push(state)

    expect(once.map(({state}) => state)).toEqual(['planned'])
    expect([states, waits]).toEqual([['running', 'done'], [100]])
  })
})

describe('a sample', () => {
  test('is sent first and pauses the run; the rest follows', async ({world}) => {
    const run = await world.freeze(people(100), {samplePercent: 10})

    const first = await world.send(run)

    expect(first).toMatchObject({
      state: 'paused',
      reason: 'the sample of 10 % is sent: check it before you send the rest',
      exitCode: 5,
    })
    expect(first.counts.sent).toBeGreaterThan(4)
    expect(first.counts.sent).toBeLessThan(20)
    expect(await world.send(run)).toMatchObject({state: 'done', counts: {sent: 100}})
    expect([...world.platform.deliveries.values()]).toEqual(Array(100).fill(1))
  })
})

describe('a run that is canceled', () => {
  test('sends to nobody who was left, and counts them as skipped', async ({world}) => {
    const run = await world.freeze(people(4))
    world.platform.answer = psid => {
      if (psid.endsWith('1')) return {kind: 'stop', reason: 'no', exitCode: 4}
      return psid.endsWith('0') ? 'withhold' : undefined
    }
    await world.send(run, {width: 1})

    expect(await cancelRun(run, 'canceled', stopping(world))).toMatchObject({
      skipped: 3,
      inDoubt: 1,
      remaining: 0,
    })

    expect(await readStatus(run)).toMatchObject({state: 'canceled', counts: {skipped: 3, inDoubt: 1}})
    expect(await outcomes(run)).toEqual({'in-doubt': 1, skipped: 3})
    expect((await collect(readReport(run)))[3]).toMatchObject({reason: 'canceled'})
    const name = run.split('/').at(-1)
    await expect(cancelRun(run, 'canceled', stopping(world))).rejects.toMatchObject({
      code: 'USAGE',
      message: `The run ${name} was canceled already`,
    })
    await expect(world.send(run)).rejects.toMatchObject({
      code: 'USAGE',
      message: 'The run was canceled, so msgr sends nothing more',
      reason: 'runCanceled',
    })
    const settled = await world.send(run, {
      settle: {look: async () => ({kind: 'found', messageId: 'm_0'}) as const},
    })
    expect(settled).toMatchObject({state: 'canceled', counts: {sent: 1, skipped: 3, inDoubt: 0}})
    expect(await readStatus(run)).toMatchObject({state: 'canceled', counts: {sent: 1, skipped: 3}})
    expect((await collect(readReport(run)))[0]).toMatchObject({
      outcome: 'sent',
      messageId: 'm_0',
      reason: 'found later, by conversation',
    })
    expect(world.platform.accepted).toHaveLength(1)
  })

  test('has to have somebody left', async ({world}) => {
    const run = await world.freeze(people(1))
    await world.send(run)
    const before = await journalOf(run)

    await expect(cancelRun(run, 'canceled', stopping(world))).rejects.toMatchObject({
      code: 'USAGE',
      message: `The run ${run.split('/').at(-1)} has nobody left to send to`,
    })
    expect(await journalOf(run)).toEqual(before)
  })
})
