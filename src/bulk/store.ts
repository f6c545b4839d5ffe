import type {FailpointHit} from './failpoints.ts'
import type {EndState, JournalEntry} from './journal-entry.ts'
import type {JournalMark} from './journal-mark.ts'
import type {Manifest} from './manifest.ts'
import type {RunCounts} from './run-counts.ts'

/** Where runs are kept. */
export interface RunStore {
  /** All runs, in the order in which they were planned. */
  readonly list: () => Promise<readonly NumberedRun[]>
  /** Reads nothing yet: a run that does not exist fails when it is read. */
  readonly open: (run: string) => StoredRun
  readonly draft: (options: NewRun) => Promise<RunDraft>
  /** Reserves a name while a run with it is planned. */
  readonly claimName: (name: string, place: NamePlace) => Promise<Claim<Lock>>
  /** Reserves the sending of what is due. */
  readonly claimWork: (target: Manifest['target']) => Promise<Claim<Lock>>
}

/** A run and its number in the store. */
export interface NumberedRun {
  readonly run: string
  /** A run whose number cannot be read counts as the newest. */
  readonly sequence: number
  /** The name that somebody gave it. */
  readonly name: string | undefined
}

/** A name belongs to one Page of one platform. */
export interface NamePlace {
  readonly page: Pick<Manifest['page'], 'id'>
  readonly target: Manifest['target']
}

export interface NewRun {
  readonly nowMs: number
  /** In [0, 1). */
  readonly random: () => number
}

/** A run that is being written. It exists completely once it is frozen, and not at all before. */
export interface RunDraft {
  readonly run: string
  /** Adds bytes to the list of the run. They may change once the promise has resolved. */
  readonly addToList: (bytes: Buffer) => Promise<void>
  /** The number that the run gets. */
  readonly sequence: () => Promise<number>
  /** Adds the manifest, when the list is complete. */
  readonly finish: (manifest: string) => Promise<void>
  readonly freeze: (failpoint?: FailpointHit) => Promise<StoredRun>
  readonly discard: () => Promise<void>
}

/** A run in a store. Reading it neither stops nor changes it. */
export interface StoredRun {
  readonly run: string
  /** What errors call its parts. */
  readonly places: {readonly list: string; readonly journal: string}
  /** @throws {MsgrError} if it is missing, unreadable, of another version of msgr, or not what was frozen. */
  readonly manifest: () => Promise<Manifest>
  /** What the manifest says, unchecked; undefined when it cannot be read. */
  readonly glance: () => Promise<Partial<Manifest> | undefined>
  /** The bytes of the list in order. Each part is valid until the next one is requested. */
  readonly list: () => AsyncIterable<Buffer>
  /**
   * The journal from a position on; default: from its start.
   * @throws {MsgrError} if it is missing.
   */
  readonly journal: (from?: JournalMark) => Promise<StoredJournal>
  /** The last entry of the journal, if it can be trusted without the others. */
  readonly last: () => Promise<JournalEntry | undefined>
  /** Reads single lines of the journal. Close it. */
  readonly lines: () => Promise<JournalLines>
  /** The process that has the run, if any. */
  readonly holder: () => Promise<Holder | undefined>
  /** What is known of attempts that the journal leaves in doubt, in a store where that can be. @param lines those of the people in doubt */
  readonly evidence?: ((lines: readonly number[]) => Promise<readonly LateOutcome[]>) | undefined
  /**
   * For how many milliseconds a process that wrote at a position of the journal may still send, if it only stands still. In a store
   * that does not see processes end.
   */
  readonly mayStillSendFor?: ((position: number) => Promise<number>) | undefined
  /** Takes the run for this process: to send it (default), or only to end it, for which its Page need not be free. */
  readonly hold: (purpose?: 'send' | 'end') => Promise<Claim<Held>>
  /** What other processes ask of the one that has the run. */
  readonly requests: RunRequests
}

/** What became of an attempt: by the process that made it, which had lost the run by then, or by the echo of the message. */
export type LateOutcome =
  | {readonly outcome: 'sent'; readonly line: number; readonly messageId: string}
  | {readonly outcome: 'echoed'; readonly line: number; readonly messageId: string; readonly psid: string}
  /** They certainly did not get it by the attempts before a position of the journal; later ones are those of other processes. */
  | {readonly outcome: 'unsent'; readonly line: number; readonly knowsUntil: number}

/** The lines of a journal from a position on. */
export interface StoredJournal {
  /** What errors call it. */
  readonly name: string
  /** Where the first line begins. */
  readonly start: JournalMark
  /** A position that the journal certainly reached when the reading began. */
  readonly mark?: JournalMark | undefined
  readonly batches: AsyncIterable<LineBatch>
}

/** Complete lines of a journal, which are valid until the next batch is requested. */
export interface LineBatch {
  /** Without line ends. */
  readonly lines: Iterable<Buffer>
  /** The position of the first of them; default: where the batch before it ended. */
  readonly at?: number | undefined
}

/** Lines of a journal by their positions. */
export interface JournalLines {
  /** Without its line end. Fast for positions that are close to each other. */
  readonly at: (position: number) => Promise<Buffer>
  readonly close: () => Promise<void>
}

/** Either what was asked for, or the process that has it. */
export type Claim<Taken> = {readonly taken: Taken} | {readonly holder: Holder}

export interface Holder {
  /** `process 12`, `process 12 on shop-1` */
  readonly name: string
  /** What to do when it is unclear whether it still runs. */
  readonly hint: string | undefined
}

export interface Lock {
  readonly release: () => Promise<void>
}

/** How a run stands that nobody sends any more. */
export interface Standing {
  readonly state: EndState
  readonly counts: RunCounts
}

/** A run that only this process sends. */
export interface Held {
  /** Aborted when the run belongs to another process, in a store where that can be. */
  readonly lost?: AbortSignal | undefined
  /**
   * Whether the store may have lost the last entries of the journal, although it had acknowledged them: nobody knows then who else
   * got the message. Default false.
   */
  readonly mayLackEntries?: boolean | undefined
  /** Records that everybody is settled, before the journal says so: whoever is killed in between leaves no run that seems to run. */
  readonly settle?: ((standing: Standing) => Promise<void>) | undefined
  /** @param standing for lists; the journal decides */
  readonly release: (standing?: Standing) => Promise<void>
  /**
   * Opens the journal for appending after what was read of it; what follows that is cut off.
   * @throws {MsgrError} if it is a copy, or cannot be written.
   */
  readonly append: (end: JournalMark, options: AppendOptions) => Promise<JournalSink>
}

export interface AppendOptions {
  /** Whether the journal may be a copy of the one that was written, and may have been continued elsewhere. Default false. */
  readonly acceptsCopy?: boolean | undefined
  readonly failpoint?: FailpointHit | undefined
}

/** The end of a journal, to which only this process appends. */
export interface JournalSink {
  /**
   * Appends lines, if there are any. With `isDurable` it resolves when they and all before them are certain to stay. Await it before
   * the next call.
   * @throws {MsgrError} with the reason `runTakenOver` if another process has taken the run; another one if they could not be written.
   */
  readonly append: (lines: NewLines | undefined, isDurable: boolean) => Promise<void>
  /** Takes lines that follow some that could not be appended: what they say may be kept elsewhere, when the journal is closed. */
  readonly addRefused?: ((bytes: Buffer) => void) | undefined
  readonly close: () => Promise<void>
}

/** Lines that are written together, each with its line end. */
export interface NewLines {
  readonly bytes: Buffer
  readonly count: number
  /** The checksum of the last of them. */
  readonly chain: string
}

/** Requests of other processes, at most one of each kind. What they mean is the business of `steering`. */
export interface RunRequests {
  /** Undefined if there is none, or it cannot be read. */
  readonly read: (kind: RequestKind) => Promise<unknown>
  /** Replaces the one that was there. @throws {MsgrError} if the store cannot be written. */
  readonly write: (kind: RequestKind, request: object) => Promise<void>
  /** Only for the process that has the run: whoever made the request looks for its effect. */
  readonly remove: (kind: RequestKind) => Promise<void>
}

/** `stop`: to end the sending. `rate`: to change how fast it is. */
export type RequestKind = 'stop' | 'rate'
