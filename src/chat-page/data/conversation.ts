import type {ChatMessage, ConversationView} from '../../emulator/chat/view-types.ts'
import {type Asking, Refused} from './asking.ts'
import {keepSame, sameOr} from './keep-same.ts'
import {createLatest} from './latest.ts'
import type {ChatState} from './state.ts'
import type {Store} from './store.ts'

const midOf = ({mid}: ChatMessage): string => mid

/**
 * Loads the open conversation and keeps it in sync with the emulator. The view is always that of the open person, or undefined: what
 * arrives for a person who is not open any more is dropped.
 */
export class OpenConversation {
  readonly #store: Store<ChatState>
  readonly #asking: Asking
  readonly #onPage: (pageId: string) => void
  /** Loads the open conversation. Each opening has another one, so that no answer is awaited or taken from an earlier one. */
  #load = async (): Promise<void> => {}

  /** @param onPage called with the Page of each view. */
  constructor(store: Store<ChatState>, asking: Asking, onPage: (pageId: string) => void) {
    this.#store = store
    this.#asking = asking
    this.#onPage = onPage
  }

  /** Opens a person's conversation; undefined for none. The column is blank until it is loaded. */
  open(psid: string | undefined): void {
    const {psid: old, missing} = this.#store.get()
    const isSame = psid !== undefined && psid === old && missing?.kind !== 'person'
    if (!isSame) this.#load = psid === undefined ? async () => {} : this.#loading(psid)
    this.#store.set({psid, missing: undefined, linkedMid: undefined, ...(isSame ? {} : {view: undefined})})
  }

  /** @throws {TypeError} when the emulator does not answer. */
  refresh(): Promise<void> {
    return this.#load()
  }

  #loading(psid: string): () => Promise<void> {
    const load = createLatest(async () => {
      try {
        const fresh = await this.#asking.ask('GET', `chat/${encodeURIComponent(psid)}`)
        if (this.#load !== load) return
        this.#store.set({view: continued(this.#store.get().view, fresh)})
        this.#onPage(fresh.page.id)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        if (this.#load === load) this.#store.set({view: undefined, missing: {kind: 'person', id: psid}})
      }
    })
    return load
  }

  /** Loads the portion before the first message. */
  readonly loadEarlier = async (): Promise<void> => {
    const {view} = this.#store.get()
    const load = this.#load
    const first = view?.messages.find(({kind}) => kind === 'message')
    if (view === undefined || first === undefined || !view.hasEarlier) return
    const before = encodeURIComponent(first.mid)
    const earlier = await this.#asking.ask('GET', `chat/${view.person.psid}?before=${before}`)
    const {view: current} = this.#store.get()
    if (this.#load !== load || current === undefined) return
    const known = new Set(current.messages.map(midOf))
    const messages = [...earlier.messages.filter(({mid}) => !known.has(mid)), ...current.messages]
    this.#store.set({view: {...current, hasEarlier: earlier.hasEarlier, messages}})
  }

  /** Loads the conversation from a message on. Returns undefined when another one has been opened by then. */
  async reach(mid: string): Promise<boolean | undefined> {
    const load = this.#load
    const {view, psid} = this.#store.get()
    if (view?.messages.some(message => message.mid === mid) === true) return true
    try {
      const fresh = await this.#asking.ask('GET', `chat/${psid}?from=${encodeURIComponent(mid)}`)
      if (this.#load !== load) return undefined
      this.#store.set({view: continued(this.#store.get().view, fresh)})
      // The conversation may have changed while this answer was on its way.
      await this.refresh()
      return this.#load === load ? true : undefined
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return this.#load === load ? false : undefined
    }
  }
}

/** The newest messages, after the earlier ones that are already loaded. */
function continued(old: ConversationView | undefined, fresh: ConversationView): ConversationView {
  if (old === undefined) return fresh
  const messages = keepSame(old.messages, fresh.messages, midOf)
  const known = {page: sameOr(old.page, fresh.page), person: sameOr(old.person, fresh.person)}
  const at = old.messages.findIndex(({mid}) => mid === fresh.messages[0]?.mid)
  if (at <= 0) return {...fresh, ...known, messages}
  const earlier = old.messages.slice(0, at)
  return {...fresh, ...known, hasEarlier: old.hasEarlier, messages: [...earlier, ...messages]}
}
