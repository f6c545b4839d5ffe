import type {IncomingHttpHeaders} from 'node:http'
import {isObject} from '../../platform/fields-schema.ts'
import type {Chat} from '../chat/chat.ts'
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

/** What the calls under `/_msgr/` can reach. */
export interface Admin {
  readonly world: World
  readonly identity: Identity
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

/** A call as the handler of its endpoint sees it. */
export interface AdminCall<Key extends Endpoint> {
  /** What stands in the path where the endpoint has a `{name}`, percent-encoded as it came. */
  readonly ids: Readonly<Record<IdOf<Key>, string>>
  readonly query: Readonly<Partial<Record<QueryOf<Key>, string>>>
  /** Where the emulator was asked, which is where it shows what it keeps: `http://127.0.0.1:4010`. */
  readonly origin: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** The body as it came, with nothing known of its values. @throws {PlatformError} for one that is not a JSON object. */
  readonly json: () => Given<BodyOf<Key>>
}

/** The handler of each endpoint: of one that does not answer JSON it makes the whole reply. */
export type Handlers = {
  readonly [Key in Endpoint]: (
    admin: Admin,
    call: AdminCall<Key>,
  ) => Key extends JsonEndpoint ? AnswerOf<Key> | Promise<AnswerOf<Key>> : OwnReply | Promise<OwnReply>
}

/** The fields of a body, their values still to be judged. Those of each kind that it may be. */
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
