import {describe, expect, test} from 'vitest'
import {Hours, parseHours} from '../../src/bulk/hours.ts'
import {firstOpening, Timetable} from '../../src/bulk/schedule.ts'

const MINUTE_MS = 60_000
const hoursOf = (text: string, zone = 'Europe/Zurich') => new Hours(zone, parseHours(text) ?? [])
const iso = (ms: number) => new Date(ms).toISOString()
const opens = (text: string, from: string, zone?: string) =>
  iso(hoursOf(text, zone).opensAt(Date.parse(from)))

describe('hours', () => {
  test.for([
    '9-18',
    '09:00',
    '09:00-09:00',
    '25:00-26:00',
    '24:00-08:00',
    '09:60-10:00',
    '09:00-24:01',
    'someday 09:00-10:00',
    '09:00-18:00,',
    '09:00-18:00;20:00-21:00',
    '',
  ])('are not %j', text => {
    expect(parseHours(text)).toBeUndefined()
  })

  test('are windows, each for its days', () => {
    const days = (text: string) => parseHours(text)?.map(window => window.days)

    expect(days('Mon-Fri 9:00-18:00, saturday 10:00 – 14:00')).toEqual([[1, 2, 3, 4, 5], [6]])
    expect(days('fri-mon 00:00-24:00')).toEqual([[5, 6, 0, 1]])
    expect(parseHours('22:00-06:00')).toEqual([{days: [0, 1, 2, 3, 4, 5, 6], from: 1320, to: 360}])
  })

  test('begin on the next day, or go on over midnight', () => {
    // A Sunday, 19:00 in Zurich.
    expect(opens('09:00-18:00', '2026-11-22T18:00Z')).toBe('2026-11-23T08:00:00.000Z')
    expect(opens('22:00-06:00', '2026-11-22T18:00Z')).toBe('2026-11-22T21:00:00.000Z')
    expect(opens('22:00-06:00', '2026-11-23T04:59:59Z')).toBe('2026-11-23T04:59:59.000Z')
    expect(opens('22:00-06:00', '2026-11-23T05:00Z')).toBe('2026-11-23T21:00:00.000Z')
    expect(opens('mon-fri 09:00-18:00', '2026-11-27T17:00Z')).toBe('2026-11-30T08:00:00.000Z')
    // The night of Friday ends on Saturday.
    expect(opens('fri 22:00-06:00', '2026-11-28T04:00Z')).toBe('2026-11-28T04:00:00.000Z')
    expect(opens('fri 22:00-06:00', '2026-11-28T05:00Z')).toBe('2026-12-04T21:00:00.000Z')
    expect(opens('00:00-24:00', '2026-11-22T18:00Z')).toBe('2026-11-22T18:00:00.000Z')
    expect(opens('09:00-18:00', '2026-11-22T13:00Z', 'Asia/Kolkata')).toBe('2026-11-23T03:30:00.000Z')
  })

  test('open at a moment between two milliseconds, too', () => {
    const eve = Date.parse('2026-11-23T08:00Z') - 0.2

    expect(iso(hoursOf('09:00-18:00').opensAt(eve))).toBe('2026-11-23T08:00:00.000Z')
    expect(iso(hoursOf('09:00-18:00').spanAt(eve).until)).toBe('2026-11-23T08:00:00.000Z')
  })

  test('are those of the clocks on the day they are changed', () => {
    // A night of seven hours, and one of nine.
    expect(iso(hoursOf('22:00-06:00').spanAt(Date.parse('2026-03-28T21:00Z')).until)).toBe(
      '2026-03-29T04:00:00.000Z',
    )
    expect(iso(hoursOf('22:00-06:00').spanAt(Date.parse('2026-10-24T20:00Z')).until)).toBe(
      '2026-10-25T05:00:00.000Z',
    )
    // What is skipped does not open; what begins in it opens when the clocks have been changed.
    expect(opens('02:15-02:45', '2026-03-28T12:00Z')).toBe('2026-03-30T00:15:00.000Z')
    expect(opens('02:30-03:30', '2026-03-28T12:00Z')).toBe('2026-03-29T01:00:00.000Z')
    // What is shown twice opens twice.
    expect(opens('02:15-02:45', '2026-10-24T12:00Z')).toBe('2026-10-25T00:15:00.000Z')
    expect(opens('02:15-02:45', '2026-10-25T00:45Z')).toBe('2026-10-25T01:15:00.000Z')
    expect(opens('sun 02:15-02:45', '2026-03-28T12:00Z')).toBe('2026-04-05T00:15:00.000Z')
  })
})

describe('a start', () => {
  const first = (at: string, more = {}) => firstOpening({at, zone: 'America/New_York', ...more}) ?? Number.NaN

  test.each([
    ['2026-11-23T12:00:00.000Z', '2026-11-23T12:00:00.000Z'],
    ['2026-11-23T12:00+05:30', '2026-11-23T06:30:00.000Z'],
    ['2026-11-23T12:00-0800', '2026-11-23T20:00:00.000Z'],
    ['2026-11-23T12:00', '2026-11-23T17:00:00.000Z'],
  ])('%s is %s, by the clocks of the zone where it names none', (at, expected) => {
    expect(iso(first(at))).toBe(expected)
  })

  test('before the hours is when they begin', () => {
    expect(iso(first('2026-11-23T07:00', {between: '09:00-18:00'}))).toBe('2026-11-23T14:00:00.000Z')
  })

  test('by the clocks of each person is where the day begins first', () => {
    const own = {isPerPerson: true} as const

    expect(iso(first('2026-11-23T09:00', own))).toBe('2026-11-22T19:00:00.000Z')
    expect(firstOpening({zone: 'UTC', ...own})).toBeUndefined()
  })

  test('is when something changes for people of a zone, and then their hours', () => {
    const timetable = new Timetable({at: '2026-11-23T12:00Z', between: '09:00-18:00', zone: 'UTC'})
    const at = (time: string) => Date.parse(time)

    expect(timetable.changesAt('UTC', at('2026-11-22T10:00Z'))).toBe(at('2026-11-23T12:00Z'))
    expect(timetable.changesAt('UTC', at('2026-11-23T12:00Z'))).toBe(at('2026-11-23T18:00Z'))
    expect(timetable.opensAt('UTC', at('2026-11-22T10:00Z'))).toBe(at('2026-11-23T12:00Z'))
    expect(new Timetable({zone: 'UTC'}).startsAt('UTC')).toBe(Number.NEGATIVE_INFINITY)
    expect(new Timetable({zone: 'UTC'}).changesAt('UTC', 0)).toBe(Number.POSITIVE_INFINITY)
  })
})

type Window = readonly [from: string, to: string, days: readonly string[]]

const week = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** Whether a moment is in a window, from what a calendar shows: `Mon 09:00`. */
function isIn(calendar: Intl.DateTimeFormat, ms: number, [from, to, days]: Window): boolean {
  const shown = calendar.format(ms)
  const [day, time] = [shown.slice(0, 3).toLowerCase(), shown.slice(-5)]
  const before = week[(week.indexOf(day) + 6) % 7] ?? ''
  if (from < to) return days.includes(day) && time >= from && time < to
  return (days.includes(day) && time >= from) || (days.includes(before) && time < to)
}

test('open and close at the minute that a calendar says, also around changes of the clocks', () => {
  const cases = [
    ['Europe/Zurich', '2026-03-27', '09:00', '18:00', 'mon-fri'],
    ['Europe/Zurich', '2026-10-23', '22:00', '06:00', 'fri-sun'],
    ['America/New_York', '2026-03-06', '01:30', '02:30', 'sat-mon'],
    ['America/New_York', '2026-10-30', '00:30', '01:30', 'sat-mon'],
    ['Australia/Lord_Howe', '2026-10-02', '01:45', '02:15', 'sat-mon'],
    ['Australia/Lord_Howe', '2026-04-03', '01:45', '01:50', 'sat-mon'],
    ['America/Santiago', '2026-09-04', '23:30', '00:30', 'fri-mon'],
    ['Asia/Kathmandu', '2026-11-20', '17:15', '08:45', 'fri-sat'],
  ] as const
  for (const [zone, day, from, to, days] of cases) {
    const [first = '', last = ''] = days.split('-')
    const named = Array.from({length: 7}, (_, index) => week[(week.indexOf(first) + index) % 7] ?? '')
    const window: Window = [from, to, named.slice(0, named.indexOf(last) + 1)]
    const calendar = new Intl.DateTimeFormat('en-GB', {
      ...{timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'},
    })
    const hours = hoursOf(`${days} ${from}-${to}`, zone)
    const start = Date.parse(day)
    const at = (index: number) => start + index * 5 * MINUTE_MS
    const open = Array.from({length: 5 * 288}, (_, index) => isIn(calendar, at(index), window))
    expect(new Set(open).size).toBe(2)
    for (const [index, isOpen] of open.entries()) {
      expect(hours.opensAt(at(index)) === at(index), `${zone} ${iso(at(index))}`).toBe(isOpen)
      const change = open.indexOf(!isOpen, index)
      if (change > 0)
        expect(iso(hours.spanAt(at(index)).until), `${zone} ${iso(at(index))}`).toBe(iso(at(change)))
    }
  }
})
