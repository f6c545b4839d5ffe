import {describe, expect, test} from 'vitest'
import {momentsAt} from '../../src/terminal/moments.ts'
import {test as inWorld} from '../helpers/world.ts'

const now = new Date(2026, 10, 28, 18, 46, 30)
const before = (ms: number) => new Date(now.getTime() - ms).toISOString()
const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000] as const
const {time, ago} = momentsAt(now.getTime())

describe('a moment, for a person at a terminal', () => {
  test.each([
    [new Date(2026, 10, 28, 9, 5), '09:05'],
    [new Date(2026, 10, 28, 23, 59), '23:59'],
    [new Date(2026, 10, 27, 18, 46), '2026-11-27 18:46'],
    [new Date(2025, 0, 2, 3, 4), '2025-01-02 03:04'],
  ])('is the time here, with the date when it is not today: %s', (moment, expected) => {
    expect(time(moment.toISOString())).toBe(expected)
  })

  test.each([
    [20 * SECOND, 'just now'],
    [59 * MINUTE, '59 min ago'],
    [2 * HOUR + 59 * MINUTE, '2 h ago'],
    [6 * DAY, '6 d ago'],
    [7 * DAY, '2026-11-21 18:46'],
  ])('is how long ago it was, up to a week: %i ms', (ms, expected) => {
    expect(ago(before(ms))).toBe(expected)
  })

  test('that is still to come has its time', () => {
    expect(ago(new Date(2026, 10, 28, 20, 0).toISOString())).toBe('20:00')
  })

  test.each(['never', 'unknown', '2026-11-28', ''])('is not made of %j', text => {
    expect([time(text), ago(text)]).toEqual([text, text])
  })
})

describe('times of messages', () => {
  inWorld('are local at a terminal, and ISO 8601 in a pipe and in CSV', async ({world}) => {
    await world.msgr('send text 6411223344556677 Hello')
    const line = 'conversation messages 6411223344556677 --limit 1'
    const terminals = {stdout: true}

    const atTerminal = await world.msgr(line, {terminals})
    const piped = await world.msgr(line)
    const csv = await world.msgr(`${line} --format csv`, {terminals})

    expect(atTerminal.out).toMatch(/\n\d\d:\d\d {2}Acme Shop {2}Hello/)
    expect(piped.out).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\tAcme Shop\tHello\t\tm_\S+\n$/)
    expect(csv.out).toMatch(/,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,/)
  })

  inWorld('are how long ago in a list of conversations', async ({world}) => {
    const {out} = await world.msgr('conversation list', {terminals: {stdout: true}})

    expect(out).toMatch(/ {2}(?:just now|\d+ (?:min|h|d) ago) {2}/)
    expect(out).not.toMatch(/\d{2}T\d{2}/)
  })
})

inWorld('a spreadsheet gets no colours, though a person looks on', async ({world}) => {
  const env = {FORCE_COLOR: '1', NO_COLOR: undefined}
  const {out} = await world.msgr('conversation list --format csv', {terminals: {stdout: true}, env})

  expect(out).toContain(',open\n')
  expect(out).not.toContain('\u001b')
})
