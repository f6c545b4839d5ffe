import type {Key} from '../../context.ts'
import {summariseEvent} from '../../platform/summarise-event.ts'
import type {EventLine} from '../shared/wording/event-line.ts'
import type {EventSource} from './session-parts.ts'

/** Limits of the kept events; older events are dropped first. */
export const MAX_KEPT = 1_000
export const MAX_KEPT_BYTES = 64 * 1024 * 1024
/** How many earlier lines a filter prints again. */
const MAX_REPRINTED = 20
const PAGE_OF_EVENTS = 10

export interface KeptEvent {
  /** Counted from 1 in order of arrival. */
  readonly number: number
  readonly line: EventLine
  readonly source: EventSource
}

/** What a person at the terminal sees. */
export interface EventLog {
  readonly kept: readonly KeptEvent[]
  readonly keptBytes: number
  /** How many arrived in all. */
  readonly count: number
  /** The number of the chosen event; undefined while the newest is followed. */
  readonly chosen: number | undefined
  /** In lower case; empty lets everything through. */
  readonly filter: string
  /** The filter as typed so far; undefined when no filter is being typed. */
  readonly typing: string | undefined
}

export type LogInput =
  | {readonly kind: 'event'; readonly line: EventLine; readonly source: EventSource}
  | {readonly kind: 'key'; readonly key: Key}

/** What to do as a result. */
export type LogEffect =
  | {readonly kind: 'print'; readonly events: readonly KeptEvent[]}
  | {readonly kind: 'inspect' | 'replay'; readonly event: KeptEvent}
  | {readonly kind: 'filtered'; readonly filter: string; readonly matching: number; readonly of: number}
  | {readonly kind: 'help' | 'quit'}

export interface LogStep {
  readonly log: EventLog
  readonly effects: readonly LogEffect[]
}

export const emptyLog: EventLog = {
  kept: [],
  keptBytes: 0,
  count: 0,
  chosen: undefined,
  filter: '',
  typing: undefined,
}

/** The log after an event or a key, and what follows from it. Changes nothing. */
export function advanceLog(log: EventLog, input: LogInput): LogStep {
  if (input.kind === 'event') return addEvent(log, input)
  return log.typing === undefined ? pressKey(log, input.key) : typeFilter(log, log.typing, input.key)
}

function addEvent(log: EventLog, {line, source}: Omit<KeptEvent, 'number'>): LogStep {
  const event = {number: log.count + 1, line, source}
  const kept = [...log.kept, event]
  let keptBytes = log.keptBytes + source.bytes
  let dropped = 0
  while (kept.length - dropped > MAX_KEPT || (keptBytes > MAX_KEPT_BYTES && kept.length - dropped > 1)) {
    keptBytes -= kept[dropped]?.source.bytes ?? 0
    dropped += 1
  }
  return {
    log: {...log, kept: dropped === 0 ? kept : kept.slice(dropped), keptBytes, count: event.number},
    effects: matches(event, log.filter) ? [{kind: 'print', events: [event]}] : [],
  }
}

function pressKey(log: EventLog, key: Key): LogStep {
  switch (key.name) {
    case 'up':
    case 'k':
      return move(log, -1)
    case 'down':
    case 'j':
      return move(log, 1)
    case 'pageup':
      return move(log, -PAGE_OF_EVENTS)
    case 'pagedown':
      return move(log, PAGE_OF_EVENTS)
    case 'home':
      return move(log, -MAX_KEPT)
    case 'end':
    case 'escape':
      return {log: {...log, chosen: undefined}, effects: []}
    case 'return':
    case 'enter':
    case 'space':
      return actOn(log, 'inspect')
    case 'r':
      return actOn(log, 'replay')
    case 'f':
    case '/':
      return {log: {...log, typing: log.filter}, effects: []}
    case 'q':
      return {log, effects: [{kind: 'quit'}]}
    case '?':
    case 'h':
      return {log, effects: [{kind: 'help'}]}
    default:
      return {log, effects: []}
  }
}

/** Moving down from the newest event returns to following. */
function move(log: EventLog, by: number): LogStep {
  const shown = shownOf(log)
  const last = shown.length - 1
  const at = log.chosen === undefined ? shown.length : positionOf(shown, log.chosen)
  const next = Math.max(0, at + by)
  return {log: {...log, chosen: next > last ? undefined : shown[next]?.number}, effects: []}
}

/** Without a choice, acts on the newest event. */
function actOn(log: EventLog, kind: 'inspect' | 'replay'): LogStep {
  const event = chosenOf(log) ?? shownOf(log).at(-1)
  return {log, effects: event === undefined ? [] : [{kind, event}]}
}

function typeFilter(log: EventLog, typing: string, key: Key): LogStep {
  switch (key.name) {
    case 'return':
    case 'enter':
      return applyFilter(log, typing)
    case 'escape':
      return {log: {...log, typing: undefined}, effects: []}
    case 'backspace':
      return {log: {...log, typing: [...typing].slice(0, -1).join('')}, effects: []}
    default: {
      if (key.ctrl && key.name === 'u') return {log: {...log, typing: ''}, effects: []}
      return {log: {...log, typing: typing + key.text}, effects: []}
    }
  }
}

function applyFilter(log: EventLog, typed: string): LogStep {
  const filter = typed.trim().toLowerCase()
  const filtered = {...log, filter, typing: undefined, chosen: undefined}
  if (filter === log.filter) return {log: filtered, effects: []}
  const shown = shownOf(filtered)
  return {
    log: filtered,
    effects: [
      {kind: 'filtered', filter, matching: shown.length, of: log.kept.length},
      {kind: 'print', events: shown.slice(-MAX_REPRINTED)},
    ],
  }
}

const shownOf = ({kept, filter}: EventLog) => kept.filter(event => matches(event, filter))

/** The chosen event, or the oldest kept one when it was dropped. */
export function chosenOf(log: EventLog): KeptEvent | undefined {
  const {chosen} = log
  if (chosen === undefined) return undefined
  const shown = shownOf(log)
  return shown[positionOf(shown, chosen)]
}

function positionOf(shown: readonly KeptEvent[], number: number): number {
  const at = shown.findIndex(event => event.number >= number)
  return at === -1 ? Math.max(0, shown.length - 1) : at
}

/** Whether each word of a filter occurs in the field, the subtype, the ids or the text of the line. */
function matches({line}: KeptEvent, filter: string): boolean {
  if (filter === '') return true
  const {field, subtype, psid, messageId} = line
  const text = [field, subtype, psid, messageId, summariseEvent(line)].join(' ').toLowerCase()
  return filter.split(/\s+/).every(word => text.includes(word))
}
