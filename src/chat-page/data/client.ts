import type {ActivityEntry, ChatOverview, PersonSummary} from '../../emulator/chat/view-types.ts'
import {BACK} from '../conversation/ours.ts'
import {Acts} from './acts.ts'
import {Asking, Refused} from './asking.ts'
import {OpenConversation} from './conversation.ts'
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

/** Keeps the page's state in sync with the emulator, and makes its calls. */
export class Client {
  readonly store: Store<ChatState>
  readonly asking = new Asking()
  readonly conversation: OpenConversation
  readonly log: OpenLog
  readonly acts: Acts
  #pageId: string | undefined
  #gathered: ActivityEntry[] = []
  #isFlood = false
  #gathering: ReturnType<typeof setTimeout> | undefined

  constructor(store: Store<ChatState>) {
    this.store = store
    this.conversation = new OpenConversation(store, this.asking)
    this.log = new OpenLog(store, this.asking)
    this.acts = new Acts(store, this.asking)
  }

  /** Starts listening, and opens what the address names: `/?page=PAGEID&psid=PSID&panel=webhook`. */
  start(): void {
    const named = new URLSearchParams(location.search)
    this.#pageId = named.get('page') ?? undefined
    const panel = panelNames.find(name => name === named.get('panel'))
    this.store.set({psid: named.get('psid') ?? undefined, panel})
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
    this.store.set({psid, tab: 'chat', arePeopleOver: false, markedMids: new Set()})
    this.#nameInAddress()
    this.#quietly(this.conversation.refresh())
  }

  openPage(pageId: string): void {
    this.#pageId = pageId
    this.store.set({psid: undefined, view: undefined})
    this.#quietly(this.refreshOverview())
  }

  /** Opens a panel beside the conversation. */
  readonly openPanel = (panel: PanelName): void => {
    this.store.set({panel, arePeopleOver: false})
    this.#nameInAddress()
  }

  closePanel(): void {
    if (this.store.get().panel === undefined) return
    this.store.set({panel: undefined})
    this.#nameInAddress()
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
    if (psid !== this.store.get().psid) this.openPerson(psid)
    await this.conversation.refresh()
    const isThere = mid !== undefined && (await this.conversation.reach(mid))
    this.store.set({tab: 'chat', markedMids: new Set(isThere ? [mid] : [])})
  }

  readonly refreshOverview = createLatest(async () => {
    const fresh = await this.#askOverview(this.#pageId)
    const {overview: old, psid} = this.store.get()
    const people = keepSame<PersonSummary>(old?.people ?? [], fresh.people, person => person.psid)
    this.store.set({overview: {...fresh, people}, aheadMs: fresh.now - Date.now()})
    if (psid === undefined && people[0] !== undefined) this.#show(people[0].psid)
  })

  /** Uses the first Page if this emulator does not have the one in the address. */
  async #askOverview(pageId: string | undefined): Promise<ChatOverview> {
    if (pageId === undefined) return this.asking.ask('GET', 'chat')
    try {
      return await this.asking.ask('GET', `chat?page=${pageId}`)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      this.#pageId = undefined
      return this.asking.ask('GET', 'chat')
    }
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
    await this.conversation.refresh()
    await this.refreshOverview()
  }

  #show(psid: string): void {
    this.store.set({psid})
    this.#nameInAddress()
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

  #nameInAddress(): void {
    const {overview, psid, panel} = this.store.get()
    const query = new URLSearchParams()
    if (overview !== undefined && overview.pages.length > 1) query.set('page', overview.page.id)
    if (psid !== undefined) query.set('psid', psid)
    if (panel !== undefined) query.set('panel', panel)
    history.replaceState(null, '', `/?${query}`)
  }

  /** The stream reports when the emulator does not answer; a load that failed is repeated when it is back. */
  #quietly(loading: Promise<unknown>): void {
    loading.catch((error: unknown) => {
      if (error instanceof Refused) this.store.set({notice: {kind: 'error', text: error.message}})
    })
  }
}
