import type {ActivityEntry, ChatOverview, ConversationView, Side} from '../../emulator/chat/view-types.ts'

/** The columns; a narrow page shows one at a time. */
export type Tab = 'people' | 'chat' | 'log'

/** What opens beside the conversation: the settings and the state of the emulator. */
export const panelNames = ['bot', 'answer', 'keep', 'webhook', 'faults', 'clock', 'profile'] as const

export type PanelName = (typeof panelNames)[number]

/** `auto` follows the system. */
export type Theme = 'auto' | 'light' | 'dark'

export interface LogFilter {
  readonly kind: 'all' | 'call' | 'event'
  /** Whether to show only lines of the person whose conversation is open. */
  readonly isOfPersonOnly: boolean
  readonly isErrorsOnly: boolean
  /** Only the field of an event or the kind of a call: `messages`, `POST messages`. */
  readonly topic?: string | undefined
  /** Only entries of one Page. */
  readonly pageId?: string | undefined
  /** Only entries that contain this text. */
  readonly search: string
}

/** Lines that are kept as they are while new ones arrive. */
export interface PausedLog {
  readonly entries: readonly ActivityEntry[]
  /** How many have arrived since. */
  readonly arrived: number
}

export interface Notice {
  readonly text: string
  readonly kind: 'error' | 'news'
}

/** What an address named, or a line of the log referred to, and the emulator does not have. */
export interface Missing {
  readonly kind: 'page' | 'person' | 'message'
  readonly id: string
}

/** The state of the page. */
export interface ChatState {
  /** `gone`: the emulator does not answer, and the page waits for it. */
  readonly link: 'connecting' | 'live' | 'gone'
  readonly overview: ChatOverview | undefined
  /** The person whose conversation is open, or is being loaded. */
  readonly psid: string | undefined
  /** Always that of `psid`; undefined until it is loaded. */
  readonly view: ConversationView | undefined
  readonly missing: Missing | undefined
  /** The message that the address names. */
  readonly linkedMid: string | undefined
  /** Oldest first, the newest 1,000. */
  readonly entries: readonly ActivityEntry[]
  readonly filter: LogFilter
  /** The ids of the entries that contain `filter.search`; undefined until the emulator has answered. */
  readonly hits: ReadonlySet<string> | undefined
  readonly pausedLog: PausedLog | undefined
  /** The number of the last entry that was cleared from view; 0 for none. */
  readonly clearedTo: number
  /** The id of the entry whose details are shown. */
  readonly openEntry: string | undefined
  readonly markedEntries: ReadonlySet<string>
  readonly markedMids: ReadonlySet<string>
  /** How far the emulated clock is ahead of the browser's. */
  readonly aheadMs: number
  readonly notice: Notice | undefined
  readonly tab: Tab
  readonly isLogFolded: boolean
  /** Whether the people are shown over a page that has no column for them. */
  readonly arePeopleOver: boolean
  /** The open panel. */
  readonly panel: PanelName | undefined
  /** Whether the list of keys is shown. */
  readonly areKeysShown: boolean
  /** How many people are listed without a search; the newest. */
  readonly peopleShown: number
  /** The part of the panel to begin with. */
  readonly panelPart: string | undefined
  /** Who the developer writes as. */
  readonly speaker: Side
  readonly theme: Theme
  /** The width of the log, in percent of the window; undefined: as wide as the page thinks best. */
  readonly logShare: number | undefined
  /** The height or width of the details, in percent of the log. */
  readonly detailsShare: number | undefined
}

export const noFilter: LogFilter = {kind: 'all', isOfPersonOnly: false, isErrorsOnly: false, search: ''}

const nothing: ReadonlySet<string> = new Set()

export const emptyState: ChatState = {
  link: 'connecting',
  overview: undefined,
  psid: undefined,
  view: undefined,
  missing: undefined,
  linkedMid: undefined,
  entries: [],
  filter: noFilter,
  hits: undefined,
  pausedLog: undefined,
  clearedTo: 0,
  openEntry: undefined,
  markedEntries: nothing,
  markedMids: nothing,
  aheadMs: 0,
  notice: undefined,
  tab: 'chat',
  isLogFolded: false,
  arePeopleOver: false,
  areKeysShown: false,
  peopleShown: 100,
  panel: undefined,
  panelPart: undefined,
  speaker: 'person',
  theme: 'auto',
  logShare: undefined,
  detailsShare: undefined,
}
