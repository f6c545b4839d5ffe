import {IdNumbers} from '../../../bulk/id-numbers.ts'
import type {ReportedRecipient} from '../../../bulk/report.ts'
import type {TapSlot} from './tap-slots.ts'

/** What became of one message after it was sent; times in milliseconds since 1970, infinite for what did not happen. */
export interface Life {
  readonly deliveredMs: number
  readonly readMs: number
  readonly answeredMs: number
  readonly taps: readonly Tap[]
  readonly linkTaps: readonly LinkTap[]
  readonly optedOutMs: number
  readonly blockedMs: number
}

export interface Tap {
  readonly slot: TapSlot
  /** As the person sent it. */
  readonly payload: string
  readonly atMs: number
}

export interface LinkTap {
  readonly url: string
  readonly atMs: number
}

/** The times that are kept for each person. */
const kinds = ['delivered', 'read', 'answered', 'replied', 'optedOut', 'blocked', 'nextRun'] as const
export type Happening = (typeof kinds)[number]

/**
 * The clock of the platform is known to a second, and the time of a message is that of its arrival there: it may look a little older than
 * the attempt.
 */
const SLACK_MS = 1_000

/** Collects what happened to the people of a run, in any order and any number of times. Keeps 90 bytes for each of them. */
export class Lives {
  readonly #lines: IdNumbers
  readonly #sentMs: Float64Array
  readonly #mids: Uint32Array
  readonly #firstMs: Readonly<Record<Happening, Float64Array>>
  readonly #taps = new Map<number, Map<string, Tap>>()
  readonly #linkTaps = new Map<number, Map<string, LinkTap>>()

  /** @param total the number of people on the list */
  constructor(total: number) {
    const times = () => new Float64Array(total + 1).fill(Number.POSITIVE_INFINITY)
    this.#lines = new IdNumbers(total)
    this.#sentMs = times()
    this.#mids = new Uint32Array(total + 1)
    this.#firstMs = {
      ...{delivered: times(), read: times(), answered: times(), replied: times()},
      ...{optedOut: times(), blocked: times(), nextRun: times()},
    }
  }

  /** A person who got the message. @param line their place on the list, 1 for the first */
  addPerson(line: number, {row, attemptMs, atMs}: Omit<ReportedRecipient, 'fields' | 'token'>): void {
    this.#lines.set(row.psid, line)
    this.#sentMs[line] = (attemptMs ?? atMs ?? 0) - SLACK_MS
    this.#mids[line] = digestOf(row.messageId ?? '')
  }

  /** The place on the list of somebody who got the message. */
  lineOf(psid: string): number | undefined {
    return this.#lines.get(psid)
  }

  /** Whether it is the message of the run to this person. */
  isMessage(line: number, mid: string): boolean {
    return mid !== '' && this.#mids[line] === digestOf(mid)
  }

  /** Whether a time is not before the message. */
  isAfter(line: number, atMs: number): boolean {
    return atMs >= (this.#sentMs[line] ?? Number.POSITIVE_INFINITY)
  }

  /** Keeps the earliest time; what is before the message does not count. */
  note(line: number, what: Happening, atMs: number): void {
    const times = this.#firstMs[what]
    if (this.isAfter(line, atMs) && atMs < (times[line] ?? 0)) times[line] = atMs
  }

  tap(line: number, tap: Tap): void {
    if (this.isAfter(line, tap.atMs)) keepFirst(this.#taps, line, `${tap.payload} ${tap.slot.title}`, tap)
  }

  linkTap(line: number, tap: LinkTap): void {
    if (this.isAfter(line, tap.atMs)) keepFirst(this.#linkTaps, line, tap.url, tap)
  }

  /**
   * What became of the message to one person. Messages and taps count up to a time after it, and until another run writes to the
   * person, but an answer that names the message always counts. Whoever answered or tapped has read it, and what was read was delivered.
   */
  of(line: number, withinMs: number): Life {
    const first = (what: Happening) => this.#firstMs[what][line] ?? Number.POSITIVE_INFINITY
    const sentMs = (this.#sentMs[line] ?? 0) + SLACK_MS
    const lastMs = Math.min(sentMs + withinMs, first('nextRun'))
    const isInTime = ({atMs}: {readonly atMs: number}) => atMs <= lastMs
    const taps = [...(this.#taps.get(line)?.values() ?? [])].filter(isInTime)
    const linkTaps = [...(this.#linkTaps.get(line)?.values() ?? [])].filter(isInTime)
    const answeredMs = first('answered') <= lastMs ? first('answered') : first('replied')
    const actedMs = [...taps, ...linkTaps].map(({atMs}) => atMs)
    const readMs = Math.min(first('read'), answeredMs, ...actedMs)
    return {
      deliveredMs: Math.min(first('delivered'), readMs),
      ...{readMs, answeredMs, taps, linkTaps},
      optedOutMs: first('optedOut'),
      blockedMs: first('blocked'),
    }
  }
}

function keepFirst<Item extends {readonly atMs: number}>(
  all: Map<number, Map<string, Item>>,
  line: number,
  key: string,
  item: Item,
): void {
  const own = all.get(line) ?? new Map<string, Item>()
  const known = own.get(key)
  if (known === undefined || item.atMs < known.atMs) own.set(key, item)
  all.set(line, own)
}

/** FNV-1a, 32 bits: two messages to one person are hardly ever taken for the same. */
function digestOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
