import type {ActivityEntry, ChatOverview, ConversationView} from '../../emulator/chat/view-types.ts'

/** The columns; of a narrow page one at a time is shown. */
export type Tab = 'people' | 'chat' | 'log'

/** `auto` is what the system prefers. */
export type Theme = 'auto' | 'light' | 'dark'

export interface LogFilter {
  readonly kind: 'all' | 'call' | 'event'
  /** Whether only lines of the person are shown whose conversation is open. */
  readonly isOfPersonOnly: boolean
  readonly isErrorsOnly: boolean
}

export interface Notice {
  readonly text: string
  readonly kind: 'error' | 'news'
}

/** All that the page knows. */
export interface ChatState {
  /** `gone`: the emulator does not answer, and is waited for. */
  readonly link: 'connecting' | 'live' | 'gone'
  readonly overview: ChatOverview | undefined
  /** Whose conversation is open. */
  readonly psid: string | undefined
  readonly view: ConversationView | undefined
  /** Oldest first, the newest 1,000. */
  readonly entries: readonly ActivityEntry[]
  readonly filter: LogFilter
  /** The id of the entry whose details are shown. */
  readonly openEntry: string | undefined
  readonly markedEntries: ReadonlySet<string>
  readonly markedMids: ReadonlySet<string>
  /** How much the emulated clock is ahead of that of the browser. */
  readonly aheadMs: number
  readonly notice: Notice | undefined
  readonly tab: Tab
  readonly isLogFolded: boolean
  /** Whether the people lie over a page that has no column for them. */
  readonly arePeopleOver: boolean
  readonly theme: Theme
}

export const noFilter: LogFilter = {kind: 'all', isOfPersonOnly: false, isErrorsOnly: false}

const nothing: ReadonlySet<string> = new Set()

export const emptyState: ChatState = {
  link: 'connecting',
  overview: undefined,
  psid: undefined,
  view: undefined,
  entries: [],
  filter: noFilter,
  openEntry: undefined,
  markedEntries: nothing,
  markedMids: nothing,
  aheadMs: 0,
  notice: undefined,
  tab: 'chat',
  isLogFolded: false,
  arePeopleOver: false,
  theme: 'auto',
}
