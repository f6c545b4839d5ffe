import type {Option} from 'commander'
import {describe, expect, test} from 'vitest'
import {declared} from '../../../../src/cli/declared.ts'
import {table} from '../../../../src/cli/table.ts'
import {lastInWords, parseDuration, parseMoment} from '../../../../src/commands/shared/arguments/duration.ts'
import {UsageError} from '../../../../src/errors.ts'
import {plainStyle} from '../../../../src/terminal/style.ts'
import {test as inWorld} from '../../../helpers/world.ts'

const nowMs = Date.UTC(2026, 10, 22, 12)

test.each([
  ['500ms', 500],
  ['90s', 90_000],
  ['1m', 60_000],
  ['15m', 900_000],
  ['24h', 86_400_000],
  ['0h', 0],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
])('%s is a length of time', (text, ms) => {
  expect(parseDuration(text, '--for')).toBe(ms)
})

test.each(['soon', '', 'h', '-1h', '1.5h', '24 h', '24H', '1234567h'])('%j is none', text => {
  expect(() => parseDuration(text, '--for')).toThrow(`--for ${text} is not a length of time`)
})

test('a number alone has no unit, and months differ in length', () => {
  expect(() => parseDuration('500', '--for')).toThrow('--for 500 has no unit')
  expect(() => parseDuration('3mo', '--for')).toThrow('months and years differ in length')
})

test('a moment is a date and a time, or so long from now', () => {
  expect(parseMoment('2h', '--not-after', nowMs)).toBe(nowMs + 7_200_000)
  expect(parseMoment('2h from now', '--not-after', nowMs)).toBe(nowMs + 7_200_000)
  expect(parseMoment('2w', '--not-after', nowMs)).toBe(nowMs + 1_209_600_000)
  expect(parseMoment('2026-11-22T18:00Z', '--not-after', nowMs)).toBe(nowMs + 21_600_000)
  expect(() => parseMoment('2026-11-22T06:00Z', '--not-after', nowMs)).toThrow('has passed')
  expect(() => parseMoment('tomorrow', '--not-after', nowMs)).toThrow('is not a moment')
  expect(() => parseMoment('2027-02-30T10:00Z', '--not-after', nowMs)).toThrow('is not a moment')
})

test('a length of time is said in words', () => {
  expect(['1m', '90s', '24h', '1d', '2w', '0h'].map(lastInWords)).toEqual([
    'minute',
    '90 seconds',
    '24 hours',
    'day',
    '2 weeks',
    '0 hours',
  ])
})

describe('every flag takes the same texts', () => {
  const lengths = ['0h', '500ms', '90s', '15m', '24h', '7d', '2w']
  const noLengths = ['500', '3mo', '1h30m', '1.5h', '24H', '2h from now', 'soon', '', '2026-11-22T18:00Z']
  const moments = [
    '0h',
    '90s',
    '2h',
    '2h from now',
    '2027-11-22',
    '2027-11-22T18:00',
    '2027-11-22T18:00:30.5+0100',
  ]
  const noMoments = [
    '500',
    '3mo',
    '1h30m',
    'tomorrow',
    '',
    '2027-13-01',
    '2027-11-22T25:00Z',
    '2027-11-22 noon',
  ]

  /** `conversation list --active-within` with its option, of every flag with this word for its value. */
  async function flagsWith(placeholder: string): Promise<ReadonlyMap<string, Option>> {
    const look = {summary: '', width: 80, style: plainStyle}
    const all = Object.entries(table).map(async ([name, entry]) =>
      declared(name, await entry.load(), look)
        .command.options.filter(({flags}) => flags.includes(`<${placeholder}>`))
        .map(option => [`${name} ${option.long}`, option] as const),
    )
    return new Map((await Promise.all(all)).flat())
  }

  const takes = (option: Option, text: string) => {
    try {
      return option.parseArg?.(text, undefined) === text
    } catch (error) {
      if (!(error instanceof UsageError) || !error.message.includes(`${option.long} ${text}`)) throw error
      return false
    }
  }

  test('for a length of time', async () => {
    const flags = await flagsWith('duration')

    expect([...flags.keys()].sort()).toEqual([
      'broadcast plan --active-within',
      'broadcast report --within',
      'broadcast resume --wait',
      'broadcast send --active-within',
      'broadcast send --wait',
      'conversation export --active-within',
      'conversation list --active-within',
      'emulator ad-account --warm-up',
      'emulator exec --webhook-timeout',
      'emulator fault add --delay',
      'emulator fault add --for',
      'emulator limits --deadline',
      'emulator page --restricted-for',
      'emulator test --timeout',
      'emulator test --webhook-timeout',
      'emulator token change --expires-in',
      'inbox work --claim',
      'page apply --lock-timeout',
      'profile apply --lock-timeout',
      'profile restore --lock-timeout',
      'send marketing --gap',
      'signed-request verify --max-age',
      'store prune --older-than',
      'thread extend --for',
    ])
    for (const [name, option] of flags) {
      expect(
        lengths.filter(text => !takes(option, text)),
        name,
      ).toEqual([])
      expect(
        noLengths.filter(text => takes(option, text)),
        name,
      ).toEqual([])
    }
  })

  test('for a moment', async () => {
    const flags = await flagsWith('time')

    expect([...flags.keys()].sort()).toEqual([
      'broadcast plan --at',
      'broadcast plan --not-after',
      'broadcast resume --at',
      'broadcast retry --at',
      'broadcast send --at',
      'broadcast send --not-after',
      'broadcast send --schedule',
      'campaign create --end',
      'campaign create --start',
    ])
    for (const [name, option] of flags) {
      expect(
        moments.filter(text => !takes(option, text)),
        name,
      ).toEqual([])
      expect(
        noMoments.filter(text => takes(option, text)),
        name,
      ).toEqual([])
    }
  })

  inWorld('also the clock of the emulator, and a command line that is typed', async ({world}) => {
    const failing = async (line: readonly string[], texts: readonly string[]) => {
      const results = await Promise.all(
        texts.map(async text => [text, (await world.msgr([...line, text, '--dry-run'])).code]),
      )
      return results.filter(([, code]) => code !== 0)
    }
    const all = (texts: readonly string[]) => texts.map(text => [text, 2])

    expect(await failing(['emulator', 'clock', 'advance'], lengths)).toEqual([])
    expect(await failing(['emulator', 'clock', 'advance'], noLengths)).toEqual(all(noLengths))
    expect(await failing(['emulator', 'clock', 'set'], moments)).toEqual([])
    expect(await failing(['emulator', 'clock', 'set'], noMoments)).toEqual(all(noMoments))
    expect((await world.msgr('conversation list --active-within 1h30m')).code).toBe(2)
    expect((await world.msgr('conversation list --active-within 90s')).code).toBe(0)
  })
})
