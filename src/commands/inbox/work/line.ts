import type {Outcome} from '../../../inbox/outcome.ts'
import type {Style, View} from '../../../terminal/view.ts'
import {clockTime} from '../../shared/wording/clock-time.ts'
import {type EventLine, eventText} from '../../shared/wording/event-line.ts'
import {toIso} from '../../shared/wording/times.ts'
import {eventOf} from '../shared/event-of.ts'

/** What became of an event. The keys are a public API. */
export interface WorkLine {
  readonly id: string
  readonly outcome: Outcome['kind']
  /** When the try was over. */
  readonly endedAt: string | undefined
  /** This try, counted from 1. */
  readonly tries: number
  /** How long it took. */
  readonly tookMs: number
  readonly error: string | null
  readonly retryAt: string | undefined
  readonly event: EventLine
}

export const toWorkLine = ({event, kind, reason, retryMs, ms}: Outcome, nowMs: number): WorkLine => ({
  id: String(event.id),
  outcome: kind,
  endedAt: toIso(nowMs),
  tries: event.tries,
  tookMs: ms,
  error: reason ?? null,
  retryAt: retryMs === undefined ? undefined : toIso(nowMs + retryMs),
  event: eventOf(event),
})

/** `12:04:11.203 ✔ messages text            …4821 "hi 👋"                    m_…9f  48 ms` */
export const workLineText: View<WorkLine> = (line, style) => {
  const time = style.faint(clockTime(Date.parse(line.endedAt ?? '')))
  const mark = line.outcome === 'done' ? style.good('✔') : style.bad('✖')
  return `${time} ${mark} ${eventText(line.event, style)}  ${what(line, style)}`
}

function what({outcome, id, tries, tookMs, error, endedAt, retryAt}: WorkLine, {faint}: Style): string {
  const pauseMs = Date.parse(retryAt ?? '') - Date.parse(endedAt ?? '')
  switch (outcome) {
    case 'done':
      return faint(tries === 1 ? `${tookMs} ms` : `${tookMs} ms, at try ${tries}`)
    case 'failed':
      return `${error}: set aside after ${tries} tries as ${id}`
    case 'lost':
      return `${error}: another worker may have it`
    case 'released':
      return 'not done before the end: it waits'
    default:
      return `${error}, next try in ${Math.ceil(pauseMs / 1000)} s`
  }
}
