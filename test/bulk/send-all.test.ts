import {readFileSync} from 'node:fs'
import {appendFile, readFile, writeFile} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {describe, expect} from 'vitest'
import type {SendOutcome} from '../../src/bulk/outcome.ts'
import type {Doubt} from '../../src/bulk/settle.ts'
import type {Clock} from '../../src/system/clock.ts'
import {collect, filesIn, journalOf, outcomes, people, test} from './bulk-world.ts'
import {readReport, readStatus} from './on-files.ts'

describe('a run without trouble', () => {
  test('sends to everyone once, with the run and the line as metadata', async ({world}) => {
    const run = await world.freeze(people(50))

    const end = await world.send(run)

    expect(end).toMatchObject({
      state: 'done',
      counts: {total: 50, sent: 50, remaining: 0},
    })
    expect([...world.platform.deliveries.values()]).toEqual(Array(50).fill(1))
    expect(world.platform.accepted.map(({metadata}) => metadata.split(':')[1]).sort()).toEqual(
      Array.from({length: 50}, (_, index) => String(index + 1)).sort(),
    )
  })

  test('never has more requests in flight than its width', async ({world}) => {
    const run = await world.freeze(people(60))

    await world.send(run, {width: 3})

    expect(world.platform.mostInFlight).toBeLessThanOrEqual(3)
    expect(world.platform.accepted).toHaveLength(60)
  })

  test('fills in the text of each person', async ({world}) => {
    const rows = [{psid: '1', fields: {first_name: 'Ann'}}, {psid: '2'}]
    const message = {message: {text: 'Hi {{first_name|there}}'}}
    const {draftRun} = await import('./on-files.ts')
    const {toRows} = await import('./bulk-world.ts')
    const run = await (await draftRun(toRows(rows), world.draftOptions({message}))).freeze()

    await world.send(run)

    expect(world.platform.accepted.map(({text}) => text).sort()).toEqual(['Hi Ann', 'Hi there'])
  })

  test('takes as long as its rate says', async ({world}) => {
    const run = await world.freeze(people(401), {rate: 40})
    const startMs = world.clock.now()

    await world.send(run)

    expect((world.clock.now() - startMs) / 1000).toBeCloseTo(10, 0)
  })

  test('writes the attempt down before the request leaves', async ({world}) => {
    const run = await world.freeze(people(1))
    let journal: string[] = []
    const send = async (): Promise<SendOutcome> => {
      journal = await journalOf(run)
      return {kind: 'sent', messageId: 'm_1'}
    }

    await world.send(run, {send})

    expect(journal.at(-1)).toContain('"event":"attempt"')
  })
})

describe('outcomes', () => {
  test('every recipient ends in exactly one way', async ({world}) => {
    const run = await world.freeze([...people(40), '24000000000000000', 'not an id'])
    world.platform.answer = psid => {
      const last = Number(psid.slice(-2))
      if (last < 10) return {kind: 'skip', reason: 'window closed', code: 10, subcode: 2018278}
      if (last < 20) return {kind: 'fail', reason: 'refused', code: 100}
      return last < 25 ? 'withhold' : undefined
    }

    const end = await world.send(run)

    expect(await outcomes(run)).toEqual({skipped: 12, failed: 10, 'in-doubt': 5, sent: 15})
    expect(end.counts).toEqual({
      total: 42,
      sent: 15,
      failed: 10,
      skipped: 12,
      inDoubt: 5,
      inFlight: 0,
      remaining: 0,
    })
    const rows = await collect(readReport(run))
    expect(rows[0]).toMatchObject({
      psid: '24000000000000000',
      outcome: 'skipped',
      reason: 'window closed',
    })
    expect(rows[30]).toMatchObject({outcome: 'sent', messageId: 'm_24000000000000030'})
    expect(rows[41]).toMatchObject({psid: 'not an id', outcome: 'skipped'})
  })

  test('a throttled request waits as long as the platform asks and goes again', async ({world}) => {
    const run = await world.freeze(people(20))
    const throttled = new Set<string>()
    const startMs = world.clock.now()
    world.platform.answer = psid => {
      if (throttled.has(psid)) return undefined
      throttled.add(psid)
      return throttled.size <= 5 ? {kind: 'throttled', waitMs: 120_000, reason: 'too fast'} : undefined
    }

    const kinds: string[] = []
    await world.send(run, {onEvent: ({kind}) => kinds.push(kind)})

    expect(kinds).toContain('waiting')
    expect(world.clock.now() - startMs).toBeGreaterThanOrEqual(120_000)
    expect([...world.platform.deliveries.values()]).toEqual(Array(20).fill(1))
  })

  test('a run that is throttled again and again is paused, and loses nobody', async ({world}) => {
    const run = await world.freeze(people(20))
    world.platform.answer = () => ({kind: 'throttled', reason: 'too fast'})

    const end = await world.send(run)

    expect(end).toMatchObject({
      state: 'paused',
      exitCode: 5,
      counts: {remaining: 20, failed: 0},
    })
    world.platform.answer = () => undefined
    await world.send(run)
    expect(await outcomes(run)).toEqual({sent: 20})
  })

  test('who alone is throttled ten times, while others get through, has failed', async ({world}) => {
    const run = await world.freeze(people(200))
    let asked = 0
    world.platform.answer = psid => {
      if (!psid.endsWith('003')) return undefined
      asked += 1
      return {kind: 'throttled', reason: 'too fast', waitMs: 100}
    }

    const end = await world.send(run, {width: 2})

    expect(end).toMatchObject({state: 'done', counts: {sent: 199, failed: 1}})
    expect(asked).toBe(10)
    expect((await collect(readReport(run)))[3]).toMatchObject({
      outcome: 'failed',
      reason: 'too fast (10 times)',
    })
  })

  test('a message leaves until the end of its window, and not at that moment', async ({world}) => {
    const open = {psid: '24000000000000001', until: world.clock.now() + 1}
    const over = {psid: '24000000000000002', until: world.clock.now()}
    const run = await world.freeze([open, over])

    await world.send(run, {clock: {now: world.clock.now, sleep: async () => {}}})

    expect(world.platform.accepted.map(({psid}) => psid)).toEqual([open.psid])
    expect(await outcomes(run)).toEqual({sent: 1, skipped: 1})
  })

  test('a window closes by the clock of the platform, whatever this machine shows', async ({world}) => {
    const hourMs = 3_600_000
    const run = await world.freeze([{psid: '24000000000000001', until: world.clock.now() + hourMs}])

    const end = await world.send(run, {aheadMs: () => hourMs})

    expect(end).toMatchObject({counts: {sent: 0, skipped: 1}})
    expect(world.platform.accepted).toEqual([])
  })

  test('a dead token ends the run at once and leaves the rest to be sent later', async ({world}) => {
    const run = await world.freeze(people(100))
    world.platform.answer = psid =>
      psid.endsWith('10') ? {kind: 'stop', reason: 'the token expired', code: 190, exitCode: 4} : undefined

    const end = await world.send(run, {width: 4})

    expect(end).toMatchObject({
      state: 'stopped',
      exitCode: 4,
      reason: 'the token expired',
    })
    expect(world.platform.accepted.length).toBeLessThan(20)
    expect(await readStatus(run)).toMatchObject({state: 'stopped', counts: {failed: 0, inDoubt: 0}})
    world.platform.answer = () => undefined
    await world.send(run)
    expect([...world.platform.deliveries.values()]).toEqual(Array(100).fill(1))
  })

  test('failures in a row pause the run', async ({world}) => {
    const run = await world.freeze(people(100))
    world.platform.answer = () => ({kind: 'fail', reason: 'no such template'})

    const end = await world.send(run, {breakAfter: 5, width: 1})

    expect(end).toMatchObject({state: 'paused', counts: {failed: 5, remaining: 95}})
    expect(end).toHaveProperty('reason', '5 failures in a row, the last one: no such template')
  })

  test('slows down as the allowance runs out', async ({world}) => {
    const run = await world.freeze(people(100), {rate: 100})
    world.platform.answer = psid => ({kind: 'sent', messageId: psid, usagePercent: 75})
    const startMs = world.clock.now()

    await world.send(run, {width: 1})

    expect((world.clock.now() - startMs) / 1000).toBeGreaterThan(1.9)
  })

  test('after the time limit nothing is sent any more', async ({world}) => {
    const run = await world.freeze(people(100), {rate: 10, notAfterMs: world.clock.now() + 2000})

    const end = await world.send(run, {width: 1})

    const {sent, skipped} = end.counts
    expect(sent).toBeGreaterThan(15)
    expect(sent).toBeLessThan(25)
    expect(sent + skipped).toBe(100)
  })

  test('what the send itself throws ends the run and leaves that recipient in doubt', async ({world}) => {
    const run = await world.freeze(people(3))
    const send = async () => {
      throw new TypeError('a bug')
    }

    await expect(world.send(run, {send, width: 1})).rejects.toThrow('a bug')

    expect(await outcomes(run)).toEqual({'in-doubt': 1, planned: 2})
  })
})

/** Sleeps as quickly, but never tires of waiting for an answer. */
const patient = (clock: Clock): Clock => ({
  now: clock.now,
  sleep: (ms, signal) => (ms < 10_000 ? clock.sleep(ms, signal) : new Promise(() => {})),
})

describe('interrupted and resumed', () => {
  test('Ctrl-C finishes what is in flight and says where it stopped', async ({world}) => {
    const run = await world.freeze(people(100))
    const interrupt = new AbortController()
    world.platform.answer = psid => {
      if (psid.endsWith('20')) interrupt.abort()
      return undefined
    }

    const end = await world.send(run, {signal: interrupt.signal, clock: patient(world.clock)})

    expect(end).toMatchObject({
      state: 'interrupted',
      exitCode: 130,
      counts: {inDoubt: 0, inFlight: 0},
    })
    await world.send(run)
    expect([...world.platform.deliveries.values()]).toEqual(Array(100).fill(1))
  })

  test('an attempt without a result is in doubt and not repeated', async ({world}) => {
    const run = await world.freeze(people(10))
    const [journal, witness] = [join(run, 'journal.ndjson'), `${dirname(run)}/.${basename(run)}.witness`]
    let killed: [Buffer, Buffer] | undefined
    world.platform.answer = () => {
      killed ??= [readFileSync(journal), readFileSync(witness)]
      return undefined
    }
    await world.send(run)
    await writeFile(journal, killed?.[0] ?? '')
    await writeFile(witness, killed?.[1] ?? '')
    const before = world.platform.accepted.length

    await world.send(run)

    const {'in-doubt': inDoubt = 0, sent = 0} = await outcomes(run)
    expect(inDoubt).toBeGreaterThan(0)
    expect(inDoubt + sent).toBe(10)
    expect(world.platform.accepted.length - before).toBe(10 - inDoubt)
  })

  test('those in doubt are sent to again only when asked for', async ({world}) => {
    const run = await world.freeze(people(10))
    world.platform.answer = psid => (psid.endsWith('3') ? 'withhold' : undefined)
    await world.send(run)
    world.platform.answer = () => undefined

    await world.send(run)
    expect(await outcomes(run)).toEqual({sent: 9, 'in-doubt': 1})

    await world.send(run, {resendInDoubt: true})
    expect(await outcomes(run)).toEqual({sent: 10})
    expect(world.platform.accepted).toHaveLength(11)
  })

  test('a later attempt that is refused leaves in doubt whether the first arrived', async ({world}) => {
    const run = await world.freeze(people(1))
    world.platform.answer = () => 'withhold'
    await world.send(run)
    world.platform.answer = () => ({kind: 'skip', reason: 'window closed'})

    await world.send(run, {resendInDoubt: true})

    expect(await collect(readReport(run))).toMatchObject([
      {outcome: 'in-doubt', reason: 'an earlier attempt may have arrived; the later one: window closed'},
    ])
  })

  test('a later attempt that was not made leaves in doubt whether the first arrived', async ({world}) => {
    const laters: readonly SendOutcome[] = [
      {kind: 'throttled', reason: 'too fast', waitMs: 7_200_000},
      {kind: 'stop', reason: 'the token expired', exitCode: 4},
    ]
    for (const later of laters) {
      const run = await world.freeze(people(2))
      world.platform.answer = () => 'withhold'
      await world.send(run)
      const before = world.platform.accepted.length
      world.platform.answer = () => later

      await world.send(run, {resendInDoubt: true, width: 1})

      world.platform.answer = () => undefined
      const end = await world.send(run)
      expect(end.counts, later.kind).toMatchObject({inDoubt: 2, remaining: 0})
      expect(world.platform.accepted.length - before, later.kind).toBe(0)
    }
  })

  test('who was throttled first is looked for from the attempt that may have arrived on', async ({world}) => {
    const run = await world.freeze(people(1))
    const startMs = world.clock.now()
    let asked = 0
    world.platform.answer = () =>
      asked++ === 0 ? {kind: 'throttled', reason: 'too fast', waitMs: 1_800_000} : 'withhold'
    await world.send(run)
    const firstAt: number[] = []
    const look = async (doubt: Doubt) => {
      firstAt.push(doubt.firstAt - startMs)
      return {kind: 'unclear', reason: 'nobody knows'} as const
    }

    await world.send(run, {settle: {look}})

    expect(asked).toBe(2)
    expect(firstAt).toEqual([expect.any(Number)])
    expect(firstAt[0]).toBeGreaterThanOrEqual(1_800_000)
  })

  test('a torn last line is cut off and the run goes on', async ({world}) => {
    const run = await world.freeze(people(10))
    const file = join(run, 'journal.ndjson')
    await world.send(run)
    await appendFile(file, '{"event":"att')

    const end = await world.send(run)

    expect(end).toMatchObject({state: 'done', counts: {sent: 10}})
    expect((await readStatus(run)).state).toBe('done')
  })

  test('a damaged line in the middle is refused', async ({world}) => {
    const run = await world.freeze(people(10))
    const file = join(run, 'journal.ndjson')
    await world.send(run)
    const lines = await journalOf(run)
    lines[4] = lines[4]?.replace('"line":', '"line":1') ?? ''
    await writeFile(file, `${lines.join('\n')}\n`)

    await expect(world.send(run)).rejects.toThrow(`Line 5 of the journal ${file} is damaged`)
  })

  test('a last line that is whole but changed is refused too', async ({world}) => {
    const run = await world.freeze(people(2))
    const file = join(run, 'journal.ndjson')
    await world.send(run)
    const lines = await journalOf(run)
    await writeFile(file, `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)?.replace('end', 'ENd')}\n`)

    await expect(world.send(run)).rejects.toThrow('is damaged')
  })

  test('edited recipients are refused', async ({world}) => {
    const run = await world.freeze(people(10))
    await appendFile(join(run, 'recipients.ndjson'), '{"psid":"666"}\n')

    await expect(world.send(run)).rejects.toThrow(
      'The list of recipients of this run was changed after it was planned',
    )
    expect(world.platform.accepted).toEqual([])
  })

  test('an edited message is refused', async ({world}) => {
    const run = await world.freeze(people(10))
    const file = join(run, 'manifest.json')
    await writeFile(file, (await readFile(file, 'utf8')).replace('Hello', 'Goodbye'))

    await expect(world.send(run)).rejects.toThrow('The manifest of this run was changed')
  })

  test('a clock set back neither stops nor speeds up the run', async ({world}) => {
    const run = await world.freeze(people(100), {rate: 50})
    const startMs = world.clock.now()
    world.platform.answer = psid => {
      if (psid.endsWith('50')) world.clock.set(startMs - 3_600_000)
      return undefined
    }

    await world.send(run, {width: 1})

    expect([...world.platform.deliveries.values()]).toEqual(Array(100).fill(1))
    expect(world.clock.now() - (startMs - 3_600_000)).toBeLessThan(2000)
  })
})

describe('one process', () => {
  test('a run that is being sent cannot be sent by another', async ({world}) => {
    const run = await world.freeze(people(20))
    let second: Promise<unknown> | undefined
    // The first is not over before the second is refused.
    world.platform.beforeAnswer = () => {
      second ??= world.send(run).catch(error => error)
      return second
    }
    const end = await world.send(run)

    expect(await second).toMatchObject({message: expect.stringContaining('The run is being sent by process')})
    expect(end.state).toBe('done')
    expect([...world.platform.deliveries.values()]).toEqual(Array(20).fill(1))
    expect(await filesIn(run)).toEqual(['journal.ndjson', 'manifest.json', 'recipients.ndjson'])
  })
})
