import {describe, expect} from 'vitest'
import {startMsgr} from '../../helpers/child.ts'
import {startHere} from '../../helpers/here.ts'
import {recipientOf, sentIn} from '../../helpers/probe.ts'
import {hasPrograms} from '../../helpers/programs.ts'
import {MSGR, openTerminal} from '../../helpers/terminal.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

/** By the clock of the machine: whoever steers a run waits for another process. */
const msgr = (world: EmulatedWorld, line: string) =>
  startHere(world, line.split(' '), {env: {MSGR_EMULATOR: '1'}})

const marketing = '--via marketing --campaign 6011110000000001'
const send = (flags: string) => `broadcast send --text Hi --yes --rate 1 --json --name sale ${flags}`

/** A run that takes a minute unless somebody steers it; settles once it is being sent. */
async function startSending(world: EmulatedWorld, flags = '--all') {
  await world.msgr('emulator seed --people 60')
  const sending = msgr(world, send(flags))
  await sending.err.holds('"event":"progress"')
  return sending
}

const sentTo = ({emulator}: EmulatedWorld) =>
  sentIn(emulator)
    .filter(({text}) => text === 'Hi')
    .map(sent => recipientOf(emulator, sent))
const json = ({out}: {readonly out: string}) => JSON.parse(out)

describe('broadcast pause', () => {
  test('stops the process that sends, which exits with 5, and the run continues only when it is resumed', async ({
    world,
  }) => {
    const sending = await startSending(world)

    const dry = await msgr(world, 'broadcast pause sale --dry-run').ended
    const paused = await msgr(world, 'broadcast pause sale').ended
    const sent = await sending.ended
    const again = await world.msgr('broadcast pause last --json')
    const started = await world.msgr(send('--all'))

    expect(dry.out).toMatch(/^Would pause the running run \S+, so that \d+ people would wait\.\n$/)
    expect(paused).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^Paused the run \S+: \d+ of \d+ sent.*, \d+ to go\.\nContinue: msgr broadcast resume \S+\n$/,
      ),
      err: expect.stringMatching(/^Waiting for process \d+, which finishes its requests in flight\n$/),
    })
    expect([sent.code, json(sent)]).toEqual([
      5,
      expect.objectContaining({state: 'paused', reason: 'paused by msgr broadcast pause', exitCode: 5}),
    ])
    const {run, remaining, sent: reached} = json(sent)
    expect([again.code, json(again)]).toEqual([0, expect.objectContaining({run, remaining, wasPaused: true})])
    expect([started.code, json(started)]).toEqual([
      5,
      expect.objectContaining({run, state: 'paused', remaining, next: `msgr broadcast resume ${run}`}),
    ])
    expect(sentTo(world)).toHaveLength(reached)
    const resumed = await world.msgr('broadcast resume sale --json')
    expect([resumed.code, json(resumed).state]).toEqual([0, 'done'])
    expect(new Set(sentTo(world)).size).toBe(sentTo(world).length)
    for (const flag of ['', '-n'])
      expect(await world.msgr(`broadcast pause sale ${flag}`)).toMatchObject({
        code: 2,
        err: expect.stringContaining('has nobody left to send to'),
      })
  })

  test('works while the platform throttles, and says nothing but what it knows', async ({world}) => {
    await world.msgr('emulator fault add --call "POST /me/messages" --error 613')
    const sending = await startSending(world)

    const {code} = await msgr(world, 'broadcast pause last').ended

    expect([code, (await sending.ended).code]).toEqual([0, 5])
    expect(json(await world.msgr('broadcast status last --json'))).toMatchObject({
      ...{state: 'paused', reason: 'paused by msgr broadcast pause', sent: 0, inFlight: 0},
      ...{waitingFor: null, waitingUntil: null},
    })
  })

  test('refuses what is over, canceled or not there', async ({world}) => {
    await world.msgr(`${send('--all')} --split 50`)
    await world.msgr('broadcast cancel sale --yes')

    const tries = [
      ['sale', 'was canceled already'],
      ['nope', 'There is no run nope'],
      ['last --via marketing', 'There is no run last'],
    ]
    for (const [words, why] of tries)
      expect(await world.msgr(`broadcast pause ${words}`)).toMatchObject({
        code: 2,
        err: expect.stringContaining(why ?? ''),
      })
  })

  test('pauses a run of marketing messages, also while it waits for its campaign', async ({world}) => {
    const later = json(await world.msgr('campaign create Later --daily 10 --start 2h --yes --json'))
    const waiting = msgr(
      world,
      `broadcast send --text Hi --via marketing --campaign ${later.id} --yes --wait 3h --json`,
    )
    await waiting.err.holds('"waiting":{"reason":"the campaign')

    const status = json(await msgr(world, 'broadcast status last --json').ended)
    const paused = await msgr(world, 'broadcast pause last --via marketing').ended

    expect(status).toMatchObject({state: 'running', waitingFor: expect.stringContaining('starts later')})
    expect(Date.parse(status.waitingUntil) - Date.now()).toBeGreaterThan(3_600_000)
    expect([paused.code, (await waiting.ended).code]).toEqual([0, 5])
    const other = await startSending(world, marketing)
    expect((await msgr(world, 'broadcast pause sale').ended).out).toMatch(/ of \d+ accepted/)
    expect((await other.ended).code).toBe(5)
  })
})

describe('the rate of a run that is being sent', () => {
  test('is changed from elsewhere, and nothing else is', async ({world}) => {
    const sending = await startSending(world)

    const dry = await msgr(world, 'broadcast resume sale --rate 2 --dry-run --json').ended
    const plain = await msgr(world, 'broadcast resume sale').ended
    const wide = await msgr(world, 'broadcast resume sale --rate 2 --width 9').ended
    const fast = await msgr(world, 'broadcast resume sale --rate 1000').ended
    const changed = await msgr(world, 'broadcast resume sale --rate 300').ended
    const {code} = await sending.ended

    expect(json(dry)).toMatchObject({rate: 2, rateBefore: 1, dryRun: true})
    expect(plain).toMatchObject({
      code: 1,
      err: expect.stringMatching(/is being sent by another process already/),
    })
    expect(plain.err).toMatch(
      /To follow it: msgr broadcast status \S+ --watch\. To change its rate: msgr broadcast resume \S+ --rate 20/,
    )
    expect(wide).toMatchObject({code: 2, err: expect.stringContaining('so --width has to wait')})
    expect(fast.code).toBe(2)
    expect([changed.code, changed.out]).toEqual([
      0,
      expect.stringMatching(/^The run \S+ is now sent at 300 messages a second \(before: 1\)\.\n$/),
    ])
    expect([code, sending.err.text]).toEqual([
      0,
      expect.stringContaining('Another process changed the rate: at most 300 messages a second'),
    ])
    expect(new Set(sentTo(world)).size).toBe(sentTo(world).length)
  })

  test('is that of a resumed run, until it is another', async ({world}) => {
    const sending = await startSending(world)
    await msgr(world, 'broadcast pause sale').ended
    await sending.ended

    const resumed = msgr(world, 'broadcast resume sale --rate 2 --json')
    await resumed.err.holds('"allowedPerSecond":2')
    resumed.send('SIGINT')
    await resumed.ended
    const again = msgr(world, 'broadcast resume sale --json')
    await again.err.holds('"allowedPerSecond":2')

    expect(json(await msgr(world, 'broadcast status sale --json').ended)).toMatchObject({rate: 2})
  })
})

describe('broadcast cancel', () => {
  test('of a run that another process sends, ends that process', async ({world}) => {
    const sending = await startSending(world)

    const canceled = await msgr(world, 'broadcast cancel sale --yes --json').ended
    const sent = await sending.ended

    expect([canceled.code, json(canceled).state]).toEqual([0, 'canceled'])
    expect([sent.code, json(sent)]).toEqual([
      1,
      expect.objectContaining({
        ...{state: 'canceled', reason: 'canceled by msgr broadcast cancel', remaining: 0},
        sent: json(canceled).sent,
      }),
    ])
  })
})

describe('a run in another process', () => {
  test('that is killed is seen as interrupted by whoever watches it, and can be paused', async ({world}) => {
    await world.msgr('emulator seed --people 60')
    const env = {PATH: process.env['PATH'] ?? '', HOME: world.home, MSGR_HOME: world.home, MSGR_EMULATOR: '1'}
    const sending = startMsgr(send('--all').split(' '), {cwd: world.folder, env})
    await sending.err.holds('"event":"progress"')
    const watching = msgr(world, 'broadcast status sale --watch')
    await watching.out.holds(' running; ')

    sending.kill('SIGKILL')
    const watched = await watching.ended
    const paused = await msgr(world, 'broadcast pause sale --json').ended

    expect(watched.out.trimEnd().split('\n').at(-1)).toMatch(
      /^\S+ interrupted; .*Next: msgr broadcast resume/,
    )
    expect([paused.code, json(paused)]).toEqual([
      0,
      expect.objectContaining({state: 'paused', wasPaused: false}),
    ])
  })

  test('is paused from another one', async ({world}) => {
    await world.msgr('emulator seed --people 60')
    const env = {PATH: process.env['PATH'] ?? '', HOME: world.home, MSGR_HOME: world.home, MSGR_EMULATOR: '1'}
    const sending = startMsgr(send('--all').split(' '), {cwd: world.folder, env})
    await sending.err.holds('"event":"progress"')

    const paused = await msgr(world, 'broadcast pause sale').ended

    expect(paused.code).toBe(0)
    expect(await sending.ended).toMatchObject({code: 5, signal: null})
  })
})

describe.runIf(hasPrograms('steering a run that is watched at a terminal', 'tmux'))('at a terminal', () => {
  test('the watch shows the new rate, why the run waits, and that it is paused', async ({world}) => {
    await startSending(world)
    const {press, shows} = await openTerminal(world)

    await press(`clear; ${MSGR} broadcast status sale --watch; echo exit $?`, 'Enter')
    await shows(/ running; .*, [\d.]+\/s/)
    await msgr(world, 'broadcast resume sale --rate 2').ended
    await shows(/ running; .* of 2\/s, .* left/)
    await world.msgr('emulator fault add --call "POST /me/messages" --error 613')
    await shows(/ running; .*; waiting until \d\d:\d\d: .*too many calls/s)
    await msgr(world, 'broadcast pause sale').ended
    const screen = await shows(/^exit 0$/m)

    expect(screen.match(/^\d{8}-\d{6}-\w{6} \w+/gm)).toHaveLength(1)
    expect(screen).toMatch(/ paused: paused by msgr broadcast pause; \d+ of \d+ sent/)
  })
})
