import {expect} from 'vitest'
import {peopleOf} from '../../helpers/probe.ts'
import {test} from '../../helpers/world.ts'

const HOUR_MS = 3_600_000

test('the clock is shown, advanced and put back, and windows close with it', async ({world}) => {
  const {code, out} = await world.msgr('emulator clock')
  expect({code, out}).toMatchObject({code: 0, out: expect.stringContaining('as this machine')})
  const {pageId} = await world.emulator.connection()
  const inside = peopleOf(world.emulator, pageId).find(
    ({lastActionMs = 0}) => lastActionMs > world.clock.now() - HOUR_MS,
  )
  const send = ['send', 'text', inside?.psid ?? '', 'Still there?']
  expect((await world.msgr(send)).code).toBe(0)

  const moved = await world.msgr('emulator clock advance 25h --json')

  expect(JSON.parse(moved.out)).toMatchObject({offsetMs: 25 * HOUR_MS})
  expect((await world.msgr('emulator clock')).out).toContain('1 d 1 h ahead of this machine')
  const late = await world.msgr(send)
  expect(late.code).toBe(1)
  expect(late.err).toContain('outside')
  expect((await world.msgr('emulator clock reset')).out).toContain('as this machine')
  expect((await world.msgr(send)).code).toBe(0)
})

test('the clock is set to a time, and a dry run tells what it would show', async ({world}) => {
  const dry = await world.msgr('emulator clock set 2030-01-02T03:04Z --dry-run')
  expect(dry.out).toContain('Would show 2030-01-02T03:04:00.000Z')
  expect((await world.msgr('emulator clock')).out).toContain('as this machine')

  const {out} = await world.msgr('emulator clock set 2030-01-02T03:04Z --json')

  expect(JSON.parse(out).now).toMatch(/^2030-01-02T03:04:0/)
  expect((await world.msgr('emulator clock')).out).toContain('2030-01-02T03:0')
})

test('of an emulated day the clock goes back to that day, and stays where it is set over a restart', async ({
  bareWorld,
}) => {
  const at = '--as-of 2019-06-01'
  await bareWorld.msgr(`emulator clock set 2019-07-01T00:00Z ${at}`)
  expect((await bareWorld.msgr(`emulator clock ${at}`)).out).toContain('2019-07-01T00:0')
  expect((await bareWorld.msgr(`emulator clock reset ${at}`)).out).toContain('2019-06-01T')
  expect((await bareWorld.msgr('emulator clock')).out).toContain('as this machine')
})

test.for([
  ['jump', 'The clock cannot jump; it can show, set, advance, reset'],
  ['advance', 'advance needs a duration'],
  ['advance 25', 'advance 25 has no unit'],
  ['set', 'set needs a time'],
  ['set tomorrow', 'set tomorrow is not a moment'],
  ['set 2026-02-31T25:00Z', 'is not a moment'],
  ['show 3h', 'show takes no value'],
] as const)('refuses "%s"', async ([words, error], {world}) => {
  const {code, err} = await world.msgr(`emulator clock ${words}`)
  expect(err).toContain(error)
  expect(code).toBe(2)
  expect((await world.msgr('emulator clock')).out).toContain('as this machine')
})
