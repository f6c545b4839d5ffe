import {expect, test} from 'vitest'
import {Forecast, type ForecastOptions} from '../../src/bulk/forecast.ts'
import type {PlannedRecipient} from '../../src/bulk/plan.ts'
import type {Schedule} from '../../src/bulk/schedule.ts'

const HOUR_MS = 3_600_000
const zurich: Schedule = {between: '09:00-18:00', zone: 'Europe/Zurich'}
const ownHours: Schedule = {...zurich, isPerPerson: true}
/** A Sunday, 10:00 in Zurich. */
const now = '2026-11-22T09:00:00.000Z'

type Person = Omit<PlannedRecipient, 'psid'>

const ms = (time: string) => Date.parse(time)
const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString())
const many = (count: number, person: Person = {}) => Array.from({length: count}, () => person)

function forecast(
  people: readonly Person[],
  options: Partial<ForecastOptions> & {readonly now?: string} = {},
) {
  const made = new Forecast({
    schedule: zurich,
    rate: 1,
    nowMs: ms(options.now ?? now),
    ...options,
  })
  for (const [index, person] of people.entries()) made.see({psid: String(index + 1), ...person})
  const {startsAt, endsAt, ...rest} = made.result()
  return {startsAt: iso(startsAt), endsAt: iso(endsAt), ...rest}
}

const everybody = {outsideWindow: 0, pastLimit: 0, unknownZones: 0}

test('a run within its hours takes as long as its rate says', () => {
  expect(forecast(many(60))).toEqual({
    ...everybody,
    startsAt: now,
    endsAt: '2026-11-22T09:01:00.000Z',
  })
  expect(forecast(many(60), {rate: 2})).toMatchObject({endsAt: '2026-11-22T09:00:30.000Z'})
})

test('a run for nobody has no times', () => {
  expect(forecast([])).toEqual({...everybody, startsAt: undefined, endsAt: undefined})
})

test('a run waits for its hours, and goes on in the next ones', () => {
  expect(forecast(many(60), {now: '2026-11-22T18:30:00.000Z'})).toMatchObject({
    startsAt: '2026-11-23T08:00:00.000Z',
    endsAt: '2026-11-23T08:01:00.000Z',
  })
  // Half of them in the minute before 18:00.
  expect(forecast(many(120), {now: '2026-11-22T16:59:00.000Z'})).toMatchObject({
    startsAt: '2026-11-22T16:59:00.000Z',
    endsAt: '2026-11-23T08:01:00.000Z',
  })
})

test('people with hours of their own are reached one zone after the other, and together where both are open', () => {
  const apart = [...many(60, {zone: 'Asia/Tokyo'}), ...many(60, {zone: 'America/New_York'})]
  expect(forecast(apart, {schedule: ownHours, now: '2026-11-22T03:00:00.000Z'})).toEqual({
    ...everybody,
    startsAt: '2026-11-22T03:00:00.000Z',
    endsAt: '2026-11-22T14:01:00.000Z',
  })

  const together = [...many(60, {zone: 'Europe/Zurich'}), ...many(60, {zone: 'Europe/Berlin'})]
  expect(forecast(together, {schedule: ownHours})).toMatchObject({endsAt: '2026-11-22T09:02:00.000Z'})
})

test('who has no zone has that of the run, and is counted where people have their own', () => {
  const people = [...many(2, {zone: 'Asia/Tokyo'}), ...many(3)]
  expect(forecast(people, {schedule: ownHours})).toMatchObject({unknownZones: 3})
  expect(forecast(people)).toMatchObject({unknownZones: 0, endsAt: '2026-11-22T09:00:05.000Z'})
})

test('whose window closes before their hours begin is not reached', () => {
  const people = [
    ...many(10, {until: ms('2026-11-23T07:00:00Z')}),
    ...many(5, {until: ms('2026-11-23T09:00:00Z')}),
  ]
  expect(forecast(people, {now: '2026-11-22T18:30:00.000Z'})).toEqual({
    ...everybody,
    startsAt: '2026-11-23T08:00:00.000Z',
    endsAt: '2026-11-23T08:00:05.000Z',
    outsideWindow: 10,
  })
})

test('where it is unknown when somebody wrote, the window began now at the latest', () => {
  const late = {now: '2026-11-22T18:30:00.000Z'}
  expect(forecast(many(10), {...late, windowMs: 13 * HOUR_MS})).toMatchObject({
    startsAt: undefined,
    endsAt: undefined,
    outsideWindow: 10,
  })
  expect(forecast(many(10), {...late, windowMs: 24 * HOUR_MS})).toMatchObject({outsideWindow: 0})
})

test('a window that closes while people are sent to takes along the part of them that is left', () => {
  // Two hours of work: after one, half are served; the windows of 100 have closed, half of them in vain.
  const people = [...many(7100), ...many(100, {until: ms(now) + HOUR_MS})]
  expect(forecast(people)).toMatchObject({
    startsAt: now,
    outsideWindow: 50,
    endsAt: '2026-11-22T10:59:10.000Z',
  })
})

test('after the time limit nobody is reached any more', () => {
  expect(forecast(many(120), {notAfterMs: ms(now) + 60_000})).toMatchObject({
    startsAt: now,
    endsAt: '2026-11-22T09:01:00.000Z',
    pastLimit: 60,
  })
  const late = {now: '2026-11-22T18:30:00.000Z', notAfterMs: ms('2026-11-23T07:00:00Z')}
  expect(forecast(many(120), late)).toEqual({
    ...everybody,
    startsAt: undefined,
    endsAt: undefined,
    pastLimit: 120,
  })
})

test('so many windows that close at moments of their own are counted to the minute', () => {
  const people = Array.from({length: 21_000}, (_, index) => ({until: ms(now) + HOUR_MS + index}))
  // Nobody is served in the night, and the windows of all close before the morning.
  const late = {now: '2026-11-22T18:30:00.000Z'}
  expect(
    forecast(
      people.map(({until}) => ({until: until + 10 * HOUR_MS})),
      late,
    ),
  ).toMatchObject({
    startsAt: undefined,
    outsideWindow: 21_000,
  })
  // One whose window closes within the minute in which the hours begin may be reached.
  const open = forecast(
    people.map((_, index) => ({until: ms('2026-11-23T08:00:00.000Z') + index})),
    {...late, rate: 100_000},
  )
  expect(open).toMatchObject({startsAt: '2026-11-23T08:00:00.000Z', outsideWindow: 1})
})
