import {parsePsid} from '../../audience/people.ts'
import {UsageError} from '../../errors.ts'
import type {Signing} from '../../webhook/outgoing/signed-request.ts'
import type {WebhookEvent} from '../../webhook/parse-events.ts'
import type {Recorded} from '../../webhook/read-recording.ts'
import {parseCount} from '../shared/arguments/count.ts'
import {parseFieldNames, wantedBy} from '../shared/arguments/event-filter.ts'

/** The options as they are typed. */
export interface ReplayOptions {
  readonly to?: string
  readonly speed: string
  readonly events?: string
  readonly person?: string
  readonly limit?: string
  readonly now?: boolean
  readonly signature: Signing
  readonly asIs?: boolean
}

export interface ReplayPlan {
  /** How much shorter the gaps become; Infinity leaves none. */
  readonly speed: number
  /** Whether a delivery is sent that holds these events. */
  readonly isSelected: (events: readonly WebhookEvent[]) => boolean
  readonly limit: number
  /** Whether times and message ids become new. */
  readonly isNow: boolean
  /** Whether headers stay as they came, with the signature of then. */
  readonly isAsIs: boolean
}

/** @throws {UsageError} if an option cannot be followed. */
export function planReplay(options: ReplayOptions): ReplayPlan {
  const {asIs = false, now = false, signature, events, person} = options
  if (asIs && (now || signature !== 'valid')) {
    throw new UsageError(`--as-is and ${now ? '--now' : '--signature'} exclude each other`, {
      hint: 'The signature of then fits only the bytes of then: leave out --as-is to have it signed again',
    })
  }
  const isSelected = wantedBy(
    events === undefined ? undefined : parseFieldNames(events),
    person === undefined ? undefined : parsePsid(person),
  )
  const isFiltered = events !== undefined || person !== undefined
  return {
    speed: parseSpeed(options.speed),
    isSelected: held => !isFiltered || held.some(isSelected),
    limit: parseCount(options.limit, '--limit') ?? Number.POSITIVE_INFINITY,
    isNow: now,
    isAsIs: asIs,
  }
}

function parseSpeed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY
  const [, factor = ''] = /^([0-9]{1,6}(?:\.[0-9]{1,6})?)x$/.exec(text) ?? []
  if (Number(factor) > 0) return Number(factor)
  throw new UsageError(`--speed ${text} is not a speed`, {
    hint: 'Type 1x for the pace of then, 10x for ten times as fast, 0.5x for half, or max',
  })
}

/** When each delivery is due, in milliseconds since 1970, from when each came; a time that goes back is no gap. */
export function createSchedule(speed: number, startMs: number): (recorded: Recorded) => number {
  let dueMs = startMs
  let formerMs: number | undefined
  return ({receivedMs}) => {
    dueMs += Math.max(0, receivedMs - (formerMs ?? receivedMs)) / speed
    formerMs = receivedMs
    return dueMs
  }
}
