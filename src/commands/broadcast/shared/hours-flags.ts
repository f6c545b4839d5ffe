import {type Command, Option} from 'commander'
import {parseHours} from '../../../bulk/hours.ts'
import {type Schedule, Timetable} from '../../../bulk/schedule.ts'
import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {ownTimeZone, type TimeZone, wallTime} from '../../../system/time-zone.ts'
import {localTime, momentOption, parseAnyMoment, parseMoment} from '../../shared/arguments/duration.ts'
import {targetNow} from '../../shared/arguments/target-time.ts'
import {parseZone} from '../../shared/arguments/time-zone.ts'

/** When a run may send. */
export interface HoursFlags {
  readonly at?: string
  readonly between?: string
  readonly tz?: string
}

/** The value of `--tz` for the zone of each person. */
const ofPerson = 'person'

/** Whoever types a moment that has just come means now. */
const JUST_NOW_MS = 60_000
/** Where clocks show a time last. */
const WESTERNMOST = 'UTC-12:00'

export const declareHours = (command: Command): Command =>
  command
    .addOption(
      momentOption(
        '--at <time>',
        'start then, such as 2026-12-01T09:00 or 2h from now; msgr waits until then',
      ),
    )
    .addOption(
      new Option(
        '--between <hours>',
        'send only within these hours, such as 09:00-18:00, "22:00-06:00" or "mon-fri 09:00-12:00, sat 10:00-14:00"; goes on the next day',
      ).argParser((text: string, before?: string) => {
        checkHours(text)
        return before === undefined ? text : `${before}, ${text}`
      }),
    )
    .addOption(
      new Option(
        '--tz <zone>',
        "where these times are: Europe/Zurich, +05:30, or person for the clocks of each person (default: this machine's)",
      ).argParser((text: string) => {
        if (text !== ofPerson) parseZone(text, '--tz')
        return text
      }),
    )

/** @throws {UsageError} for what are no hours. */
function checkHours(text: string): void {
  if (parseHours(text) !== undefined) return
  throw new UsageError(`--between ${text} are not hours`, {
    hint: 'Write it like --between 09:00-18:00, or --between "mon-fri 09:00-18:00, sat 10:00-14:00"',
  })
}

/** When a broadcast may send. */
export interface RunTimes {
  /** The time at the target, in milliseconds since 1970. */
  readonly nowMs: number
  /** Undefined if it may always send. */
  readonly schedule: Schedule | undefined
  /** Nothing is sent after this moment, in milliseconds since 1970. */
  readonly notAfterMs: number | undefined
}

/**
 * What the flags say about when to send.
 * @param former the hours that stay where the flags do not change them
 * @throws {UsageError} for moments that have passed, and flags that contradict each other.
 */
export async function readTimes(
  context: Context,
  flags: HoursFlags & {readonly notAfter?: string | undefined},
  former?: Schedule,
): Promise<RunTimes> {
  const {at, between, tz, notAfter} = flags
  const nowMs = await targetNow(context)
  const given = tz === undefined || tz === ofPerson ? undefined : parseZone(tz, '--tz')
  const notAfterMs = notAfter === undefined ? undefined : parseMoment(notAfter, '--not-after', nowMs, given)
  if (at === undefined && between === undefined && (tz === undefined || former === undefined)) {
    if (tz !== undefined && (notAfter === undefined || tz === ofPerson))
      throw new UsageError(`--tz says where times are, and none is given`, {
        hint: 'Add --at 2026-12-01T09:00 or --between 09:00-18:00',
      })
    return {nowMs, notAfterMs, schedule: former}
  }
  const zone = given ?? former?.zone ?? ownTimeZone()
  const isOfPerson = tz === undefined ? former?.isPerPerson === true : tz === ofPerson
  const start = at === undefined ? former?.at : toStart(at, {nowMs, zone, isOfPerson})
  const hours = between ?? former?.between
  const schedule: Schedule = {
    ...(start !== undefined && {at: start}),
    ...(hours !== undefined && {between: hours}),
    zone,
    ...(isOfPerson && {isPerPerson: true}),
  }
  refuseTooLate(schedule, nowMs, notAfterMs)
  return {nowMs, notAfterMs, schedule}
}

interface Now {
  readonly nowMs: number
  readonly zone: TimeZone
  readonly isOfPerson: boolean
}

/** The start as the manifest has it. @throws {UsageError} if it has passed everywhere. */
function toStart(text: string, {nowMs, zone, isOfPerson}: Now): string {
  const local = isOfPerson ? localTime(text) : undefined
  const ms = parseAnyMoment(text, '--at', nowMs, local === undefined ? zone : WESTERNMOST)
  if (ms < nowMs - JUST_NOW_MS)
    throw new UsageError(`--at ${text} has passed`, {
      hint: `It is ${wallTime(zone, nowMs)} (${zone}). To start now, leave it out`,
    })
  return local ?? new Date(ms).toISOString()
}

/** @throws {UsageError} if nothing may be sent before the time limit. */
function refuseTooLate(schedule: Schedule, nowMs: number, notAfterMs: number | undefined): void {
  if (notAfterMs === undefined || schedule.isPerPerson === true) return
  const {zone} = schedule
  const opensAt = new Timetable(schedule).opensAt(zone, nowMs)
  if (opensAt <= notAfterMs) return
  throw new UsageError(
    `Nothing could be sent before ${wallTime(zone, opensAt)} (${zone}), which is after --not-after`,
  )
}
