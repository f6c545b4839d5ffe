import type {OptOutEntry, OptOutSource} from './entry.ts'

/** Whose list it is. The ids of people hold for one Page of one target. */
export interface OptOutPage {
  readonly target: 'platform' | 'emulator'
  readonly pageId: string
}

/** Returns the name `sub_…` of a token, as `openSubscriberNames` makes it. */
export type NameOf = (token: string) => string

/** For where nobody is asked about by their token: it is nobody's. */
export const nobodyByToken: NameOf = () => ''

/** Somebody who may get a message; of marketing messages, with their token. */
export interface OptOutCandidate {
  readonly psid: string
  readonly token?: string | undefined
}

/**
 * The people who asked a Page for no more messages to many people, wherever the list is kept. Other processes add to it at any time:
 * `refresh` reads what they added, and the questions are answered by what was read.
 */
export interface OptOuts {
  /** Returns the name `sub_…` of a token. */
  readonly nameOf: NameOf
  /** How many people are on the list. */
  readonly count: number
  /**
   * Reads what was added.
   * @param mostAgeMs What was read so short a time ago is not read again, in milliseconds. Default 0: all that was added is there.
   * @throws {MsgrError} if the list is damaged or cannot be read.
   */
  readonly refresh: (mostAgeMs?: number) => Promise<void>
  readonly has: (person: OptOutCandidate) => boolean
  /** @param id A PSID or a name `sub_…`. */
  readonly isOut: (id: string) => boolean
  /** The one source that somebody is out by, if it can take that back: an event or a label, and nothing else. */
  readonly onlyBy: (psid: string) => OptOutSource | undefined
  /**
   * Appends the entries that change something: somebody who is on the list is not added again, and only who is on it comes back.
   * Returns how many those were. They are durable when this resolves.
   * @throws {MsgrError} and nothing was appended, unless it is a `NetworkError` with `sent: 'maybe'`.
   */
  readonly append: (entries: Iterable<OptOutEntry>) => Promise<number>
  /** The people on the list, the newest first, with when and how they came to be on it. */
  readonly readOptedOut: () => AsyncIterable<OptOutEntry>
  /** What the list says last of one person; undefined when they were never on it. */
  readonly latestOf: (psid: string) => Promise<OptOutEntry | undefined>
}
