import {describe, expect} from 'vitest'
import {startHere} from '../../helpers/here.ts'
import {hasPrograms} from '../../helpers/programs.ts'
import {MSGR, openTerminal} from '../../helpers/terminal.ts'
import {type EmulatedWorld, test} from '../../helpers/world.ts'

const msgr = (world: EmulatedWorld, ...args: readonly string[]) =>
  startHere(world, args, {env: {MSGR_EMULATOR: '1'}})

/** A run that takes a minute unless it is interrupted; settles once it is being sent. */
async function startSending(world: EmulatedWorld) {
  await world.msgr('emulator seed --people 60')
  const sending = msgr(world, 'broadcast', 'send', '--text', 'Hi', '--all', '--yes', '--rate', '1', '--json')
  await sending.err.holds('"event":"progress"')
  return sending
}

const watch = ['broadcast', 'status', 'last', '--watch'] as const

describe('a run that is watched', () => {
  test('in a pipe has a line for each change, with the rate, and ends with the run', async ({world}) => {
    const sending = await startSending(world)
    const watching = msgr(world, ...watch)
    await watching.out.holds(/^\S+ running; \d+ of \d+ sent.*, [\d.]+\/s, .+ left$/m)

    sending.send('SIGINT')
    const {code} = await watching.ended

    const lines = watching.out.text.trimEnd().split('\n')
    expect(code).toBe(0)
    expect(new Set(lines).size).toBe(lines.length)
    expect(lines.at(-1)).toMatch(/^\S+ interrupted.*; \d+ of \d+ sent.*\. Next: msgr broadcast resume \S+$/)
    expect(watching.out.text).not.toContain('\u001b')
  })

  test('says what it waits for', async ({world}) => {
    await world.msgr('emulator fault add --call "POST /me/messages" --error 613')
    const sending = await startSending(world)

    const watching = msgr(world, ...watch)

    await watching.out.holds(/ running; .*; waiting until \d{4}-\S+Z: .*too many calls/)
    sending.send('SIGINT')
    await watching.ended
  })

  test('ends with 130 at Ctrl-C, and the run goes on', async ({world}) => {
    const sending = await startSending(world)
    const watching = msgr(world, ...watch)
    await watching.out.holds('running')

    watching.send('SIGINT')

    expect((await watching.ended).code).toBe(130)
    expect(JSON.parse((await world.msgr('broadcast status last --json')).out).state).toBe('running')
    sending.send('SIGINT')
    await sending.ended
  })
})

describe.runIf(hasPrograms('watching a run at a terminal', 'tmux'))('at a terminal', () => {
  test('it is drawn in one place', async ({world}) => {
    const sending = await startSending(world)
    const {press, shows} = await openTerminal(world)

    await press(`clear; ${MSGR} broadcast status last --watch; echo exit $?`, 'Enter')
    await shows(/ running; .*\/s, .+ left/)
    sending.send('SIGINT')
    const screen = await shows(/^exit 0$/m)

    expect(screen.match(/^\d{8}-\d{6}-\w{6} \w+/gm)).toHaveLength(1)
    expect(screen).toMatch(/ interrupted.*; \d+ of \d+ sent/)
  })
})
