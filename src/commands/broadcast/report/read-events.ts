import {toMilliseconds} from '../../../platform/webhook-events.ts'
import {kindOfItem} from '../../../webhook/event-kinds.ts'
import {type Item, toItem, toList, toText} from '../../../webhook/json.ts'
import {isEnvelope, parseEvents, type WebhookEvent} from '../../../webhook/parse-events.ts'
import {deliveryIn} from '../shared/echoes.ts'
import type {Happening, Lives} from './lives.ts'
import type {TapSlots} from './tap-slots.ts'

/** What the recordings hold about the Page. The keys are a public API. */
export interface RecordedEvents {
  readonly deliveries: number
  /** How many events are about people who got the message. */
  readonly events: number
  readonly firstEventAt: string | undefined
  readonly lastEventAt: string | undefined
  /** The fields that the recordings have none of: what they would show is unknown. */
  readonly missingFields: readonly string[]
}

/** What is looked for in recordings. */
export interface EventsOfRun {
  readonly run: string
  readonly page: {readonly id: string}
  readonly isMarketing: boolean
  readonly lives: Lives
  readonly slots: TapSlots
}

/** Without them, what was delivered, read and answered is unknown. */
const neededFields = (isMarketing: boolean) => [
  ...(isMarketing
    ? ['marketing_message_deliveries', 'marketing_message_reads', 'marketing_message_clicks']
    : ['message_deliveries', 'message_reads']),
  ...['messages', 'messaging_postbacks'],
]

/** Reads recordings into `lives`, one delivery at a time. An event counts once, however often it was delivered. */
export class EventReader {
  readonly #of: EventsOfRun
  readonly #fields = new Set<string>()
  /** What each field says about a person. */
  readonly #takers: Readonly<Record<string, (item: Item, at: At) => void>> = {
    message_deliveries: (item, at) => this.#delivered(toItem(item['delivery']), at),
    message_reads: (item, at) => this.#read(toItem(item['read']), at),
    messages: (item, at) => this.#answered(toItem(item['message']), toItem(item['template']), at),
    messaging_postbacks: ({postback}, at) =>
      this.#tapped(toItem(postback), toText(toItem(postback)['title']), at),
    messaging_referrals: (item, at) => this.#referred(toItem(item['referral']), at),
    message_reactions: (item, at) => this.#reacted(toItem(item['reaction']), at),
    message_echoes: (item, at) => this.#echoed(toItem(item['message']), at),
    messaging_feedback: (_, at) => this.#note('answered', at),
    messaging_customer_information: (_, at) => this.#note('answered', at),
    messaging_in_thread_lead_form_submit: (_, at) => this.#note('answered', at),
    messaging_optins: (item, at) => this.#optedIn(toItem(item['optin']), at),
    messaging_optouts: (_, at) => this.#note('optedOut', at),
  }
  #deliveries = 0
  #events = 0
  #firstMs = Number.POSITIVE_INFINITY
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(of: EventsOfRun) {
    this.#of = of
  }

  /** @throws {UsageError} for a line that is not a recorded delivery. */
  async read(lines: AsyncIterable<string>, name: string): Promise<void> {
    let number = 0
    for await (const line of lines) {
      number += 1
      if (line.trim() === '') continue
      this.#deliveries += 1
      const {body, receivedMs} = deliveryIn(line, name, number)
      for (const event of isEnvelope(body) ? parseEvents(body) : []) this.#see(event, receivedMs)
    }
  }

  get found(): RecordedEvents {
    const toIso = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : undefined)
    return {
      deliveries: this.#deliveries,
      events: this.#events,
      firstEventAt: toIso(this.#firstMs),
      lastEventAt: toIso(this.#lastMs),
      missingFields: neededFields(this.#of.isMarketing).filter(name => !this.#fields.has(name)),
    }
  }

  #see(event: WebhookEvent, receivedMs: number | undefined): void {
    const {page, lives} = this.#of
    if (event.pageId !== page.id || event.isTest) return
    const atMs = event.timestamp ?? receivedMs
    if (atMs === undefined) return
    this.#firstMs = Math.min(this.#firstMs, atMs)
    this.#lastMs = Math.max(this.#lastMs, atMs)
    // In standby, and where another app has the conversation, the items are the same.
    const field = event.channel === 'standby' ? kindOfItem(event.item).field : event.field
    this.#fields.add(field)
    const line = event.psid === undefined ? undefined : lives.lineOf(event.psid)
    if (line === undefined) return
    this.#events += 1
    this.#takers[field]?.(event.item, {line, atMs})
  }

  #note(what: Happening, {line, atMs}: At): void {
    this.#of.lives.note(line, what, atMs)
  }

  /** Everything that was sent up to the watermark is delivered; `mids` may be missing. */
  #delivered({mids, watermark}: Item, {line, atMs}: At): void {
    const {lives} = this.#of
    const isNamed = toList(mids).some(mid => lives.isMessage(line, toText(mid) ?? ''))
    if (isNamed || covers(lives, line, watermark)) lives.note(line, 'delivered', atMs)
  }

  #read({mid, watermark}: Item, {line, atMs}: At): void {
    const {lives} = this.#of
    const isNamed = lives.isMessage(line, toText(mid) ?? '')
    if (isNamed || covers(lives, line, watermark)) lives.note(line, 'read', atMs)
  }

  #answered(message: Item, template: Item, at: At): void {
    const {lives} = this.#of
    const {line, atMs} = at
    const replied = toItem(message['reply_to'])
    const repliedTo = toText(replied['mid'])
    if (repliedTo === undefined || replied['is_self_reply'] === true) lives.note(line, 'answered', atMs)
    else if (lives.isMessage(line, repliedTo)) lives.note(line, 'replied', atMs)
    this.#tapped(toItem(message['quick_reply']), toText(message['text']), at)
    this.#tapped(template, undefined, at)
  }

  #tapped(tap: Item, title: string | undefined, {line, atMs}: At): void {
    const {lives, slots} = this.#of
    const payload = toText(tap['payload'])
    const slot = payload === undefined ? undefined : slots.find(payload, title)
    if (payload !== undefined && slot !== undefined) lives.tap(line, {slot, payload, atMs})
    this.#referred(toItem(tap['referral']), {line, atMs})
  }

  #referred(referral: Item, {line, atMs}: At): void {
    const {lives, slots} = this.#of
    const ref = toText(referral['ref'])
    const url = ref === undefined ? undefined : slots.linkOf(ref)
    if (url !== undefined) lives.linkTap(line, {url, atMs})
  }

  #reacted({mid}: Item, {line, atMs}: At): void {
    const {lives} = this.#of
    if (lives.isMessage(line, toText(mid) ?? '')) lives.note(line, 'read', atMs)
  }

  /** Messages of broadcasts name their run. */
  #echoed({metadata}: Item, {line, atMs}: At): void {
    const {run, lives} = this.#of
    const [, ofRun] = /^(.+):[1-9]\d*$/.exec(toText(metadata) ?? '') ?? []
    if (ofRun !== undefined && ofRun !== run) lives.note(line, 'nextRun', atMs)
  }

  #optedIn(optin: Item, at: At): void {
    const status = toText(optin['notification_messages_status'])?.toUpperCase() ?? ''
    if (status.includes('STOP')) this.#of.lives.note(at.line, 'optedOut', at.atMs)
    else this.#tapped(optin, toText(optin['title']), at)
  }
}

interface At {
  readonly line: number
  /** In milliseconds since 1970. */
  readonly atMs: number
}

function covers(lives: Lives, line: number, watermark: unknown): boolean {
  const upTo = toMilliseconds(watermark)
  return upTo !== undefined && lives.isAfter(line, upTo)
}
