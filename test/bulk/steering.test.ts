import {mkdir, rm, writeFile} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect} from 'vitest'
import {fileStore} from '../../src/bulk/file-store/file-store.ts'
import type {SendOutcome} from '../../src/bulk/outcome.ts'
import {sendAll} from '../../src/bulk/send-all.ts'
import {claimFolder} from '../../src/system/process-lock.ts'
import {type BulkWorld, journalOf, outcomes, people, test} from './bulk-world.ts'
import {
  cancelRun,
  changeRate,
  openRunJournal,
  pauseRun,
  readLedger,
  readManifest,
  readRate,
  readStatus,
  readStop,
  requestRate,
  requestStop,
} from './on-files.ts'

const {signal} = new AbortController()
/** The machine's clock: whoever steers waits for another process. */
const clock = {
  now: Date.now,
  sleep: (ms: number, until?: AbortSignal) => sleep(ms, undefined, until && {signal: until}),
}
const by = {clock, signal}
const quick = {lookEveryMs: 5}
const pause = (run: string) => pauseRun(run, 'paused by Ann', by)
const held = {state: 'paused', reason: 'paused by Ann', exitCode: 5}

/** Lets answers through only when it is called. */
function holdAnswers({platform}: BulkWorld): () => void {
  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  platform.beforeAnswer = () => held
  return release
}

/** Sends until two requests wait for their answer. `followed` resolves when the sender has read that it is to stop. */
async function startTwo(world: BulkWorld, run: string) {
  const release = holdAnswers(world)
  const stored = fileStore(world.folder).open(basename(run))
  let follow = () => {}
  const followed = new Promise<void>(resolve => {
    follow = resolve
  })
  let hasRead = false
  const read: typeof stored.requests.read = async kind => {
    // It looks for another rate when it has done what it read before.
    if (hasRead && kind === 'rate') follow()
    const found = await stored.requests.read(kind)
    if (kind === 'stop' && found !== undefined) hasRead = true
    return found
  }
  const watched = {...stored, requests: {...stored.requests, read}}
  const sending = sendAll(watched, world.options({...quick, width: 2}))
  await expect.poll(async () => (await readStatus(run)).counts.inFlight).toBe(2)
  return {sending, followed, release}
}

describe('a run that another process sends', () => {
  test('starts with nobody else when it is paused, and what is in flight is recorded', async ({world}) => {
    const run = await world.freeze(people(6))
    const {sending, followed, release} = await startTwo(world, run)

    const pausing = pause(run)
    await expect.poll(() => readStop(run)).toEqual({kind: 'pause', reason: 'paused by Ann'})
    await followed
    release()

    expect(await pausing).toMatchObject({
      ...{state: 'paused', reason: 'paused by Ann', wasPaused: false},
      counts: {sent: 2, remaining: 4, inFlight: 0, inDoubt: 0},
    })
    expect(await sending).toMatchObject({...held, counts: {sent: 2, remaining: 4}})
    expect(await readStatus(run)).toMatchObject({state: 'paused', reason: 'paused by Ann', isHeld: true})
    expect(await readStop(run)).toBeUndefined()
    expect(world.platform.accepted).toHaveLength(2)
  })

  test.for([
    ['the platform throttles', {answer: {kind: 'throttled', waitMs: 3_000_000, reason: 'too fast'}}],
    ['the campaign is not ready', {answer: {kind: 'not-yet', waitMs: 3_000_000, reason: 'not ready'}}],
    ['the channel is not open yet', {opens: false}],
  ] as const)('is paused at once while it waits: %s', async ([, how], {world}) => {
    const run = await world.freeze(people(2))
    const hour = (ms: number, until?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        if (ms < 60_000) resolve()
        until?.addEventListener('abort', () => reject(until.reason))
      })
    const send = async (): Promise<SendOutcome> =>
      'answer' in how ? how.answer : {kind: 'sent', messageId: 'm'}
    const open = 'opens' in how ? (_: unknown, until: AbortSignal) => hour(3_000_000, until) : undefined

    const sending = world.send(run, {
      ...{...quick, send, width: 1, mostWaitMs: 4_000_000},
      ...(open !== undefined && {open: (waiting, until) => open(waiting, until).then(() => undefined)}),
      clock: {now: world.clock.now, sleep: hour},
    })
    await expect.poll(async () => (await readStatus(run)).state).toBe('running')
    const paused = await pause(run)

    expect(paused).toMatchObject({state: 'paused', counts: {remaining: 2, inFlight: 0}})
    expect(await sending).toMatchObject(held)
  })

  test('is paused once by two who do it at the same time', async ({world}) => {
    const run = await world.freeze(people(6))
    const {sending, followed, release} = await startTwo(world, run)

    const pausing = [pause(run), pauseRun(run, 'paused by Ben', by)]
    await followed
    release()

    for (const paused of await Promise.all(pausing)) expect(paused).toMatchObject({counts: {remaining: 4}})
    expect(await sending).toMatchObject({state: 'paused'})
    expect((await journalOf(run)).filter(line => line.includes('"isHeld":true'))).toHaveLength(1)
  })

  test('is canceled by the process that sends it, and everybody who is left is skipped', async ({world}) => {
    const run = await world.freeze(people(6))
    const {sending, followed, release} = await startTwo(world, run)

    const canceling = cancelRun(run, 'canceled by Ann', by)
    await followed
    release()

    expect(await canceling).toMatchObject({sent: 2, skipped: 4, remaining: 0})
    expect(await sending).toMatchObject({state: 'canceled', reason: 'canceled by Ann', exitCode: 1})
    expect(await readStatus(run)).toMatchObject({state: 'canceled', counts: {sent: 2, skipped: 4}})
    expect((await journalOf(run)).filter(line => line.includes('"event":"cancel"'))).toHaveLength(1)
  })

  test('is sent at another rate, with more in flight, and is resumed at that rate', async ({world}) => {
    const run = await world.freeze(people(600))
    const rates: number[] = []
    const slow = {...quick, clock, width: undefined, rate: 2}
    const sending = world.send(run, {
      ...slow,
      onEvent: (event, {allowed}) => {
        if (event.kind === 'rate') rates.push(event.perSecond, allowed)
      },
    })
    await expect.poll(async () => (await readStatus(run)).counts.sent).toBeGreaterThan(0)

    // Nobody gets an answer until it is paused.
    const release = holdAnswers(world)
    const changed = await changeRate(run, 300, by)
    const {rate} = await readStatus(run)

    expect(changed).toMatchObject({before: 2, counts: {total: 600}})
    expect([rates, rate]).toEqual([[300, 300], 300])
    await expect.poll(() => world.platform.mostInFlight).toBeGreaterThan(4)
    const pausing = pause(run)
    await expect.poll(() => readStop(run)).toBeDefined()
    release()
    await pausing
    await sending
    expect(await readRate(run)).toBeUndefined()
    const allowed: number[] = []
    await world.send(run, {liftsPause: true, onEvent: (_, standing) => allowed.push(standing.allowed)})
    expect([allowed[0], ...new Set(world.platform.deliveries.values())]).toEqual([300, 1])
  })

  test('that does not answer is named, and is paused as soon as it looks', async ({world}) => {
    const run = await world.freeze(people(2))
    const claim = await claimFolder(run)
    if (!('lock' in claim)) throw new Error('it is locked')

    const startMs = world.clock.now()
    const patient = {clock: world.clock, signal, patienceMs: 300}
    await expect(pauseRun(run, 'paused by Ann', patient)).rejects.toMatchObject({
      message: expect.stringMatching(/^The run has not stopped: process \d+ does not answer/),
      hint: 'Do it again in a minute, or end that process',
    })
    expect(world.clock.now() - startMs).toBe(300)
    await expect(pauseRun(run, 'paused by Ben', patient)).rejects.toThrow('does not answer')
    expect(await readStop(run)).toEqual({kind: 'pause', reason: 'paused by Ann'})
    await claim.lock.release()
    expect(await world.send(run)).toMatchObject({...held, counts: {sent: 0}})
  })

  test('is asked again when the request is gone without effect, and who it is is said once', async ({
    world,
  }) => {
    const run = await world.freeze(people(2))
    const claim = await claimFolder(run)
    if (!('lock' in claim)) throw new Error('it is locked')
    const asked: string[] = []

    const pausing = pauseRun(run, 'paused by Ann', {...by, onAsked: owner => asked.push(owner)})
    for (let times = 0; times < 2; times += 1) {
      await expect.poll(() => readStop(run)).toEqual({kind: 'pause', reason: 'paused by Ann'})
      await rm(join(run, 'stop.json'))
    }
    await claim.lock.release()
    await pausing

    expect(asked).toEqual([expect.stringMatching(/^process \d+/)])
    expect(await readStop(run)).toBeUndefined()
  })

  test('that does not look is asked for another rate again and again, and at last given up', async ({
    world,
  }) => {
    const run = await world.freeze(people(2))
    const claim = await claimFolder(run)
    if (!('lock' in claim)) throw new Error('it is locked')
    // Somebody else asked before.
    await requestRate(run, 9)
    const ids = new Set<unknown>()
    let looks = 0
    const forgetful = {
      now: world.clock.now,
      sleep: async (ms: number) => {
        looks += 1
        ids.add((await readRate(run))?.id)
        if (looks === 1) await rm(join(run, 'rate.json'))
        await world.clock.sleep(ms)
      },
    }
    const startMs = world.clock.now()

    await expect(changeRate(run, 5, {clock: forgetful, signal})).rejects.toThrow(
      'The process that sends the run does not answer. It was asked to change the rate',
    )

    expect(world.clock.now() - startMs).toBe(20_000)
    expect([looks, ids.size]).toEqual([200, 1])
    expect(await readRate(run)).toEqual({perSecond: 5, id: [...ids][0]})
    await claim.lock.release()
    expect(await changeRate(run, 6, {clock: forgetful, signal})).toBeUndefined()
  })

  test('that dies before it has read the request is paused all the same', async ({world}) => {
    const run = await world.freeze(people(2))
    const claim = await claimFolder(run)
    if (!('lock' in claim)) throw new Error('it is locked')

    const pausing = pause(run)
    await expect.poll(() => readStop(run)).toBeDefined()
    await claim.lock.release()

    expect(await pausing).toMatchObject({state: 'paused', counts: {remaining: 2}, wasPaused: false})
    expect(await world.send(run)).toMatchObject(held)
  })

  test('that ends before it has looked is paused for whoever starts it next', async ({world}) => {
    const run = await world.freeze(people(2))
    const send = async (): Promise<SendOutcome> => {
      await requestStop(run, {kind: 'pause', reason: 'paused by Ann'})
      return {kind: 'stop', reason: 'the token expired', exitCode: 4}
    }

    expect(await world.send(run, {send, width: 1, lookEveryMs: 60_000})).toMatchObject({state: 'stopped'})
    expect(await world.send(run)).toMatchObject({...held, counts: {sent: 0}})
  })

  test('is not looked for any more when it has ended', async ({world}) => {
    const stored = fileStore(world.folder).open(basename(await world.freeze(people(1))))
    let looks = 0
    const read: typeof stored.requests.read = async kind => {
      looks += 1
      await sleep(20)
      return stored.requests.read(kind)
    }
    const counting = {...stored, requests: {...stored.requests, read}}
    const send = async (): Promise<SendOutcome> => {
      // In the middle of a look.
      await expect.poll(() => looks, {interval: 1}).toBeGreaterThan(2)
      return {kind: 'sent', messageId: 'm'}
    }

    await sendAll(counting, world.options({...quick, send}))
    const before = looks
    await sleep(60)

    expect(looks).toBe(before)
  })

  test('whose folder cannot be written cannot be asked for anything', async ({world}) => {
    const run = await world.freeze(people(2))
    const claim = await claimFolder(run)
    if (!('lock' in claim)) throw new Error('it is locked')
    for (const name of ['stop.json', 'rate.json']) await mkdir(join(run, name))

    for (const ask of [() => pause(run), () => changeRate(run, 5, by)])
      await expect(ask()).rejects.toMatchObject({
        message: expect.stringMatching(/cannot be asked for anything: .*(stop|rate)\.json/),
      })
    await claim.lock.release()
  })
})

describe('a run that nobody sends', () => {
  test('is paused until it is resumed, planned, interrupted or paused for another reason', async ({
    world,
  }) => {
    const planned = await world.freeze(people(2))
    const sampled = await world.freeze(people(100), {samplePercent: 10})
    await world.send(sampled)
    const refused = await world.freeze(people(2))
    await world.send(refused, {send: async () => ({kind: 'stop', reason: 'no', exitCode: 4})})

    for (const run of [planned, sampled, refused]) {
      const {counts} = await readStatus(run)
      expect(await pause(run)).toMatchObject({state: 'paused', counts, wasPaused: false})
      expect(await pauseRun(run, 'another', by)).toMatchObject({reason: 'paused by Ann', wasPaused: true})
      expect(await world.send(run)).toMatchObject({...held, counts})
      expect(await world.send(run, {liftsPause: true})).toMatchObject({state: 'done'})
    }
    const {accepted} = world.platform
    expect(new Set(accepted.map(({metadata}) => metadata)).size).toBe(accepted.length)
  })

  test('is paused after its process died, and who was in flight is in doubt', async ({world}) => {
    const run = await world.freeze(people(3))
    const {end} = await readLedger(run, await readManifest(run))
    const journal = await openRunJournal(run, end, {acceptsCopy: false})
    journal.append({event: 'start', at: 0, pid: 1})
    await journal.commit({event: 'attempt', line: 1, at: 0})
    await journal.close()

    expect(await pause(run)).toMatchObject({counts: {inDoubt: 1, inFlight: 0, remaining: 2}})
    expect(await readStatus(run)).toMatchObject({state: 'paused', counts: {inDoubt: 1, remaining: 2}})
    expect(await outcomes(run)).toEqual({'in-doubt': 1, planned: 2})
  })

  test('and is over is not paused', async ({world}) => {
    const done = await world.freeze(people(1))
    await world.send(done)
    const canceled = await world.freeze(people(1))
    await cancelRun(canceled, 'canceled', by)
    const journals = [await journalOf(done), await journalOf(canceled)]

    await expect(pause(done)).rejects.toMatchObject({message: expect.stringContaining('nobody left')})
    await expect(pause(canceled)).rejects.toMatchObject({message: expect.stringContaining('was canceled')})
    expect([await journalOf(done), await journalOf(canceled)]).toEqual(journals)
    expect(await changeRate(done, 5, by)).toBeUndefined()
  })
})

describe('a request from before', () => {
  test('is followed by whoever starts the run again, and void when somebody resumes it', async ({world}) => {
    const [one, other] = [await world.freeze(people(2)), await world.freeze(people(2))]
    for (const run of [one, other]) {
      await requestStop(run, {kind: 'pause', reason: 'paused by Ann'})
      await requestRate(run, 7)
    }

    expect(await world.send(one)).toMatchObject({...held, counts: {sent: 0, remaining: 2}})
    expect(await readStop(one)).toBeUndefined()
    expect(await world.send(other, {liftsPause: true})).toMatchObject({state: 'done', counts: {sent: 2}})
    expect([await readStop(other), await readRate(other)]).toEqual([undefined, undefined])
  })

  test.for([
    '',
    '{',
    'null',
    '{"kind":"explode","reason":"x"}',
    '{"perSecond":1e9,"id":"x"}',
    '{"perSecond":0,"id":"x"}',
  ])('that cannot be read, %j, changes nothing', async (text, {world}) => {
    const run = await world.freeze(people(2))
    for (const name of ['stop.json', 'rate.json']) await writeFile(join(run, name), text)

    expect(await world.send(run, quick)).toMatchObject({state: 'done'})
    expect(await outcomes(run)).toEqual({sent: 2})
  })
})
