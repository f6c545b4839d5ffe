import type {Conversation} from './conversation.ts'
import {conversationIdOf} from './ids.ts'
import type {State} from './state.ts'

/** The conversations of a Page, newest first. */
export interface Ordered {
  readonly conversations: readonly Conversation[]
  /** The place of the conversation with an id; -1 when it is not among them. */
  readonly placeOf: (id: string) => number
}

/**
 * The conversations of each Page, newest first. They are listed when somebody first asks, and sorted again only after changes: reading
 * the whole list of a large Page takes thousands of calls.
 */
export class ConversationOrder {
  readonly #state: State
  readonly #byPage = new Map<string, PageOrder>()
  readonly #known = new Map<Conversation, Entry>()
  /** The record that the lists were made of; another one when the state was replaced. */
  #record: State['conversations'] | undefined

  constructor(state: State) {
    this.#state = state
  }

  /** To be called when the conversation of a person began, moved or was removed. */
  changed({psid, pageId}: Pick<Conversation, 'psid' | 'pageId'>): void {
    const conversation = this.#record?.get(conversationIdOf(psid))
    if (conversation === undefined) this.forget()
    else if (!this.#known.has(conversation)) this.#append(conversation)
    const page = this.#byPage.get(pageId)
    if (page !== undefined) page.isSorted = false
  }

  /** To be called when any number of conversations may be new or gone. */
  forget(): void {
    this.#record = undefined
  }

  ofPage(pageId: string): Ordered {
    if (this.#record !== this.#state.conversations) this.#list()
    const page = this.#byPage.get(pageId)
    if (page === undefined) return {conversations: [], placeOf: () => -1}
    if (!page.isSorted) sort(page)
    return {conversations: page.conversations, placeOf: id => this.#placeOf(id, page)}
  }

  #list(): void {
    this.#byPage.clear()
    this.#known.clear()
    this.#record = this.#state.conversations
    for (const conversation of this.#record.values()) this.#append(conversation)
  }

  #append(conversation: Conversation): void {
    const {pageId} = conversation
    const entry = {conversation, number: this.#known.size}
    this.#known.set(conversation, entry)
    const page = this.#byPage.get(pageId)
    if (page === undefined) this.#byPage.set(pageId, {entries: [entry], conversations: [], isSorted: false})
    else page.entries.push(entry)
  }

  #placeOf(id: string, {entries}: PageOrder): number {
    const conversation = this.#record?.get(id)
    const searched = conversation && this.#known.get(conversation)
    if (searched === undefined) return -1
    let [low, high] = [0, entries.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const found = entries[middle]
      if (found !== undefined && compare(found, searched) < 0) low = middle + 1
      else high = middle
    }
    return entries[low] === searched ? low : -1
  }
}

interface PageOrder {
  readonly entries: Entry[]
  /** Those of the entries, as they were sorted. */
  conversations: readonly Conversation[]
  isSorted: boolean
}

interface Entry {
  readonly conversation: Conversation
  /** In which order they began: it decides between conversations that changed at the same time. */
  readonly number: number
}

const compare = (one: Entry, other: Entry): number =>
  other.conversation.updatedMs - one.conversation.updatedMs || one.number - other.number

function sort(page: PageOrder): void {
  page.entries.sort(compare)
  page.conversations = page.entries.map(({conversation}) => conversation)
  page.isSorted = true
}
