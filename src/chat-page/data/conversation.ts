import type {ChatMessage, ConversationView} from '../../emulator/chat/view-types.ts'
import {type Asking, Refused} from './asking.ts'
import {keepSame} from './keep-same.ts'
import {createLatest} from './latest.ts'
import type {ChatState} from './state.ts'
import type {Store} from './store.ts'

/** How many portions of earlier messages are requested to find one. */
const MOST_PORTIONS = 40

const midOf = ({mid}: ChatMessage): string => mid

/** Loads the open conversation and keeps it in sync with the emulator. */
export class OpenConversation {
  readonly #store: Store<ChatState>
  readonly #asking: Asking

  constructor(store: Store<ChatState>, asking: Asking) {
    this.#store = store
    this.#asking = asking
  }

  /** @throws {TypeError} when the emulator does not answer. */
  readonly refresh = createLatest(async () => {
    const {psid} = this.#store.get()
    if (psid === undefined) return
    try {
      const fresh = await this.#asking.ask('GET', `chat/${psid}`)
      const {psid: current, view} = this.#store.get()
      if (current === psid) this.#store.set({view: continued(view, fresh)})
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      // No person with this PSID: the emulator was restarted or reset.
      if (this.#store.get().psid === psid) this.#store.set({psid: undefined, view: undefined})
    }
  })

  /** Loads the portion before the first message. */
  readonly loadEarlier = async (): Promise<void> => {
    const {view} = this.#store.get()
    const first = view?.messages.find(({kind}) => kind === 'message')
    if (view === undefined || first === undefined || !view.hasEarlier) return
    const before = encodeURIComponent(first.mid)
    const earlier = await this.#asking.ask('GET', `chat/${view.person.psid}?before=${before}`)
    const {view: current} = this.#store.get()
    if (current?.person.psid !== view.person.psid) return
    const known = new Set(current.messages.map(midOf))
    const messages = [...earlier.messages.filter(({mid}) => !known.has(mid)), ...current.messages]
    this.#store.set({view: {...current, hasEarlier: earlier.hasEarlier, messages}})
  }

  /** Loads earlier messages until a given one is there; returns whether it was found. */
  async reach(mid: string): Promise<boolean> {
    for (let portion = 0; portion < MOST_PORTIONS; portion += 1) {
      const {view} = this.#store.get()
      if (view?.messages.some(message => message.mid === mid) === true) return true
      if (view?.hasEarlier !== true) return false
      await this.loadEarlier()
    }
    return false
  }
}

/** The newest messages, after the earlier ones that are already loaded. */
function continued(old: ConversationView | undefined, fresh: ConversationView): ConversationView {
  if (old === undefined || old.person.psid !== fresh.person.psid) return fresh
  const messages = keepSame(old.messages, fresh.messages, midOf)
  const at = old.messages.findIndex(({mid}) => mid === fresh.messages[0]?.mid)
  if (at <= 0) return {...fresh, messages}
  return {...fresh, hasEarlier: old.hasEarlier, messages: [...old.messages.slice(0, at), ...messages]}
}
