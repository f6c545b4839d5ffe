import type {IncomingMessage, OutgoingHttpHeaders} from 'node:http'
import type {Body} from '../graph/decode.ts'
import type {DeliveryAttempt, DeliveryRecord, ForwardedDelivery} from './delivery-record.ts'
import type {Parcel} from './envelope.ts'
import type {Undelivered} from './undelivered.ts'

/** A call to the platform with its answer, stored unprocessed until it is viewed. */
export interface CallRecord {
  readonly kind: 'call'
  readonly number: number
  readonly atMs: number
  readonly startedMs: number
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** Alternating names and values. */
  readonly rawHeaders: readonly string[]
  body: Body
  ms?: number
  answer?: Answered
  /** The connection broke before there was an answer. */
  isBroken: boolean
}

/** An event to one app. */
export interface EventRecord {
  readonly kind: 'event'
  readonly number: number
  readonly delivery: DeliveryRecord
  readonly body: Buffer
  /** The platform's headers, unless others were given. */
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly tries: DeliveryAttempt[]
  answer?: Answered
}

/** An event that no app receives. */
export interface UndeliveredRecord {
  readonly kind: 'undelivered'
  readonly number: number
  readonly parcel: Parcel
  readonly why: Undelivered
  /** The bytes that would have been sent. */
  readonly body: Buffer
}

export type ActivityRecord = CallRecord | EventRecord | UndeliveredRecord

export interface Answered {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly text: string
}

/** The limits of the log: the number of entries, and the total size of their bodies in bytes. The newest are kept. */
const MOST_ENTRIES = 1_000
const MOST_BYTES = 16 * 1024 * 1024
/** The limit of one body, in bytes. */
export const MOST_BODY_BYTES = 64 * 1024

/** The newest thousand calls received and events sent, oldest first. */
export class ActivityLog {
  readonly #now: () => number
  /** By number modulo `MOST_ENTRIES`. */
  readonly #slots: (ActivityRecord | undefined)[] = []
  #newest = 0
  #oldest = 1
  #bytes = 0
  /** Called for each new entry and each change of one. */
  onChange: (record: ActivityRecord) => void = () => {}

  constructor(now: () => number) {
    this.#now = now
  }

  /** Starts a call; `tookIn` adds the body, `answered` or `broke` ends it. */
  call({method = 'GET', url = '/', rawHeaders}: IncomingMessage): CallRecord {
    const record: CallRecord = {
      kind: 'call',
      number: this.#newest + 1,
      atMs: this.#now(),
      startedMs: performance.now(),
      method,
      target: url,
      rawHeaders,
      body: nothing,
      isBroken: false,
    }
    this.#add(record)
    return record
  }

  tookIn(record: CallRecord, body: Body): void {
    record.body = Buffer.isBuffer(body) ? cutBytes(body) : body
    this.#weigh(record, bytesOf(record.body))
  }

  answered(record: CallRecord, {status, headers, text}: Answered): void {
    record.ms = performance.now() - record.startedMs
    record.answer = {status, headers, text: cutText(text)}
    this.#weigh(record, record.answer.text.length)
    this.onChange(record)
  }

  broke(record: CallRecord): void {
    record.ms = performance.now() - record.startedMs
    record.isBroken = true
    this.onChange(record)
  }

  /** Adds an event about to be sent. */
  event(delivery: DeliveryRecord, body: Buffer, headers?: Readonly<Record<string, string>>): EventRecord {
    const record: EventRecord = {
      kind: 'event',
      number: this.#newest + 1,
      delivery,
      body,
      headers,
      tries: [],
    }
    this.#add(record)
    this.#weigh(record, body.length)
    return record
  }

  /** Adds an event that nobody receives. */
  undelivered(parcel: Parcel, why: Undelivered, body: Buffer): void {
    const record = {kind: 'undelivered', number: this.#newest + 1, parcel, why, body} as const
    this.#add(record)
    this.#weigh(record, body.length)
  }

  /** Records an attempt, with the outcome in `delivery`. */
  tried(record: EventRecord, attempt: DeliveryAttempt, answer: Omit<Answered, 'status'> | undefined): void {
    record.tries.push(attempt)
    if (answer !== undefined && attempt.status !== undefined)
      record.answer = {status: attempt.status, headers: answer.headers, text: cutText(answer.text)}
    this.onChange(record)
  }

  /** Records what a target of `msgr listen` did with a delivery; a newer report of the same target takes the place of an older one. */
  forwarded({delivery, number}: EventRecord, report: ForwardedDelivery): void {
    const others = (delivery.forwarded ?? []).filter(({target}) => target !== report.target)
    delivery.forwarded = [...others, report]
    const record = this.get(number)
    if (record !== undefined) this.onChange(record)
  }

  get(number: number): ActivityRecord | undefined {
    const record = this.#slots[number % MOST_ENTRIES]
    return record?.number === number ? record : undefined
  }

  /** Those with a higher number, oldest first. */
  *after(number: number): Generator<ActivityRecord> {
    for (let next = Math.max(number + 1, this.#oldest); next <= this.#newest; next += 1) {
      const record = this.get(next)
      if (record !== undefined) yield record
    }
  }

  /** Numbers continue, which keeps requests for entries after a number correct. */
  clear(): void {
    this.#slots.length = 0
    this.#oldest = this.#newest + 1
    this.#bytes = 0
  }

  #add(record: ActivityRecord): void {
    this.#newest = record.number
    if (this.#newest - this.#oldest >= MOST_ENTRIES) this.#dropOldest()
    this.#slots[record.number % MOST_ENTRIES] = record
    this.onChange(record)
  }

  /** Counts the bytes that a record now uses. Never drops that record itself. */
  #weigh(record: ActivityRecord, bytes: number): void {
    if (this.get(record.number) !== record) return
    this.#bytes += bytes
    while (this.#bytes > MOST_BYTES && this.#oldest < record.number) this.#dropOldest()
  }

  #dropOldest(): void {
    const record = this.get(this.#oldest)
    if (record !== undefined) {
      this.#bytes -= bytesOf(record.body) + (record.kind === 'call' ? (record.answer?.text.length ?? 0) : 0)
      this.#slots[this.#oldest % MOST_ENTRIES] = undefined
    }
    this.#oldest += 1
  }
}

const nothing = Buffer.alloc(0)

function bytesOf(body: Body): number {
  return Buffer.isBuffer(body) ? body.length : body.texts.reduce((sum, [, text]) => sum + text.length, 0)
}

/** Copies the bytes, which lets the rest of the buffer be freed. */
function cutBytes(body: Buffer): Buffer {
  if (body.length <= MOST_BODY_BYTES) return body
  const word = Buffer.from(`… cut here, ${body.length} bytes in all`)
  return Buffer.concat([body.subarray(0, MOST_BODY_BYTES), word])
}

function cutText(text: string): string {
  if (text.length <= MOST_BODY_BYTES) return text
  return `${text.slice(0, MOST_BODY_BYTES)}… cut here, ${text.length} characters in all`
}
