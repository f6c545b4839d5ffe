import type {ActivityEntry, ChatOverview, PersonSummary} from '../../emulator/chat/view-types.ts'
import {BACK} from '../conversation/ours.ts'
import {Acts} from './acts.ts'
import {keepAddress, type Named, namedHere} from './address.ts'
import {Asking, Refused} from './asking.ts'
import {OpenConversation} from './conversation.ts'
import {Drafts} from './drafts.ts'
import {isShown} from './entries.ts'
import {keepSame} from './keep-same.ts'
import {createLatest} from './latest.ts'
import {OpenLog} from './open-log.ts'
import {type ChatState, type PanelName, panelNames} from './state.ts'
import type {Store} from './store.ts'
import {listen} from './stream.ts'

/** How long log lines are collected, in ms: at first, and in a flood, which is drawn only a few times a second. */
const GATHERED_MS = 80
const FLOOD_MS = 300
/** The number of lines in one collection that makes a flood. */
const FLOOD = 8

/** The most people that the emulator lists at once; the search finds the others. */
export const MOST_LISTED = 500

/** Keeps the page's state in sync with the emulator, and makes its calls. */
export class Client {
  readonly store: Store<ChatState>
  readonly asking = new Asking()
  readonly conversation: OpenConversation
  readonly log: OpenLog
  readonly acts: Acts
  readonly drafts = new Drafts()
  #pageId: string | undefined
  /** The message that the address names, until it is loaded. */
  #linkedMid: string | undefined
  #gathered: ActivityEntry[] = []
  #isFlood = false
  #gathering: ReturnType<typeof setTimeout> | undefined

  constructor(store: Store<ChatState>) {
    this.store = store
    this.conversation = new OpenConversation(store, this.asking, pageId => this.#followPage(pageId))
    this.log = new OpenLog(store, this.asking)
    this.acts = new Acts(store, this.asking)
  }

  /** Starts listening, and opens what the address names. */
  start(): void {
    const named = namedHere()
    this.store.set({panel: panelNames.find(name => name === named.panel)})
    this.#follow(named)
    keepAddress(this.store)
    addEventListener('popstate', () => {
      this.#follow(namedHere())
      this.#quietly(this.#loadOpen())
    })
    listen(
      {
        activity: entry => this.#gather(entry),
        conversation: ({psid}) => {
          if (psid === this.store.get().psid) this.#quietly(this.conversation.refresh())
        },
        page: ({pageId}) => {
          if (pageId === this.store.get().overview?.page.id) this.#quietly(this.conversation.refresh())
        },
        overview: () => this.#quietly(this.refreshOverview()),
        clock: ({now}) => this.store.set({aheadMs: now - Date.now()}),
        reset: () => this.#quietly(this.#loadAll(true)),
      },
      () => this.#quietly(this.#connected()),
      () => this.store.set({link: 'gone'}),
    )
  }

  readonly openPerson = (psid: string): void => {
    this.conversation.open(psid)
    this.store.set({tab: 'chat', arePeopleOver: false, markedMids: new Set()})
    this.#quietly(this.conversation.refresh())
  }

  /** Opens the newest conversation of a Page. */
  openPage(pageId: string): void {
    this.#pageId = pageId
    this.conversation.open(undefined)
    this.#quietly(this.refreshOverview())
  }

  /** Deletes a person, and opens the newest of the other conversations. */
  async deletePerson(psid: string): Promise<void> {
    if (!(await this.acts.deletePerson(psid)) || this.store.get().psid !== psid) return
    this.conversation.open(undefined)
    await this.refreshOverview()
  }

  /** Opens a panel beside the conversation, at one of its parts. */
  readonly openPanel = (panel: PanelName, part?: string): void => {
    this.store.set({panel, panelPart: part, arePeopleOver: false})
  }

  closePanel(): void {
    if (this.store.get().panel === undefined) return
    this.store.set({panel: undefined})
  }

  /** Lists more of the people, the newest first. */
  readonly showMorePeople = (): void => {
    this.store.set({peopleShown: Math.min(this.store.get().peopleShown + 200, MOST_LISTED)})
    this.#quietly(this.refreshOverview())
  }

  /** Shows log lines, with the details of the first. */
  openEntries(ids: readonly string[]): void {
    this.closePanel()
    if (ids.some(id => !isShown(this.store.get(), id))) this.log.showAll()
    this.store.set({
      openEntry: ids[0],
      markedEntries: new Set(ids),
      isLogFolded: false,
      tab: 'log',
    })
  }

  /** Marks the message of a log line, if it is in the open conversation. */
  openEntry(entry: ActivityEntry): void {
    this.store.set({
      openEntry: entry.id,
      markedEntries: new Set([entry.id]),
      markedMids: new Set(entry.mid === undefined ? [] : [entry.mid]),
    })
  }

  closeEntry(): void {
    this.store.set({openEntry: undefined, markedEntries: new Set(), markedMids: new Set()})
  }

  /** Goes to the message of a log line, in any person's conversation. */
  async showInChat({psid, mid}: ActivityEntry): Promise<void> {
    if (psid === undefined) return
    this.openPerson(psid)
    if (mid !== undefined) await this.openMessage(mid)
  }

  /** Goes to a message of the open conversation; what is not there, the page says in its place. */
  async openMessage(mid: string): Promise<void> {
    this.store.set({linkedMid: mid, tab: 'chat'})
    await this.conversation.refresh()
    const {view, linkedMid} = this.store.get()
    if (view === undefined || linkedMid !== mid) return
    const isThere = await this.conversation.reach(mid)
    if (isThere === true) this.store.set({markedMids: new Set([mid])})
    if (isThere === false) this.store.set({missing: {kind: 'message', id: mid}, linkedMid: undefined})
  }

  readonly refreshOverview = createLatest(async () => {
    const pageId = this.#pageId
    const fresh = await this.#askOverview(pageId)
    // Another Page was chosen meanwhile, and is asked for next.
    if (this.#pageId !== pageId) return
    const {overview: old} = this.store.get()
    const people = keepSame<PersonSummary>(old?.people ?? [], fresh.people, person => person.psid)
    this.store.set({overview: {...fresh, people}, aheadMs: fresh.now - Date.now()})
    const {psid, missing} = this.store.get()
    if (psid === undefined && missing === undefined && people[0] !== undefined) this.#show(people[0].psid)
  })

  /** An unknown Page is reported, and the list of Pages that exist comes from the first. */
  async #askOverview(pageId: string | undefined): Promise<ChatOverview> {
    const {peopleShown} = this.store.get()
    if (pageId === undefined) return this.asking.ask('GET', `chat?limit=${peopleShown}`)
    try {
      return await this.asking.ask('GET', `chat?limit=${peopleShown}&page=${encodeURIComponent(pageId)}`)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (this.store.get().psid === undefined) this.store.set({missing: {kind: 'page', id: pageId}})
      return this.asking.ask('GET', `chat?limit=${peopleShown}`)
    }
  }

  /** The open person's Page is the Page of everything else that is shown. */
  #followPage(pageId: string): void {
    if (pageId === this.#pageId) return
    this.#pageId = pageId
    const {overview} = this.store.get()
    if (overview !== undefined && overview.page.id !== pageId) this.#quietly(this.refreshOverview())
  }

  /** Opens what an address names; `#loadOpen` loads it. */
  #follow({page, psid, mid, entry, panel}: Named): void {
    if (page !== undefined || psid === undefined) this.#pageId = page
    this.#linkedMid = mid
    this.conversation.open(psid)
    const isEntry = entry !== undefined
    this.store.set({
      linkedMid: mid,
      panel: panelNames.find(name => name === panel),
      openEntry: entry,
      markedEntries: new Set(isEntry ? [entry] : []),
      markedMids: new Set(),
      ...(isEntry ? {tab: 'log', isLogFolded: false} : {}),
    })
  }

  async #loadOpen(): Promise<void> {
    await this.conversation.refresh()
    const mid = this.#linkedMid
    this.#linkedMid = undefined
    if (mid !== undefined) await this.openMessage(mid)
    await this.refreshOverview()
  }

  async #connected(): Promise<void> {
    const wasGone = this.store.get().link === 'gone'
    await this.#loadAll(wasGone)
    this.store.set({link: 'live'})
    if (!wasGone) return
    dispatchEvent(new Event(BACK))
    this.store.set({notice: {kind: 'news', text: 'The emulator is back'}})
  }

  /** @param hasRestarted whether the emulator may have restarted, which resets log ids: drops the known entries. */
  async #loadAll(hasRestarted: boolean): Promise<void> {
    if (hasRestarted) this.closeEntry()
    const {entries} = await this.asking.ask('GET', 'activity?limit=1000')
    if (hasRestarted) this.log.begin(entries)
    else this.log.add(entries)
    await this.#loadOpen()
  }

  #show(psid: string): void {
    this.conversation.open(psid)
    this.#quietly(this.conversation.refresh())
  }

  #gather(entry: ActivityEntry): void {
    this.#gathered.push(entry)
    this.#gathering ??= setTimeout(
      () => {
        this.#gathering = undefined
        this.log.add(this.#gathered)
        this.#isFlood = this.#gathered.length >= FLOOD
        this.#gathered = []
      },
      this.#isFlood ? FLOOD_MS : GATHERED_MS,
    )
  }

  /** The stream reports when the emulator does not answer; a load that failed is repeated when it is back. */
  #quietly(loading: Promise<unknown>): void {
    loading.catch((error: unknown) => {
      if (error instanceof Refused) this.store.set({notice: {kind: 'error', text: error.message}})
    })
  }
}
