import type {Conversation} from '../state/conversation.ts'
import {conversationIdOf} from '../state/ids.ts'
import type {Person} from '../state/person.ts'
import type {State} from '../state/state.ts'

/** A person with what a list of people compares. */
export interface DirectoryEntry {
  readonly person: Person
  /** Undefined until the conversation begins. */
  conversation: Conversation | undefined
  /** The name without accents and in small letters, for the current name. */
  plainName: {readonly of: string; readonly plain: string} | undefined
}

/**
 * The people of each Page as lists. The state has them by id, and going through ten thousand ids twice a second would take longer than
 * all else that the chat page asks for.
 */
export class PeopleDirectory {
  readonly #state: State
  readonly #byPage = new Map<string, readonly DirectoryEntry[]>()
  readonly #known = new Set<string>()
  /** The record that the lists were made of; another one when the state was replaced. */
  #record: State['people'] | undefined

  constructor(state: State) {
    this.#state = state
  }

  /** To be called when somebody may be new or gone. */
  changed(psid: string): void {
    if (this.#known.has(psid) !== this.#state.people.has(psid)) this.forget()
  }

  /** To be called when any number of people may be new or gone. */
  forget(): void {
    this.#record = undefined
  }

  /** The people of a Page, in no order. */
  ofPage(pageId: string): readonly DirectoryEntry[] {
    if (this.#record !== this.#state.people) this.#list()
    return this.#byPage.get(pageId) ?? []
  }

  #list(): void {
    const byPage = new Map<string, DirectoryEntry[]>()
    this.#known.clear()
    this.#byPage.clear()
    this.#record = this.#state.people
    for (const person of this.#record.values()) {
      this.#known.add(person.psid)
      const conversation = this.#state.conversations.get(conversationIdOf(person.psid))
      const entry = {person, conversation, plainName: undefined}
      const list = byPage.get(person.pageId)
      if (list === undefined) byPage.set(person.pageId, [entry])
      else list.push(entry)
    }
    for (const [pageId, list] of byPage) this.#byPage.set(pageId, list)
  }
}
