import {describe, expect, test} from 'vitest'
import {momentAt, offsetAt, parseTimeZone, wallTime} from '../../src/system/time-zone.ts'

describe('a time zone', () => {
  test.for([
    ['Europe/Zurich', 'Europe/Zurich'],
    [' europe/zurich ', 'Europe/Zurich'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['UTC', 'UTC'],
    ['Z', 'UTC'],
    ['0', 'UTC'],
    ['5.5', 'UTC+05:30'],
    ['5,75', 'UTC+05:45'],
    ['-7', 'UTC-07:00'],
    ['-3.5', 'UTC-03:30'],
    ['+02:00', 'UTC+02:00'],
    ['utc+2', 'UTC+02:00'],
    ['GMT-0930', 'UTC-09:30'],
    ['14', 'UTC+14:00'],
  ])('is read from %j', ([text, zone]) => {
    expect(parseTimeZone(text ?? '')).toBe(zone)
  })

  test.for(['', 'Mars/Base', '15', '-13', '5.123', 'UTC+25', '+05:75', 'Zürich', '09:00'])(
    'is not %j',
    text => {
      expect(parseTimeZone(text)).toBeUndefined()
    },
  )
})

const formats = new Map<string, Intl.DateTimeFormat>()

/** What the clocks of a zone show, by another way than the code uses: `2026-03-29 03:30`. */
function shownIn(zone: string, ms: number): string {
  const known = formats.get(zone)
  const format =
    known ?? new Intl.DateTimeFormat('sv-SE', {timeZone: zone, dateStyle: 'short', timeStyle: 'short'})
  formats.set(zone, format)
  return format.format(ms)
}

// Half an hour of summer time, three quarters of an hour ahead, changes at midnight and in Ramadan.
const zones = [
  'Europe/Zurich',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Africa/Casablanca',
  'Pacific/Chatham',
]

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const [yearBegins, yearEnds] = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)]

/** The days of 2026 around a change of the clocks. */
const daysOfChange = (zone: string) =>
  Array.from({length: 365}, (_, day) => yearBegins + day * DAY_MS).filter(
    ms => shownIn(zone, ms).slice(11) !== shownIn(zone, ms + 2 * DAY_MS).slice(11),
  )

test('the clocks of every zone are read as they are shown, all year', () => {
  for (const zone of zones)
    for (let ms = yearBegins; ms < yearEnds; ms += 397 * 60_000)
      expect(wallTime(zone, ms), `${zone} ${ms}`).toBe(shownIn(zone, ms))
})

test('the moment at which clocks show a time is one at which they do, and the first of two', () => {
  let [skipped, twice] = [0, 0]
  for (const zone of zones)
    for (const day of daysOfChange(zone))
      for (let wall = day; wall < day + 3 * DAY_MS; wall += HOUR_MS / 2) {
        const ms = momentAt(zone, wall)
        const text = new Date(wall).toISOString().slice(0, 16).replace('T', ' ')
        const near = [-2, -1, 1, 2].map(halves => ms + (halves * HOUR_MS) / 2)
        if (shownIn(zone, ms) !== text) skipped += 1
        for (const at of near) {
          if (shownIn(zone, at) !== text) continue
          expect(at, `${zone} ${text}`).toBeGreaterThan(ms)
          twice += 1
        }
      }
  expect(skipped).toBeGreaterThan(5)
  expect(twice).toBeGreaterThan(5)
})

test('a time that is skipped is as long after the change as it is after the gap begins; of two, the first counts', () => {
  const at = (zone: string, text: string) => new Date(momentAt(zone, Date.parse(`${text}Z`))).toISOString()

  expect(at('Europe/Zurich', '2026-03-29T02:30')).toBe('2026-03-29T01:30:00.000Z')
  expect(at('Europe/Zurich', '2026-10-25T02:30')).toBe('2026-10-25T00:30:00.000Z')
  expect(at('America/New_York', '2026-11-01T01:30')).toBe('2026-11-01T05:30:00.000Z')
  expect(at('Australia/Lord_Howe', '2026-10-04T02:15')).toBe('2026-10-03T15:45:00.000Z')
  expect(at('UTC+05:30', '2026-12-01T09:00')).toBe('2026-12-01T03:30:00.000Z')
})

test('an offset is the same all year', () => {
  expect(offsetAt('UTC-03:30', Date.UTC(2026, 6, 1))).toBe(-12_600_000)
  expect(offsetAt('UTC', Date.UTC(2026, 6, 1))).toBe(0)
})
