import type {Style, View} from '../../terminal/view.ts'
import type {RawAnswer} from '../../webhook/outgoing/post-raw.ts'
import type {Signing} from '../../webhook/outgoing/signed-request.ts'
import type {Sample} from '../../webhook/samples.ts'

/** What the receiver answered. */
export interface Triggered {
  readonly event: string
  readonly to: string
  readonly signature: Signing
  /** The highest of all attempts. */
  readonly status: number
  /** The time until the last answer. */
  readonly ms: number
  readonly attempts: readonly Pick<RawAnswer, 'status' | 'ms'>[]
}

/** What would be sent. */
export interface Planned {
  readonly event: string
  readonly to: string
  readonly method: 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The result of `trigger`: the samples, what was sent, or what would be. */
export type Result = readonly Sample[] | Triggered | Planned

export const view: View<Result> = (result, style) => {
  if (isList(result))
    return {
      columns: ['event', 'field', 'shows'],
      rows: result.map(({name, field, note}) => [name, field, note]),
      whole: ['event'],
      leaveOut: ['field'],
    }
  if ('body' in result) {
    const headers = Object.entries(result.headers).map(([name, value]) => `${name}: ${value}`)
    return [`${style.bold(result.method)} ${result.to}`, ...headers, '', result.body].join('\n')
  }
  const lines =
    result.attempts.length > MOST_LINES
      ? byStatus(result)
      : result.attempts.map(each => ({...each, times: 1}))
  return lines.map(line => attemptLine(line, result, style)).join('\n')
}

/** With more attempts, one line is shown for each status. */
const MOST_LINES = 20

interface Line extends RawAnswer {
  readonly times: number
}

function attemptLine({status, ms, times}: Line, {to, event}: Triggered, style: Style): string {
  const mark = status < 400 ? style.good('→') : style.bad('→')
  const time = times === 1 ? `${ms} ms` : `${times} times, ${ms} ms at most`
  return `${mark} ${status} ${to}  ${time}  ${style.faint(event)}`
}

function byStatus({attempts}: Triggered): readonly Line[] {
  const statuses = [...new Set(attempts.map(({status}) => status))].sort((one, other) => one - other)
  return statuses.map(status => {
    const alike = attempts.filter(attempt => attempt.status === status)
    return {status, times: alike.length, ms: highest(alike.map(({ms}) => ms))}
  })
}

const isList = (result: Result): result is readonly Sample[] => Array.isArray(result)

/** Works for any number of values, unlike Math.max. */
export const highest = (numbers: readonly number[]) => numbers.reduce((one, other) => Math.max(one, other), 0)
