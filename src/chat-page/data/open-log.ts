import type {ActivityEntry} from '../../emulator/chat/view-types.ts'
import type {Asking} from './asking.ts'
import {numberOf, withEntries} from './entries.ts'
import {createLatest} from './latest.ts'
import {type ChatState, type LogFilter, noFilter} from './state.ts'
import type {Store} from './store.ts'

/** How long the page waits for more letters before it searches, in ms. */
const TYPING_MS = 150
/** How long the page collects new lines before it searches them too, in ms. */
const ARRIVING_MS = 400

/** What the reader does with the log: filters, searches, pauses and clears it. */
export class OpenLog {
  readonly #store: Store<ChatState>
  readonly #asking: Asking
  #due: ReturnType<typeof setTimeout> | undefined

  constructor(store: Store<ChatState>, asking: Asking) {
    this.#store = store
    this.#asking = asking
  }

  /** Adds new and changed entries. While the log is paused, it counts the new ones and shows the changed ones. */
  add(fresh: readonly ActivityEntry[]): void {
    const {entries, pausedLog, filter} = this.#store.get()
    this.#store.set({
      entries: withEntries(entries, fresh),
      ...(pausedLog === undefined ? {} : {pausedLog: withChanges(pausedLog, fresh, entries)}),
    })
    if (filter.search !== '') this.#searchIn(ARRIVING_MS)
  }

  /** Begins again with these entries, of an emulator that may be another one. */
  begin(entries: readonly ActivityEntry[]): void {
    this.#store.set({entries: withEntries([], entries), pausedLog: undefined, clearedTo: 0, hits: undefined})
    if (this.#store.get().filter.search !== '') this.#searchIn(0)
  }

  filter(change: Partial<LogFilter>): void {
    this.#store.set({filter: {...this.#store.get().filter, ...change}})
  }

  /** Shows only entries that contain a text; the emulator looks for it in requests and responses. */
  search(text: string): void {
    this.filter({search: text})
    clearTimeout(this.#due)
    this.#due = undefined
    if (text === '') this.#store.set({hits: undefined})
    else this.#searchIn(TYPING_MS)
  }

  pause(): void {
    this.#store.set({pausedLog: {entries: this.#store.get().entries, arrived: 0}})
  }

  resume(): void {
    this.#store.set({pausedLog: undefined})
  }

  /** Clears the view of this page alone: the emulator keeps its log, and bubbles still find their lines. */
  clear(): void {
    const newest = this.#store.get().entries.at(-1)
    this.#store.set({
      clearedTo: newest === undefined ? 0 : numberOf(newest),
      pausedLog: undefined,
      openEntry: undefined,
      markedEntries: new Set(),
    })
  }

  /** Shows all lines, the cleared ones too. */
  showAll(): void {
    this.#store.set({filter: noFilter, hits: undefined, pausedLog: undefined, clearedTo: 0})
  }

  #searchIn(ms: number): void {
    this.#due ??= setTimeout(() => {
      this.#due = undefined
      // The stream reports when the emulator does not answer; the next letter or line searches again.
      this.#look().catch(() => {})
    }, ms)
  }

  readonly #look = createLatest(async () => {
    const {search} = this.#store.get().filter
    if (search === '') return
    const {entries} = await this.#asking.ask(
      'GET',
      `activity?limit=1000&search=${encodeURIComponent(search)}`,
    )
    if (this.#store.get().filter.search === search)
      this.#store.set({hits: new Set(entries.map(({id}) => id))})
  })
}

function withChanges(
  {entries, arrived}: NonNullable<ChatState['pausedLog']>,
  fresh: readonly ActivityEntry[],
  known: readonly ActivityEntry[],
): NonNullable<ChatState['pausedLog']> {
  const changed = new Map(fresh.map(entry => [entry.id, entry]))
  const newest = known.at(-1)
  const isNew = (entry: ActivityEntry) => newest === undefined || numberOf(entry) > numberOf(newest)
  return {
    entries: entries.map(entry => changed.get(entry.id) ?? entry),
    arrived: arrived + [...changed.values()].filter(isNew).length,
  }
}
