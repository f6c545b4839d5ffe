import {parsePsid} from '../../audience/people.ts'
import {UsageError} from '../../errors.ts'
import type {Signing} from '../../webhook/outgoing/signed-request.ts'
import type {WebhookEvent} from '../../webhook/parse-events.ts'
import type {Recorded} from '../../webhook/read-recording.ts'
import {parseCount} from '../shared/arguments/count.ts'
import {parseFieldNames, wantedBy} from '../shared/arguments/event-filter.ts'

/** The options as typed. */
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
  /** The factor by which gaps are shortened; Infinity leaves none. */
  readonly speed: number
  /** Whether to send a delivery with these events. */
  readonly isSelected: (events: readonly WebhookEvent[]) => boolean
  readonly limit: number
  /** Whether to use new times and message ids. */
  readonly isNow: boolean
  /** Whether to keep the recorded headers, with the recorded signature. */
  readonly isAsIs: boolean
}

/** @throws {UsageError} for an invalid option. */
export function planReplay(options: ReplayOptions): ReplayPlan {
  const {asIs = false, now = false, signature, events, person} = options
  if (asIs && (now || signature !== 'valid')) {
    throw new UsageError(`--as-is and ${now ? '--now' : '--signature'} exclude each other`, {
      hint: 'The recorded signature matches only the recorded bytes: leave out --as-is to sign again',
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
    hint: 'Write 1x for the recorded pace, 10x for ten times as fast, 0.5x for half, or max',
  })
}

/** When each delivery is due, in milliseconds since 1970, from when each was recorded; a time that goes back is not a gap. */
export function createSchedule(speed: number, startMs: number): (recorded: Recorded) => number {
  let dueMs = startMs
  let formerMs: number | undefined
  return ({receivedMs}) => {
    dueMs += Math.max(0, receivedMs - (formerMs ?? receivedMs)) / speed
    formerMs = receivedMs
    return dueMs
  }
}
