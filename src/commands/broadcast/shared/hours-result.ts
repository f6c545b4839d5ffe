import type {Forecast, ForecastResult} from '../../../bulk/forecast.ts'
import type {Schedule} from '../../../bulk/schedule.ts'
import type {Fault} from '../../../errors.ts'
import {wallTime} from '../../../system/time-zone.ts'
import {count} from '../../shared/wording/run-counts.ts'
import {toIso} from '../../shared/wording/times.ts'

/** When a plan with hours sends. The keys are a public API; all are undefined for a plan that may always send. */
export interface PlannedHours {
  /** When the first person is expected to get it, ISO 8601. */
  readonly startsAt: string | undefined
  /** When the last person is expected to get it, at the rate of the plan and within its hours; ISO 8601. */
  readonly endsAt: string | undefined
  /** As typed: `09:00-18:00`. */
  readonly between: string | undefined
  /** `person` where people have their own. */
  readonly timeZone: string | undefined
  /** The zone of people whose own is not known, with `person`. */
  readonly defaultTimeZone: string | undefined
  /** With `person`: how many have no zone that is known. */
  readonly unknownTimeZones: number | undefined
  /** How many are outside their messaging window by then, unless they write again. */
  readonly outsideWindow: number | undefined
}

export interface Timed {
  readonly schedule: Schedule | undefined
  readonly forecast: Forecast | undefined
}

export function hoursOfPlan({schedule}: Timed, forecast: ForecastResult | undefined): PlannedHours {
  const isPerPerson = schedule?.isPerPerson === true
  return {
    startsAt: toIso(forecast?.startsAt),
    endsAt: toIso(forecast?.endsAt),
    between: schedule?.between,
    timeZone: isPerPerson ? 'person' : schedule?.zone,
    defaultTimeZone: isPerPerson ? schedule?.zone : undefined,
    unknownTimeZones: isPerPerson ? forecast?.unknownZones : undefined,
    outsideWindow: forecast?.outsideWindow,
  }
}

/** Who is not reached by a run with hours. */
export function hoursWarnings(forecast: ForecastResult | undefined): readonly Fault[] {
  const {outsideWindow = 0, pastLimit = 0} = forecast ?? {}
  const warnings = [
    [
      outsideWindow,
      `${people(outsideWindow)} outside their messaging window by then, unless they write again`,
    ],
    [pastLimit, `${people(pastLimit)} not reached before the time limit of the run`],
  ] as const
  return warnings.flatMap(([number, message]) =>
    number > 0 ? [{path: 'hours', message, severity: 'warning' as const}] : [],
  )
}

const people = (number: number) => (number === 1 ? '1 person is' : `${count(number)} people are`)

/** The lines of a plan about its hours. */
export function hoursLines({
  startsAt,
  endsAt,
  between,
  timeZone,
  defaultTimeZone,
  unknownTimeZones = 0,
}: PlannedHours): readonly string[] {
  if (timeZone === undefined) return []
  const zone = defaultTimeZone ?? timeZone
  const at = (iso: string) => wallTime(zone, Date.parse(iso))
  const where = timeZone === 'person' ? ' by the clocks of each person' : ''
  const hours = between === undefined ? where : `, ${between}${where} only`
  const when =
    startsAt === undefined || endsAt === undefined
      ? 'Nobody would get it within these hours'
      : `From ${at(startsAt)} to about ${at(endsAt)} (${zone})`
  return [
    `  ${when}${hours}`,
    ...(unknownTimeZones > 0
      ? [`  ${count(unknownTimeZones)} whose time zone is unknown: that of ${zone} counts`]
      : []),
  ]
}
