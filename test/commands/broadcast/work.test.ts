import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect} from 'vitest'
import {startMsgr} from '../../helpers/child.ts'
import {patiently} from '../../helpers/patience.ts'
import {pagesOf, recipientOf, sentIn} from '../../helpers/probe.ts'
import {type EmulatedWorld, type Ran, test} from '../../helpers/world.ts'

const HOUR_MS = 3_600_000
const send = 'broadcast send --yes --json'
const work = 'broadcast work --until-idle --json'

const sentTo = ({emulator}: EmulatedWorld, text = 'Hi') =>
  sentIn(emulator)
    .filter(sent => sent.text === text)
    .map(sent => recipientOf(emulator, sent))

const linesOf = ({out}: Ran) =>
  out
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))

/** `14:05-16:05` in UTC, from and to so many hours from now. */
const between = ({clock}: EmulatedWorld, from: number, to: number) =>
  [from, to].map(hours => new Date(clock.now() + hours * HOUR_MS).toISOString().slice(11, 16)).join('-')

describe('a detached broadcast', () => {
  test('refuses flags of sending, which would do nothing', async ({world}) => {
    const {code, err} = await world.msgr(`${send} --all --text Hi --width 2 --detach`)

    expect(code).toBe(2)
    expect(err).toContain('--width does not work with --detach')
    expect((await world.msgr('broadcast list --json')).json()).toEqual([])
  })

  test('is saved and returned from at once, and sent when it is due', async ({world}) => {
    const detached = await world.msgr(`${send} --all --text Hi --at 2h --name spring --detach`)
    const shown = (await world.msgr('broadcast status spring --json')).json()
    const early = await world.msgr(work)
    world.clock.advance(2.1 * HOUR_MS)
    const due = await world.msgr(work)
    const late = await world.msgr(work)

    expect(detached.code).toBe(0)
    expect(detached.json()).toMatchObject({
      ...{state: 'scheduled', sent: 0, dueAt: expect.any(String)},
      reason: expect.stringContaining('nothing is sent before'),
      next: 'msgr broadcast work',
    })
    expect(shown).toMatchObject({state: 'scheduled', dueAt: detached.json().dueAt})
    expect([early.code, early.out, early.err]).toEqual([0, '', ''])
    expect(due.code).toBe(0)
    expect(linesOf(due)).toMatchObject([{run: detached.json().run, state: 'done'}])
    expect([late.code, late.out]).toEqual([0, ''])
    expect(new Set(sentTo(world)).size).toBe(sentTo(world).length)
    expect(sentTo(world).length).toBeGreaterThan(5)
  })

  test.for([1, 2])('is sent to so many Pages at once: --most %i', async (most, {world}) => {
    for (const {id} of pagesOf(world.emulator).slice(0, 2))
      await world.msgr(`broadcast send --all --page ${id} --rate 4 --text Hi --detach --yes`)
    // So each run lasts for a while.
    await world.msgr('emulator fault add --call "POST /me/messages" --delay 600ms')

    const working = world.start(`${work} --most ${most}`)
    let [atOnce, isOver] = [0, false]
    const ended = working.ended.finally(() => (isOver = true))
    while (!isOver) {
      const runs = (await world.msgr('broadcast list --json')).json() as {state: string}[]
      atOnce = Math.max(atOnce, runs.filter(({state}) => state === 'running').length)
      await sleep(100)
    }

    expect(linesOf(await ended)).toMatchObject([{state: 'done'}, {state: 'done'}])
    expect(atOnce).toBe(most)
    expect((await world.msgr(`${work} --most 0`)).code).toBe(2)
  })

  test('needs the same agreement as every other', async ({world}) => {
    const {code} = await world.msgr('broadcast send --all --text Hi --at 2h --detach')

    expect(code).toBe(2)
    expect((await world.msgr('broadcast list --json')).json()).toEqual([])
  })

  test('says for a person when it is sent, and by what', async ({world}) => {
    const {out} = await world.msgr(
      'broadcast send --all --text Hi --at 2026-12-24T09:00Z --tz UTC --detach --yes',
    )

    expect(out).toMatch(
      /^✔ Scheduled the run \S+: \d+ to go; nothing is sent before 2026-12-24 09:00 \(UTC\)$/m,
    )
    expect(out).toContain('Sent when it is due by: msgr broadcast work')
  })

  test('goes on the next day with a worker that ended when its hours did', async ({world}) => {
    await world.msgr('emulator seed --people 400')
    const hours = between(world, -1, 2 / 60)
    const {run} = (
      await world.msgr(`${send} --all --text Hi --between ${hours} --tz UTC --rate 1 --detach`)
    ).json()

    const first = await world.msgr('broadcast work --until-idle')
    const between1 = (await world.msgr(`broadcast status ${run} --json`)).json()
    const sentFirst = sentTo(world).length
    world.clock.advance(23 * HOUR_MS)
    const second = await world.msgr(work)

    expect([first.code, first.out]).toEqual([0, ''])
    expect(first.err).toMatch(/\d+ of \d+ sent, \d+ to go; nothing is sent before/)
    expect(between1).toMatchObject({state: 'scheduled', dueAt: expect.any(String)})
    expect(sentFirst).toBeGreaterThan(0)
    expect(linesOf(second)).toHaveLength(1)
    expect(new Set(sentTo(world)).size).toBe(sentTo(world).length)
  })

  test('is sent by a worker that waits for it, until it is stopped', async ({world}) => {
    const working = world.start('broadcast work --json')
    await world.msgr(`${send} --all --text Hi --at 10m --detach`)

    await working.out.holds('"state":"done"')
    working.send('SIGTERM')

    expect((await working.ended).code).toBe(143)
    expect(sentTo(world).length).toBeGreaterThan(5)
  })

  test('stays scheduled when its worker is stopped, and another continues it', async ({world}) => {
    await world.msgr('emulator seed --people 400')
    const {run} = (await world.msgr(`${send} --all --text Hi --rate 1 --detach`)).json()
    const working = world.start(work)
    const giveUpAt = Date.now() + patiently(20_000)
    // Looking through all messages takes longer than sending one.
    while (sentTo(world).length < 5 && Date.now() < giveUpAt)
      for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
    working.send('SIGTERM')
    const stopped = await working.ended
    const status = (await world.msgr(`broadcast status ${run} --json`)).json()

    const next = await world.msgr(work)

    expect([stopped.code, stopped.out]).toEqual([143, ''])
    expect(status.sent).toBeGreaterThanOrEqual(5)
    expect(status).toMatchObject({state: 'scheduled', reason: 'interrupted'})
    expect(linesOf(next)).toMatchObject([{run, state: 'done'}])
    expect(new Set(sentTo(world)).size).toBe(sentTo(world).length)
  })

  test('that is paused for a reason is not tried again, until somebody hands it back', async ({world}) => {
    const {run} = (await world.msgr(`${send} --all --text Hi --detach`)).json()
    await world.msgr('emulator fault add --call "POST /me/messages" --error 190')
    const first = await world.msgr(work)
    const second = await world.msgr(work)
    await world.msgr('emulator fault clear')
    const third = await world.msgr(work)
    const again = await world.msgr(`${send} --all --text Hi --name other --detach`)

    const handed = await world.msgr(`broadcast resume ${run} --detach`)
    const last = await world.msgr(work)

    expect(first.code).toBe(4)
    expect(linesOf(first)).toMatchObject([{run, state: 'paused', code: 190}])
    expect([second, third].map(({code, out, err}) => [code, out, err])).toEqual([
      [0, '', ''],
      [0, '', ''],
    ])
    expect(again.code).toBe(0)
    expect(handed.json === undefined ? '' : handed.out).toContain('Scheduled')
    expect(linesOf(last).map(({state}) => state)).toEqual(['done', 'done'])
    expect(new Set(sentTo(world)).size).toBe(8 - 1)
  })

  test('that failed for some ends with 6', async ({world}) => {
    await world.msgr(`${send} --all --text Hi --detach`)
    await world.msgr('emulator fault add --call "POST /me/messages" --nth 2 --error 100')

    const ended = await world.msgr(work)

    expect(ended.code).toBe(6)
    expect(linesOf(ended)).toMatchObject([{state: 'done', failed: 1}])
  })

  test('of several Pages is sent for each, those of a Page one after the other', async ({world}) => {
    const pages = pagesOf(world.emulator).map(({id}) => id)
    const runs: string[] = []
    for (const page of pages)
      for (const text of ['Hi', 'Yo'])
        runs.push((await world.msgr(`${send} --all --text ${text} --detach --page ${page}`)).json().run)

    const one = await world.msgr(`${work} --page ${pages[1]}`)
    const others = await world.msgr(work)

    expect(linesOf(one).map(({run}) => run)).toEqual(runs.slice(2, 4))
    expect(linesOf(others).map(({run}) => run)).toEqual(runs.slice(0, 2))
  })

  test('is canceled like others', async ({world}) => {
    await world.msgr(`${send} --all --text Hi --at 2h --detach`)

    expect((await world.msgr('broadcast cancel last --yes')).code).toBe(0)
    world.clock.advance(3 * HOUR_MS)
    expect(await world.msgr(work)).toMatchObject({code: 0, out: ''})
    expect(sentTo(world)).toEqual([])
  })

  test('that is damaged is left out with the reason, and the others are sent', async ({world}) => {
    const {run} = (await world.msgr(`${send} --all --text Hi --detach`)).json()
    await world.msgr(`${send} --all --text Yo --detach`)
    await world.write(join(world.home, 'state', 'broadcasts', run, 'journal.ndjson'), 'nonsense\n')

    const ended = await world.msgr(work)

    expect(ended.code).toBe(6)
    expect(ended.err).toContain(`The run ${run} is left out`)
    expect(linesOf(ended)).toMatchObject([{state: 'done'}])
    expect(sentTo(world)).toEqual([])
  })

  test('of marketing messages is sent as well', async ({world}) => {
    await world.msgr(`${send} --via marketing --campaign "Autumn offers" --text Sale --at 2h --detach`)
    world.clock.advance(3 * HOUR_MS)

    expect(linesOf(await world.msgr(work))).toMatchObject([{state: 'done', via: 'marketing', accepted: 40}])
  })

  test('is shown by a dry run, and nothing is sent', async ({world}) => {
    const {run} = (await world.msgr(`${send} --all --text Hi --detach`)).json()

    expect(await world.msgr('broadcast work -n')).toMatchObject({code: 0, out: expect.stringContaining(run)})
    expect((await world.msgr('broadcast work --until-idle -n')).code).toBe(0)
    expect(sentTo(world)).toEqual([])
  })
})

describe('several workers', () => {
  test('started twice a minute for a quarter of an hour send what is due once, without a word', async ({
    world,
  }) => {
    await world.msgr('emulator seed --people 400')
    await world.msgr(`${send} --all --text Hi --at 5m --rate 1 --detach`)
    const ended: Promise<Ran>[] = []
    for (let start = 0; start < 30; start += 1) {
      ended.push(world.msgr('broadcast work --until-idle --quiet'))
      if (start % 3 === 0) await Promise.all(ended)
      world.clock.advance(30_000)
    }

    const all = await Promise.all(ended)

    expect(all.map(({code}) => code)).toEqual(all.map(() => 0))
    expect(all.map(({err}) => err)).toEqual(all.map(() => ''))
    expect(all.filter(({out}) => out !== '')).toHaveLength(1)
    expect(new Set(sentTo(world)).size).toBe(sentTo(world).length)
    expect(sentTo(world).length).toBeGreaterThan(50)
  })

  test('on one machine: the second says who works, and ends', async ({world}) => {
    const first = world.start('broadcast work')
    await world.msgr(`${send} --all --text Hi --at 2h --detach`)
    const second = await world.msgr('broadcast work')
    first.send('SIGINT')

    expect(second).toMatchObject({code: 0, err: expect.stringContaining('Another process sends what is due')})
    expect((await first.ended).code).toBe(130)
  })
})

test('a run whose worker was killed is continued by the next; whoever was in flight is in doubt', async ({
  world,
}) => {
  const {run} = (await world.msgr(`${send} --all --text Hi --detach`)).json()
  const {cli, ...env} = {cli: ['broadcast', 'work', '--until-idle'], HOME: world.home, MSGR_HOME: world.home}
  const child = startMsgr(cli, {
    cwd: world.folder,
    env: {...env, MSGR_EMULATOR: '1', MSGR_FAILPOINT: 'answered:3'},
  })
  const killed = await child.ended
  const between1 = (await world.msgr(`broadcast status ${run} --json`)).json()

  const next = await world.msgr(work)

  expect(killed.code === 0 ? child.err.text : killed.signal).toBe('SIGKILL')
  expect(between1).toMatchObject({state: 'interrupted'})
  expect(linesOf(next)).toMatchObject([{run, state: 'done'}])
  expect(next.code).toBe(7)
  expect(linesOf(next)[0].inDoubt).toBeGreaterThan(0)
  expect(new Set(sentTo(world)).size).toBe(sentTo(world).length)
})
