import {MsgrError} from '../../errors.ts'
import type {JournalSink, NewLines} from '../store.ts'
import type {Appender} from './appender.ts'
import {MOST_GROUP_BYTES} from './journal-rows.ts'

/** Outcomes ride with the next attempts of the process, at most so much later. */
const GATHER_MS = 500
/** What gathers is written before it is this large. */
const MOST_GATHERED = Math.min(2 ** 20, MOST_GROUP_BYTES)

export interface JournalEndOptions {
  readonly run: string
  /** The place of the next group. */
  readonly seq: number
  readonly epoch: number
  /** Keeps lines that were refused because another process has the run. */
  readonly leaveEvidence: (lines: Buffer) => Promise<void>
}

/** The end of a journal in the database. What need not be durable gathers, and is written with what has to be. */
export class JournalEnd implements JournalSink {
  readonly #appender: Appender
  readonly #options: JournalEndOptions
  #seq: number
  #gathered: Buffer[] = []
  #timer: NodeJS.Timeout | undefined
  #failure: {readonly error: unknown} | undefined
  /** Settles when the group that is under way is written. */
  #writing: Promise<void> = Promise.resolve()

  constructor(appender: Appender, options: JournalEndOptions) {
    this.#appender = appender
    this.#options = options
    this.#seq = options.seq
  }

  async append(lines: NewLines | undefined, isDurable: boolean): Promise<void> {
    if (lines !== undefined) this.#gathered.push(lines.bytes)
    const size = this.#gathered.reduce((sum, {length}) => sum + length, 0)
    if (isDurable || size > MOST_GATHERED) return this.#write()
    this.#timer ??= setTimeout(() => void this.#write().catch(() => {}), GATHER_MS)
    if (this.#failure !== undefined) throw this.#failure.error
  }

  addRefused(bytes: Buffer): void {
    this.#gathered.push(bytes)
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#writing.catch(() => {})
    if (!isTakenOver(this.#failure?.error)) return
    // Without it they stay in doubt, which is true as well.
    await this.#options.leaveEvidence(Buffer.concat(this.#gathered)).catch(() => {})
  }

  #write(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.then(() => this.#writeGathered())
    return this.#writing
  }

  async #writeGathered(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error
    if (this.#gathered.length === 0) return
    const entries = Buffer.concat(this.#gathered)
    this.#gathered = []
    const {run, epoch} = this.#options
    try {
      await this.#appender.append({run, epoch, seq: this.#seq, entries})
      this.#seq += 1
    } catch (error) {
      this.#failure = {error}
      this.#gathered.unshift(entries)
      throw error
    }
  }
}

const isTakenOver = (error: unknown) => error instanceof MsgrError && error.reason === 'runTakenOver'
