import type {ServerResponse} from 'node:http'
import type {ActivityRecord} from '../events/activity-log.ts'
import type {Whose} from '../events/live-conversations.ts'
import type {State} from '../state/state.ts'
import type {World} from '../world.ts'
import {toEntry} from './activity-entry.ts'
import {refusedSendsIn} from './refused-sends.ts'
import type {ActivityEntry, StreamEvents} from './view-types.ts'

/** How long news is collected, in ms: a listener gets each kind at most 20 times a second. */
const GATHERED_MS = 50
/** The interval for news that requires a scan of the whole state. */
const OVERVIEW_EVERY_MS = 500
const ALIVE_EVERY_MS = 15_000
/** The most entries sent at once, the newest. */
const MOST_AT_ONCE = 500
/** A listener with this many unread bytes is disconnected; a browser reconnects on its own. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024

/** The people whose status or refused messages an entry changes; what the platform took changes the conversation itself. */
function waitingFor(record: ActivityRecord, {psid}: ActivityEntry, state: State): readonly string[] {
  if (record.kind === 'call') return refusedSendsIn(record, state).map(send => send.psid)
  return psid === undefined ? [] : [psid]
}

/** Notifies all listeners of changes, as Server-Sent Events. Costs nothing without listeners. */
export class ChatStream {
  readonly #world: World
  readonly #listeners = new Set<ServerResponse>()
  readonly #records = new Map<number, ActivityRecord>()
  readonly #people = new Map<string, Whose>()
  #isOverviewDue = false
  #overviewMs = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #alive: NodeJS.Timeout | undefined

  constructor(world: World) {
    this.#world = world
  }

  /** Adds a listener until its connection ends. */
  readonly join = (response: ServerResponse): void => {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    this.#listeners.add(response)
    response.on('close', () => this.#leave(response))
    this.#alive ??= setInterval(() => this.#write(': alive\n\n'), ALIVE_EVERY_MS).unref()
    response.write('retry: 1000\n\n')
    this.clock()
  }

  /** A log entry is new or has changed. */
  activity(record: ActivityRecord): void {
    if (this.#listeners.size === 0) return
    this.#records.set(record.number, record)
    this.#flushSoon()
  }

  conversation(whose: Whose): void {
    if (this.#listeners.size === 0) return
    this.#people.set(whose.psid, {psid: whose.psid, pageId: whose.pageId})
    this.overview()
  }

  /** People, Page or webhook may have changed. */
  overview(): void {
    if (this.#listeners.size === 0) return
    this.#isOverviewDue = true
    this.#flushSoon()
  }

  clock(): void {
    this.#send('clock', {now: this.#world.now()})
  }

  /** What all people of a Page see has changed, such as its menu. */
  page(pageId: string): void {
    this.#send('page', {pageId})
  }

  reset(): void {
    this.#records.clear()
    this.#people.clear()
    this.#send('reset', {})
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const response of this.#listeners) response.destroy()
  }

  #leave(response: ServerResponse): void {
    this.#listeners.delete(response)
    if (this.#listeners.size > 0) return
    clearInterval(this.#alive)
    this.#alive = undefined
  }

  #flushSoon(): void {
    this.#timer ??= setTimeout(() => this.#flush(), GATHERED_MS).unref()
  }

  #flush(): void {
    this.#timer = undefined
    for (const record of [...this.#records.values()].slice(-MOST_AT_ONCE)) {
      const entry = toEntry(record, this.#world.state)
      this.#send('activity', entry)
      for (const psid of waitingFor(record, entry, this.#world.state)) {
        const person = this.#world.state.people.get(psid)
        if (person !== undefined) this.#people.set(psid, {psid, pageId: person.pageId})
      }
    }
    for (const whose of [...this.#people.values()].slice(-MOST_AT_ONCE))
      this.#send('conversation', {...whose, revision: this.#world.live.revisionOf(whose)})
    this.#records.clear()
    this.#people.clear()
    if (this.#isOverviewDue) this.#sendOverview()
  }

  #sendOverview(): void {
    if (performance.now() - this.#overviewMs < OVERVIEW_EVERY_MS) {
      this.#flushSoon()
      return
    }
    this.#isOverviewDue = false
    this.#overviewMs = performance.now()
    this.#send('overview', {})
  }

  #send<Name extends keyof StreamEvents>(name: Name, data: StreamEvents[Name]): void {
    if (this.#listeners.size > 0) this.#write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  #write(text: string): void {
    for (const response of this.#listeners) {
      if (response.writableLength > MOST_UNREAD_BYTES) response.destroy()
      else response.write(text)
    }
  }
}
