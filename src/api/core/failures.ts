import {GraphError, NetworkError, type RefusalReason} from '../../errors.ts'
import {explainGraphError, type GraphErrorRule, meaningBeside} from '../../platform/graph-errors.ts'
import {lackIn, type Needs} from './needs.ts'
import type {HttpResponse, TransportFailure} from './transport.ts'
import {parseUsage} from './usage.ts'

/** Which call an answer belongs to, and how to keep secrets out of what is said about it. */
export interface CallNames {
  /** `POST /me/messages`. */
  readonly route: string
  readonly mask: (text: string) => string
  /** When the answer came, in milliseconds since 1970. */
  readonly nowMs?: number | undefined
  readonly needs?: Needs | undefined
}

/**
 * What the platform answered. The body decides, not the status.
 * @throws {GraphError} for a refusal, for `success: false`, for anything that is not JSON, and for an answer without what the call
 *   needs of it.
 */
export function readAnswer(response: HttpResponse, names: CallNames): unknown {
  const body = parseJson(response.body)
  if (body === undefined) throw notJson(response, names)
  if (isRecord(body)) {
    if (isRecord(body['error'])) throw refused(body['error'], response, names)
    const {debug_info: info} = body
    if (response.status >= 400 && isRecord(info))
      throw refused({...info, is_transient: info['retriable'] === true}, response, names)
    if (String(body['success']) === 'false') {
      throw graphError(`${names.route} was answered with success: false`, response, names, {})
    }
  }
  if (response.status >= 400) {
    throw graphError(`${names.route} was answered with status ${response.status}`, response, names, {})
  }
  const lack = names.needs && lackIn(body, names.needs)
  if (lack !== undefined) throw lacking(lack, response, names)
  return body
}

export function toNetworkError(failure: TransportFailure, {route, mask}: CallNames): NetworkError {
  const message = `${route} got no answer: ${mask(failure.message)}`
  return new NetworkError(message, {
    sent: failure.sent,
    cause: failure,
    ...(failure.sent === 'no'
      ? {reason: 'notReached'}
      : {reason: 'noAnswer', hint: 'It may still have been accepted: check before you repeat it'}),
  })
}

function refused(error: Record<string, unknown>, response: HttpResponse, names: CallNames): GraphError {
  const code = numberIn(error, 'code')
  const subcode = numberIn(error, 'error_subcode')
  const said = textIn(error, 'message') ?? 'no reason was given'
  const rule = code === undefined ? undefined : explainGraphError(code, {subcode, said, route: names.route})
  const more = rule && meaningBeside(rule, said)
  const meaning = more === undefined ? '' : ` – ${more}`
  const message = `${names.route} was refused: ${said}${meaning}${forPeople(error)}`
  return graphError(message, response, names, {error, code, subcode, rule})
}

/** What the platform wants people to read, which may say more than its message. */
function forPeople(error: Record<string, unknown>): string {
  const texts = [textIn(error, 'error_user_title'), textIn(error, 'error_user_msg')].filter(Boolean)
  return texts.length === 0 ? '' : ` (${texts.join(': ')})`
}

const MASKED_CHARACTERS = 4_000
const SHOWN_CHARACTERS = 80

/** Masked before it is cut: of half a secret nobody would know that it is one. */
const startOf = ({body}: HttpResponse, {mask}: CallNames): string =>
  mask(body.trim().slice(0, MASKED_CHARACTERS)).slice(0, SHOWN_CHARACTERS)

/** What was made or done without saying so is not reported as made or done. */
function lacking(lack: string, response: HttpResponse, names: CallNames): GraphError {
  const message = `${names.route} was answered with ${startOf(response, names)}, which ${lack}`
  const isRead = names.route.startsWith('GET ')
  const hint = isRead ? undefined : 'It may still have been done: check before you repeat it'
  return graphError(message, response, names, {hint})
}

function notJson(response: HttpResponse, names: CallNames): GraphError {
  const start = startOf(response, names)
  const what = start === '' ? 'an empty body' : `something that is not JSON: ${start}`
  return graphError(
    `${names.route} was answered with status ${response.status} and ${what}`,
    response,
    names,
    {},
  )
}

interface Parts {
  readonly error?: Record<string, unknown>
  readonly code?: number | undefined
  readonly subcode?: number | undefined
  readonly rule?: GraphErrorRule | undefined
  /** Where no rule has one. */
  readonly hint?: string | undefined
}

function graphError(
  message: string,
  response: HttpResponse,
  {route, mask, nowMs}: CallNames,
  parts: Parts,
): GraphError {
  const {error = {}, code, subcode, rule} = parts
  const isThrottle = rule?.kind === 'throttle' || rule?.kind === 'not-yet'
  const waitMs = rule === undefined ? undefined : waitOf(rule, error, response)
  const limit = waitMs === undefined || nowMs === undefined ? undefined : {waitMs, freeAt: nowMs + waitMs}
  const ofRule = rule && (limit === undefined ? rule.hint : hintWhenFree(limit, rule))
  return new GraphError(
    mask(message),
    {
      route,
      status: response.status,
      graphCode: code,
      subcode,
      type: maskedIn(error, 'type', mask),
      traceId: maskedIn(error, 'fbtrace_id', mask) ?? maskedHeader(response, 'x-fb-trace-id', mask),
      said: mask(textIn(error, 'message') ?? ''),
      userTitle: maskedIn(error, 'error_user_title', mask),
      userMessage: maskedIn(error, 'error_user_msg', mask),
      body: parseJson(mask(response.body)),
      waitMs,
      freeAt: limit?.freeAt,
      kind: rule?.kind,
      retryable: isThrottle || passes(rule, error, response),
    },
    {reason: reasonFor(parts), hint: ofRule ?? parts.hint},
  )
}

/** How long a limit lasts: as the platform says, or else as is known of it. */
function waitOf(rule: GraphErrorRule, error: Record<string, unknown>, {headers}: HttpResponse) {
  const remainingMs = remainingMsIn(error['error_data'])
  if (rule.kind === 'not-yet') return remainingMs ?? rule.waitMs
  if (rule.kind !== 'throttle') return remainingMs
  const {waitMs = 0} = parseUsage(headers) ?? {}
  return remainingMs ?? (waitMs > 0 ? waitMs : rule.waitMs)
}

/** Refusals of marketing messages say how long they last, since 2026-03-16; how deep inside the data is not documented. */
function remainingMsIn(data: unknown): number | undefined {
  const value = typeof data === 'string' ? parseJson(data) : data
  if (typeof value !== 'object' || value === null) return undefined
  const {remaining_seconds: seconds} = value as Record<string, unknown>
  if (Number(seconds) > 0) return Number(seconds) * 1000
  return Object.values(value)
    .map(remainingMsIn)
    .find(found => found !== undefined)
}

const DAY_MS = 86_400_000

/** In the time of this machine. */
function hintWhenFree(
  {waitMs, freeAt}: {readonly waitMs: number; readonly freeAt: number},
  rule: GraphErrorRule,
): string {
  const free = new Date(Math.ceil(freeAt / 60_000) * 60_000)
  const two = (number: number) => String(number).padStart(2, '0')
  const time = `${two(free.getHours())}:${two(free.getMinutes())}`
  const day = `${free.getFullYear()}-${two(free.getMonth() + 1)}-${two(free.getDate())}`
  const moment = waitMs < DAY_MS ? time : `${day} ${time}`
  const when = rule.kind === 'throttle' ? `Free again by ${moment}` : `Try again after ${moment}`
  return `${rule.hint === undefined ? '' : `${rule.hint}. `}${when}`
}

/** An emulator says by the type of its error that it is not the platform which lacks something. */
function reasonFor({error = {}, rule}: Parts): RefusalReason {
  return error['type'] === 'MsgrEmulator' ? 'notEmulated' : (rule?.reason ?? 'unexpectedAnswer')
}

/** Whether a failure passes by itself. What the table knows to be lasting stays so, whatever else the answer says. */
function passes(
  rule: GraphErrorRule | undefined,
  error: Record<string, unknown>,
  response: HttpResponse,
): boolean {
  if (rule !== undefined && rule.kind !== 'refused') return rule.kind === 'temporary'
  return (
    response.status >= 500 || error['is_transient'] === true || /service unavailable/i.test(response.body)
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function numberIn(record: Record<string, unknown>, key: string): number | undefined {
  const value = record[key]
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value)
  return typeof value === 'number' ? value : undefined
}

function textIn(record: Record<string, unknown>, key: string): string | undefined {
  const value = record[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function maskedIn(record: Record<string, unknown>, key: string, mask: CallNames['mask']): string | undefined {
  const text = textIn(record, key)
  return text === undefined ? undefined : mask(text)
}

function maskedHeader(response: HttpResponse, name: string, mask: CallNames['mask']): string | undefined {
  const value = headerIn(response, name)
  return value === undefined ? undefined : mask(value)
}

/** The value of a header; undefined when it is absent or sent several times. */
export function headerIn(response: HttpResponse, name: string): string | undefined {
  const value = response.headers[name]
  return typeof value === 'string' ? value : undefined
}
