import type {IncomingHttpHeaders} from 'node:http'
import {isObject} from '../../platform/fields-schema.ts'
import type {Chat} from '../chat/chat.ts'
import type {EchoBot} from '../echo-bot/echo-bot.ts'
import {PlatformError} from '../errors.ts'
import type {DeliveryRecord} from '../events/delivery-record.ts'
import type {CallCounts} from '../graph/call-counts.ts'
import type {Faults} from '../graph/faults.ts'
import type {Gaps} from '../graph/gaps.ts'
import type {RateLimits} from '../graph/rate-limits.ts'
import type {OwnReply} from '../reply.ts'
import type {KeptFile} from '../state/files.ts'
import type {State} from '../state/state.ts'
import type {World} from '../world.ts'
import type {AnswerOf, BodyOf, Endpoint, JsonEndpoint, QueryOf} from './calls.ts'
import type {ConnectionInfo} from './connections.ts'
import type {Identity} from './protocol.ts'

/** What the handlers of calls under `/_msgr/` can use. */
export interface Admin {
  readonly world: World
  readonly identity: Identity
  readonly connection: (page?: string) => ConnectionInfo
  readonly deliveries: readonly DeliveryRecord[]
  readonly chat: Chat
  readonly echoBot: EchoBot
  /** Requested calls that are not emulated, with their counts. */
  readonly gaps: Gaps
  readonly calls: CallCounts
  readonly faults: Faults
  readonly rateLimits: RateLimits
  /** Undefined: resets to this machine's time, or to the emulated day. */
  readonly setClock: (nowMs: number | undefined) => void
  /** Replaces the state and its files; undefined: with the initial state. A failure changes nothing. */
  readonly replaceState: (next?: State, files?: ReadonlyMap<string, KeptFile>) => Promise<void>
}

export interface AdminRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** A call as its handler sees it. */
export interface AdminCall<Key extends Endpoint> {
  /** The path's values for the endpoint's `{name}` parts, still percent-encoded. */
  readonly ids: Readonly<Record<IdOf<Key>, string>>
  readonly query: Readonly<Partial<Record<QueryOf<Key>, string>>>
  /** The address at which the emulator was called, for URLs of its files: `http://127.0.0.1:4010`. */
  readonly origin: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** The body as received, its values not yet checked. @throws {PlatformError} if it is not a JSON object. */
  readonly json: () => Given<BodyOf<Key>>
}

/** The handler of each endpoint; for an endpoint without JSON it returns the whole reply. */
export type Handlers = {
  readonly [Key in Endpoint]: (
    admin: Admin,
    call: AdminCall<Key>,
  ) => Key extends JsonEndpoint ? AnswerOf<Key> | Promise<AnswerOf<Key>> : OwnReply | Promise<OwnReply>
}

/** The fields of a body, or of each kind it may be, with values not yet checked. */
export type Given<Body> = {readonly [Name in FieldOf<Body>]?: unknown}

type FieldOf<Body> = Body extends Blob ? never : Body extends object ? keyof Body : never

/** `people/{psid}/{act}` → `'psid' | 'act'` */
type IdOf<Pattern extends string> = Pattern extends `${string}{${infer Name}}${infer Rest}`
  ? Name | IdOf<Rest>
  : never

/** @throws {PlatformError} for a body that is not a JSON object. An empty one is `{}`. */
export function readJson(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {}
  let value: unknown
  try {
    value = JSON.parse(body.toString())
  } catch {
    throw new PlatformError(100, 'The request body is not valid JSON')
  }
  if (!isObject(value)) throw new PlatformError(100, 'The request body must be a JSON object')
  return value
}
