import {randomFillSync} from 'node:crypto'
import type {ErrorBody} from '../platform/route.ts'
import type {UploadRefusal} from '../platform/uploads.ts'

interface Details {
  /** HTTP status; default 400. */
  readonly status?: number
  readonly subcode?: number
  /** Default `OAuthException`. */
  readonly type?: string
  readonly isTransient?: boolean
  readonly userTitle?: string
  readonly userMessage?: string
  /** `error_data`: what the platform adds to some refusals. */
  readonly errorData?: unknown
  /** The missing feature, as `msgr emulator gaps` lists it. */
  readonly gap?: string
  /** The requested field that the node does not have. */
  readonly absentField?: {readonly type: string; readonly name: string}
}

/** A refusal in the platform's own words. Handlers throw it; the answer has the platform's format. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError'
  readonly code: number
  readonly status: number
  readonly details: Details

  constructor(code: number, message: string, details: Details = {}) {
    super(message)
    this.code = code
    this.status = details.status ?? 400
    this.details = details
  }

  toBody(): ErrorBody | UploadRefusal {
    const {subcode, type = 'OAuthException', isTransient, userTitle, userMessage, errorData} = this.details
    return {
      error: {
        message: this.message,
        type,
        code: this.code,
        ...(subcode === undefined ? {} : {error_subcode: subcode}),
        ...(isTransient === undefined ? {} : {is_transient: isTransient}),
        ...(errorData === undefined ? {} : {error_data: errorData}),
        ...(userTitle === undefined ? {} : {error_user_title: userTitle}),
        ...(userMessage === undefined ? {} : {error_user_msg: userMessage}),
        fbtrace_id: newTraceId(),
      },
    }
  }
}

/** The answer for a missing feature: the emulator's own words and status, never a plausible success. Each is counted. */
export function notEmulated(what: string): PlatformError {
  return new PlatformError(501, `The emulator does not emulate ${what}`, {
    status: 501,
    type: 'MsgrEmulator',
    gap: what,
  })
}

/** The platform's answer for a field that a kind of node does not have. */
export function noSuchField(type: string, name: string): PlatformError {
  return new PlatformError(100, `(#100) Tried accessing nonexisting field (${name}) on node type (${type})`, {
    absentField: {type, name},
  })
}

/** The platform's answer for an id that exists nowhere, or not for this token. */
export function noSuchObject(method: string, id: string): PlatformError {
  return new PlatformError(
    100,
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
    {type: 'GraphMethodException', subcode: 33},
  )
}

export function missingParameter(name: string): PlatformError {
  return new PlatformError(100, `(#100) The parameter ${name} is required`)
}

/** Three bytes are four characters; an id has 22 of them. */
const TRACE_BYTES = 18
const TRACE_CHARACTERS = 24
/** Random bytes are drawn in advance, as many cost little more than one. */
const random = Buffer.alloc(256 * TRACE_BYTES)
let drawn = ''
let used = 0

/** The trace id for Meta's support. */
export function newTraceId(): string {
  if (used === drawn.length) {
    drawn = randomFillSync(random).toString('base64url')
    used = 0
  }
  used += TRACE_CHARACTERS
  return `A${drawn.slice(used - TRACE_CHARACTERS, used - 2)}`
}
