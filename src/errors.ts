import type {Because, Reason, ReasonData} from './errors/reasons.ts'
import {oneLine} from './text/one-line.ts'

export type {Because, Reason, ReasonData, Reasons, RefusalReason} from './errors/reasons.ts'

/** What a process exits with. Scripts rely on these numbers; `msgr help exit-codes` prints them. */
export const exitCodes = {
  done: 0,
  failed: 1,
  misused: 2,
  differs: 3,
  unauthorised: 4,
  limited: 5,
  partly: 6,
  inDoubt: 7,
  unreachable: 8,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** What an error is made with. The reason comes with its data. */
export type ErrorDetails = Because & MoreDetails

interface MoreDetails {
  /** What to do next, for whoever meets the error: no flag and no command, which only the command line has. */
  readonly hint?: string | undefined
  readonly cause?: unknown
  readonly place?: Place | undefined
  /** Further lines of the message, printed indented below it. */
  readonly lines?: readonly string[] | undefined
}

/** Where in the files of a person something is. */
export interface Place {
  /** As it was named, or found from there. */
  readonly file?: string | undefined
  /** From 1. */
  readonly line?: number | undefined
}

/** `people.csv:17: there is no id`, as compilers and linters write it; a place in no file is `line 17: …`. */
export function atPlace({file, line}: Place, text: string): string {
  if (line === undefined) return text
  return `${file === undefined ? `line ${line}` : `${file}:${line}`}: ${text}`
}

/**
 * A failure that a person can act on. Anything else that reaches `main` is a bug in msgr. Message and hint are one line each,
 * whatever they quote; further lines are given apart, and become part of the message.
 */
export class MsgrError extends Error {
  override readonly name: string = 'MsgrError'
  /** Stable: scripts may match it. */
  readonly code: string = 'FAILED'
  /** Why, in a name that is stable, with what is known besides; undefined where nothing more is known than the class. */
  readonly reason: Reason | undefined
  readonly data: ReasonData | undefined
  /** True when the same may succeed later without a change. */
  readonly retryable: boolean = false
  readonly hint: string | undefined
  readonly place: Place | undefined

  constructor(message: string, details: ErrorDetails = {}) {
    const {cause, hint, lines = []} = details
    const whole = [oneLine(message), ...lines.map(line => `  ${oneLine(line)}`)].join('\n')
    super(whole, cause === undefined ? undefined : {cause})
    this.reason = details.reason
    this.data = details.data
    this.hint = hint === undefined ? undefined : oneLine(hint)
    this.place = details.place
  }
}

/** The reason of an error, with its data, for another that is thrown in its place. */
export const reasonOf = ({reason, data}: MsgrError): Because => ({reason, data}) as Because

/**
 * Whether the platform judged the request itself, and refused it: a dead token, a missing permission, a Page that may not write
 * or a limit judges nothing.
 */
export const isJudged = (error: unknown): error is GraphError =>
  error instanceof GraphError && !unjudged.includes(error.refusal.kind)

const unjudged: readonly (RefusalKind | undefined)[] = [
  'token',
  'permission',
  'page',
  'ad-account',
  'throttle',
  'not-yet',
]

/** A failure as lines for a person: its message, and what to do next below it. */
export function linesOfFailure({message, hint}: Pick<MsgrError, 'message' | 'hint'>): readonly string[] {
  return [...message.split('\n'), ...(hint === undefined ? [] : [`  ${hint}`])]
}

/** The command line or an input file is wrong; nothing was sent. */
export class UsageError extends MsgrError {
  override readonly name = 'UsageError'
  override readonly code: string = 'USAGE'
}

/** What helps against a fault, where that is more than to correct the value. */
export type FaultRemedy = 'utility-template' | 'menu-of-person'

/** One fault of an input: where it is (`persistent_menu[0].call_to_actions[2].title`) and what is wrong there. */
export interface Fault extends Place {
  readonly path: string
  readonly message: string
  /** 'warning' is reported and does not stop anything; default 'error'. */
  readonly severity?: 'error' | 'warning' | undefined
  /** A warning that can be missed: it is written as a note. */
  readonly isNote?: boolean | undefined
  readonly remedy?: FaultRemedy | undefined
}

/** What a person gave: its name in errors, and where in it a fault is. */
export interface Input {
  /** `message.yaml`, `Standard input`, `--text` */
  readonly name: string
  /** Undefined for what has no lines. */
  readonly placeOf?: ((fault: Fault) => Place) | undefined
}

/** The faults of an input, each with its place in it, unless it has one. */
export function placedIn<Found extends Fault>(
  input: Input | string,
  faults: readonly Found[],
): readonly Found[] {
  const {placeOf} = toInput(input)
  if (placeOf === undefined) return faults
  return faults.map(fault => (fault.line === undefined ? {...fault, ...placeOf(fault)} : fault))
}

/** A text is the name of an input. */
const toInput = (input: Input | string): Input => (typeof input === 'string' ? {name: input} : input)

/** An input was read and is not valid: holds every fault found. */
export class InvalidInputError extends UsageError {
  override readonly code = 'INVALID_INPUT'
  readonly faults: readonly Fault[]

  constructor(input: Input | string, faults: readonly Fault[], details: ErrorDetails = {}) {
    const placed = placedIn(input, faults)
    super(`${toInput(input).name} has ${placed.length === 1 ? 'a fault' : `${placed.length} faults`}:`, {
      reason: 'invalidInput',
      ...details,
      lines: placed.map(faultLine),
    })
    this.faults = placed
  }
}

/** `bad.yaml:9: persistent_menu[0].call_to_actions[0].title: 34 characters, at most 30` */
export function faultLine(fault: Fault): string {
  const {path, file, line} = fault
  const text = faultText(fault)
  return line === undefined && path === '' ? `(top level): ${text}` : atPlace({file, line}, text)
}

/** What a fault is, without its place in the file: `persistent_menu[0].call_to_actions[0].title: 34 characters, at most 30` */
export const faultText = ({path, message}: Pick<Fault, 'path' | 'message'>): string =>
  path === '' ? message : `${path}: ${message}`

/** Some of many were done, and the result lists which were not. */
export class PartlyDoneError extends MsgrError {
  override readonly name = 'PartlyDoneError'
  override readonly code = 'PARTLY_DONE'
}

/** Settings are missing, unreadable or contradict each other. */
export class ConfigError extends MsgrError {
  override readonly name = 'ConfigError'
  override readonly code = 'CONFIG'
}

/** There is no token, or not the one this call needs. */
export class UnauthorisedError extends MsgrError {
  override readonly name = 'UnauthorisedError'
  override readonly code = 'UNAUTHORISED'
}

/** A person answered No, or gave up in an editor; nothing was changed. */
export class CancelledError extends MsgrError {
  override readonly name = 'CancelledError'
  override readonly code = 'CANCELLED'
}

/** Ctrl-C or SIGTERM. No MsgrError: whoever reports failures and goes on must not take it for one. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'

  constructor(cause?: unknown) {
    super('Interrupted', {cause})
  }
}

/** What it is about is not ready: the same is accepted later. Nothing was sent. */
export class NotYetError extends MsgrError {
  override readonly name = 'NotYetError'
  override readonly code = 'NOT_YET'
  override readonly retryable = true
}

/** No answer came. `sent` says whether the platform may still have accepted the request. */
export class NetworkError extends MsgrError {
  override readonly name = 'NetworkError'
  override readonly code = 'NETWORK'
  override readonly retryable = true
  /** 'no': the request certainly never arrived. 'maybe': bytes had left. */
  readonly sent: 'no' | 'maybe'

  constructor(message: string, details: ErrorDetails & {readonly sent: 'no' | 'maybe'}) {
    super(message, details)
    this.sent = details.sent
  }
}

/** No way from outside to this machine could be opened. */
export class TunnelError extends MsgrError {
  override readonly name = 'TunnelError'
  override readonly code = 'TUNNEL'
}

/** What a refusal is about. */
export type RefusalKind =
  | 'token'
  | 'permission'
  | 'throttle'
  /** What it is about is still being prepared: the same call is accepted later. */
  | 'not-yet'
  | 'temporary'
  | 'too-much'
  | 'window'
  | 'person'
  | 'page'
  /** The ad account or the campaign: money, terms, region. */
  | 'ad-account'
  | 'refused'

/** What the platform said when it refused, and what it means. */
export interface Refusal {
  /** `POST /me/messages`: never the URL, so that no token reaches a log. */
  readonly route: string
  readonly status: number
  readonly graphCode: number | undefined
  readonly subcode: number | undefined
  readonly type: string | undefined
  readonly traceId: string | undefined
  /** The message of the platform, secrets masked. */
  readonly said?: string | undefined
  readonly userTitle?: string | undefined
  readonly userMessage?: string | undefined
  /** The answer as it came, secrets masked; undefined when it was not JSON. */
  readonly body?: unknown
  /** How long the limit lasts, as far as it is known, in milliseconds. */
  readonly waitMs?: number | undefined
  /** When the limit ends, in milliseconds since 1970; known whenever `waitMs` is. */
  readonly freeAt?: number | undefined
  /** What it is about; undefined for an answer without an error code. */
  readonly kind: RefusalKind | undefined
  readonly retryable: boolean
}

/** A message may or may not have been delivered: whoever repeats it may send it twice. */
export class InDoubtError extends MsgrError {
  override readonly name = 'InDoubtError'
  override readonly code = 'IN_DOUBT'
  /** What the platform answered; undefined when nothing came, or nothing that is a refusal. */
  readonly refusal: Refusal | undefined

  constructor(message: string, details: ErrorDetails & {readonly refusal?: Refusal | undefined} = {}) {
    super(message, details)
    this.refusal = details.refusal
  }
}

/** The platform understood the request and refused it, or gave an invalid answer. */
export class GraphError extends MsgrError {
  override readonly name = 'GraphError'
  override readonly code = 'GRAPH_ERROR'
  override readonly retryable: boolean
  readonly refusal: Refusal

  constructor(message: string, refusal: Refusal, details: ErrorDetails = {}) {
    super(message, details)
    this.refusal = refusal
    this.retryable = refusal.retryable
  }
}

/** The platform did not give a list whole: what was read of it is not all there is. */
export class CutListError extends MsgrError {
  override readonly name = 'CutListError'
  override readonly code = 'LIST_CUT'
}
