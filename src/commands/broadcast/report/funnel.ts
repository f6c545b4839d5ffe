import type {RowWithLife} from './life-rows.ts'
import type {Life} from './lives.ts'
import type {TapSlot, TapSlots} from './tap-slots.ts'

/** How many people came how far. The keys are a public API. */
export interface Funnel {
  /** Of a marketing message: accepted by the platform. */
  readonly sent: number
  /** Undefined, as each of the following, when the recordings have no such events. */
  readonly delivered: number | undefined
  readonly read: number | undefined
  /** They wrote after it, or tapped a quick reply, which is a message. */
  readonly answered: number | undefined
  /** They tapped a button, a quick reply, or a link into Messenger. */
  readonly tapped: number | undefined
  /** They clicked a link of a marketing message; undefined for messages of the Page, whose clicks nothing reports. */
  readonly clicked: number | undefined
  readonly optedOut: number
  /** A later broadcast could not reach them any more. */
  readonly blocked: number
}

/** How many people tapped something of the message. */
export interface TapCount extends TapSlot {
  readonly people: number
}

export interface LinkCount {
  readonly url: string
  /** Undefined where nothing reports who followed the link. */
  readonly people: number | undefined
}

type Step = Exclude<keyof Funnel, 'clicked'>

/** Counts people as their rows pass. */
export class FunnelCounts {
  readonly #slots: TapSlots
  readonly #people: Record<Step, number> = {
    ...{sent: 0, delivered: 0, read: 0, answered: 0, tapped: 0, optedOut: 0, blocked: 0},
  }
  readonly #taps = new Map<TapSlot, number>()
  readonly #links = new Map<string, number>()
  #clicked = 0
  #isMarketing: boolean

  constructor(slots: TapSlots, {isMarketing}: {readonly isMarketing: boolean}) {
    this.#slots = slots
    this.#isMarketing = isMarketing
  }

  add(row: RowWithLife, {taps, linkTaps}: Life): void {
    const people = this.#people
    people.sent += 1
    if (row.deliveredAt !== undefined) people.delivered += 1
    if (row.readAt !== undefined) people.read += 1
    if (row.answeredAt !== undefined) people.answered += 1
    if (row.tappedAt !== undefined) people.tapped += 1
    if (row.optedOutAt !== undefined) people.optedOut += 1
    if (row.blockedAt !== undefined) people.blocked += 1
    if ('clickedAt' in row && row.clickedAt !== undefined) this.#clicked += 1
    for (const slot of new Set(taps.map(tap => tap.slot))) increase(this.#taps, slot)
    for (const url of new Set(linkTaps.map(tap => tap.url))) increase(this.#links, url)
  }

  /** @param missing the fields that the recordings have none of */
  funnel(missing: readonly string[]): Funnel {
    const {sent, delivered, read, answered, tapped, optedOut, blocked} = this.#people
    const ifKnown = (people: number, field: string) =>
      people === 0 && missing.some(name => name.endsWith(field)) ? undefined : people
    return {
      sent,
      delivered: ifKnown(delivered, 'message_deliveries'),
      read: ifKnown(read, 'message_reads'),
      answered: ifKnown(answered, 'messages'),
      tapped: ifKnown(tapped, 'messaging_postbacks'),
      clicked: this.#isMarketing ? ifKnown(this.#clicked, 'message_clicks') : undefined,
      ...{optedOut, blocked},
    }
  }

  /** Everything that can be tapped, the most frequent first. */
  get taps(): readonly TapCount[] {
    const all = this.#slots.all.map(slot => ({...slot, people: this.#taps.get(slot) ?? 0}))
    return all.sort((one, other) => other.people - one.people)
  }

  /** A click of a marketing message does not name its link: it is known where the message has only one. */
  get links(): readonly LinkCount[] {
    const {links, isReported} = this.#slots
    const pages = links.filter(url => !isReported(url))
    return links.map(url => {
      if (isReported(url)) return {url, people: this.#links.get(url) ?? 0}
      return {url, people: this.#isMarketing && pages.length === 1 ? this.#clicked : undefined}
    })
  }
}

function increase<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
