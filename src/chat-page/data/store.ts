import type {
  ActAnswer,
  ActivityDetail,
  ActivityEntry,
  ActivityList,
  ChatOverview,
  ConversationView,
  SendAgain,
} from '../../emulator/chat/view-types.ts'
import {ask, Refused, renewToken} from './ask.ts'
import {inTurn} from './in-turn.ts'
import {mergeEntries, mergeView} from './merge.ts'
import {listen} from './stream.ts'

/** What the page shows. */
export interface ChatState {
  readonly overview?: ChatOverview
  /** What is added to this machine's clock to have the emulated one, in ms. */
  readonly clockOffsetMs: number
  readonly psid?: string
  /** Of the person who is chosen; undefined until it came. */
  readonly view?: ConversationView
  readonly entries: readonly ActivityEntry[]
  /** Nobody answers. */
  readonly isGone: boolean
  /** Why the emulator refused what was tried last. */
  readonly refusal?: string
}

/** What a new person is. */
export interface NewPerson {
  readonly firstName: string
  readonly lastName: string
  readonly locale: string
  readonly timezone: number
}

const REFUSAL_SHOWN_MS = 8_000

/** Everything the page knows of the emulator, kept up to date by its stream. */
export class ChatStore {
  state: ChatState = {clockOffsetMs: 0, entries: [], isGone: false}
  readonly #listeners = new Set<() => void>()
  readonly #news = new Map<string, ActivityEntry>()
  #pageId: string | undefined
  #isDrawing = false
  #refusalTimer: ReturnType<typeof setTimeout> | undefined

  constructor(asked: URLSearchParams) {
    this.#pageId = asked.get('page') ?? undefined
    const psid = asked.get('psid')
    if (psid !== null) this.state = {...this.state, psid}
  }

  /** Begins to listen; yields what ends it. */
  open(): () => void {
    return listen({
      onOpen: () => void this.#begin(),
      onGone: () => this.#set({isGone: true}),
      listeners: {
        activity: entry => this.#addEntry(entry),
        conversation: ({psid}) => {
          if (psid === this.state.psid) void this.#loadView()
        },
        overview: () => void this.#loadOverview(),
        clock: ({now}) => this.#set({clockOffsetMs: now - Date.now()}),
        reset: () => void this.#begin(),
      },
    })
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  choosePerson(psid: string): void {
    if (psid === this.state.psid) return
    const {view: _former, ...rest} = this.state
    this.state = {...rest, psid}
    this.#tellAll()
    this.#remember()
    void this.#loadView()
  }

  choosePage(id: string): void {
    this.#pageId = id
    const {view: _view, psid: _psid, ...rest} = this.state
    this.state = rest
    this.#tellAll()
    void this.#loadOverview()
  }

  /** An act of the person who is chosen. Undefined when it was refused, which the page then shows. */
  readonly act = (act: string, words: object = {}): Promise<ActAnswer | undefined> =>
    this.#attempt(() => ask<ActAnswer>('POST', `people/${this.state.psid}/${act}`, words))

  readonly attach = (file: File): Promise<ActAnswer | undefined> =>
    this.#attempt(() =>
      ask<ActAnswer>('POST', `people/${this.state.psid}/attach?name=${encodeURIComponent(file.name)}`, file),
    )

  readonly change = async (change: object): Promise<boolean> =>
    (await this.#attempt(() => ask('PATCH', `people/${this.state.psid}`, change))) !== undefined

  readonly addPerson = async (person: NewPerson): Promise<boolean> => {
    const {overview} = this.state
    const body = {...person, page: overview?.page.id}
    const added = await this.#attempt(() => ask<{psid: string}>('POST', 'people', body))
    if (added !== undefined) this.choosePerson(added.psid)
    return added !== undefined
  }

  readonly loadEarlier = async (): Promise<void> => {
    const {view} = this.state
    const first = view?.messages.find(({kind}) => kind === 'message')
    if (view === undefined || first === undefined || !view.hasEarlier) return
    const path = `chat/${view.person.psid}?before=${encodeURIComponent(first.mid)}`
    const earlier = await this.#attempt(() => ask<ConversationView>('GET', path))
    const now = this.state.view
    if (earlier === undefined || now?.person.psid !== view.person.psid) return
    this.#set({
      view: {...now, messages: [...earlier.messages, ...now.messages], hasEarlier: earlier.hasEarlier},
    })
  }

  readonly detail = (id: string): Promise<ActivityDetail | undefined> =>
    this.#attempt(() => ask<ActivityDetail>('GET', `activity/${id}`))

  readonly sendAgain = (id: string, how: SendAgain): Promise<unknown> =>
    this.#attempt(() => ask('POST', `activity/${id}/send`, how))

  readonly forgetRefusal = (): void => this.#set({refusal: undefined})

  /** From nothing, or after the emulator was gone: another one may run now. */
  async #begin(): Promise<void> {
    if (this.state.isGone) await renewToken().catch(() => undefined)
    await this.#loadOverview()
    const list = await this.#attempt(() => ask<ActivityList>('GET', 'activity?limit=1000'))
    this.#set({entries: mergeEntries([], list?.entries ?? []), isGone: false})
  }

  readonly #loadOverview = inTurn(async () => {
    const page = this.#pageId === undefined ? '' : `?page=${encodeURIComponent(this.#pageId)}`
    const overview = await this.#attempt(() => ask<ChatOverview>('GET', `chat${page}`))
    if (overview === undefined) return
    this.#set({overview, clockOffsetMs: overview.now - Date.now()})
    const {psid} = this.state
    if (psid === undefined) {
      const [newest] = overview.people
      if (newest !== undefined) this.choosePerson(newest.psid)
    } else await this.#loadView()
  })

  readonly #loadView = inTurn(async () => {
    const {psid} = this.state
    if (psid === undefined) return
    const view = await this.#attempt(() => ask<ConversationView>('GET', `chat/${psid}`))
    if (view !== undefined && this.state.psid === psid) this.#set({view: mergeView(this.state.view, view)})
  })

  #addEntry(entry: ActivityEntry): void {
    this.#news.set(entry.id, entry)
    if (this.#isDrawing) return
    this.#isDrawing = true
    // Many come at once: they are drawn together.
    requestAnimationFrame(() => {
      this.#isDrawing = false
      const entries = mergeEntries(this.state.entries, this.#news.values())
      this.#news.clear()
      this.#set({entries})
    })
  }

  async #attempt<Answer>(action: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await action()
    } catch (error) {
      if (error instanceof Refused) this.#refuse(error.message)
      else this.#set({isGone: true})
      return undefined
    }
  }

  #refuse(refusal: string): void {
    this.#set({refusal})
    clearTimeout(this.#refusalTimer)
    this.#refusalTimer = setTimeout(this.forgetRefusal, REFUSAL_SHOWN_MS)
  }

  /** Who is chosen stays in the address, so that the page can be loaded anew. */
  #remember(): void {
    const url = new URL(location.href)
    if (this.state.psid !== undefined) url.searchParams.set('psid', this.state.psid)
    if (this.#pageId !== undefined) url.searchParams.set('page', this.#pageId)
    history.replaceState(null, '', url)
  }

  #set(change: {readonly [Key in keyof ChatState]?: ChatState[Key] | undefined}): void {
    this.state = {...this.state, ...change} as ChatState
    this.#tellAll()
  }

  #tellAll(): void {
    for (const listener of this.#listeners) listener()
  }
}
