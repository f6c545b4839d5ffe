import type {IncomingHttpHeaders} from 'node:http'
import {isObject} from '../../platform/fields-schema.ts'
import type {Chat} from '../chat/chat.ts'
import type {KeptFile} from '../chat/files.ts'
import {PlatformError} from '../errors.ts'
import type {DeliveryRecord} from '../events/delivery.ts'
import type {CallCounts} from '../graph/call-counts.ts'
import type {Faults} from '../graph/faults.ts'
import type {Gaps} from '../graph/gaps.ts'
import type {RateLimits} from '../graph/rate-limits.ts'
import type {State} from '../state/state.ts'
import type {World} from '../world.ts'
import type {ConnectionInfo} from './connections.ts'

/** What the calls under `/_msgr/` can reach. */
export interface Admin {
  readonly world: World
  readonly identity: {readonly pid: number; readonly startedAt: string; readonly asOf: string | undefined}
  readonly connection: (page?: string) => ConnectionInfo
  readonly deliveries: readonly DeliveryRecord[]
  readonly chat: Chat
  /** Calls that were asked for and are not emulated, with how often. */
  readonly gaps: Gaps
  readonly calls: CallCounts
  readonly faults: Faults
  readonly rateLimits: RateLimits
  /** Undefined: to the time of this machine, or of the emulated day. */
  readonly setClock: (nowMs: number | undefined) => void
  /** Puts another state, with its files, in the place of this one; undefined: the first state. It fails whole. */
  readonly replaceState: (next?: State, files?: ReadonlyMap<string, KeptFile>) => Promise<void>
}

export interface AdminRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export type Handler = (admin: Admin, request: AdminRequest, parts: readonly string[]) => unknown

/** @throws {PlatformError} for a body that is not a JSON object. */
export function readJson({body}: AdminRequest): Record<string, unknown> {
  if (body.length === 0) return {}
  let value: unknown
  try {
    value = JSON.parse(body.toString())
  } catch {
    throw new PlatformError(100, 'The request body is not valid JSON')
  }
  if (!isObject(value)) throw new PlatformError(100, 'The request body must be a JSON object')
  return value as Record<string, unknown>
}
