import {readdir, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {UsageError} from '../../errors.ts'
import {grouped} from '../../system/grouped.ts'
import {claimFolder} from '../../system/process-lock.ts'
import {type Recorded, readRecorded} from '../read-recording.ts'
import {type RawDelivery, recordLine} from '../record.ts'
import {DoneMarks} from './done-marks.ts'
import {type Place, Segment} from './segment.ts'

/** A delivery that is on disk. */
export interface KeptDelivery {
  /** The spool may forget it. To be called once. */
  readonly done: () => void
  /** Reads it again, so that it need not stay in memory. */
  readonly read: () => Promise<RawDelivery>
}

export interface Spool {
  /** How many deliveries an earlier process left. */
  readonly left: number
  /** What an earlier process left, oldest first. To be read once, before anything is kept. */
  readonly readLeft: () => AsyncGenerator<Recorded & KeptDelivery>
  /** Resolves when it is on disk. Those that come together share a sync. @throws the error of `node:fs`. */
  readonly keep: (delivery: RawDelivery, nowMs: number) => Promise<KeptDelivery>
  /** Appends a delivery to the recording of those that nobody took, in the same folder. Resolves when it is on disk. */
  readonly putAside: (delivery: RawDelivery, nowMs: number) => Promise<void>
  /** How many deliveries are not done. */
  readonly open: () => number
  /** Resolves when all are done. */
  readonly whenDone: () => Promise<void>
  /** What is not done stays for the next process. */
  readonly close: () => Promise<void>
}

const ASIDE_FILE = 'not-taken.ndjson'
const SEGMENT_BYTES = 8 * 1024 * 1024
const segmentName = /^(\d{8})\.ndjson$/

/**
 * Opens the folder in which deliveries wait until they have been dealt with, for this process alone. Each is on disk before
 * it is acknowledged, so that nothing acknowledged is lost when the process or the machine fails: it is handled at
 * least once. The files are recordings.
 * @throws {UsageError} if another process has the folder. @throws the error of `node:fs`.
 */
export async function openSpool(folder: string): Promise<Spool> {
  const claim = await claimFolder(folder)
  if (!('lock' in claim)) {
    const {name, hint} = claim.owner
    const message = `The spool ${folder} is used by ${name}`
    throw new UsageError(message, hint === undefined ? {reason: 'spoolTaken'} : {hint})
  }
  try {
    const former = await findFormer(folder)
    return new FolderSpool(folder, former, claim.lock.release)
  } catch (error) {
    await claim.lock.release()
    throw error
  }
}

/** A segment of an earlier process, with the places of what is not done. */
interface Former {
  readonly number: number
  readonly segment: Segment
  readonly places: readonly Place[]
}

async function findFormer(folder: string): Promise<readonly Former[]> {
  const names = (await readdir(folder)).sort()
  const found: Former[] = []
  for (const name of names) {
    const file = join(folder, name)
    if (name.endsWith('.ndjson.done') && !names.includes(name.slice(0, -'.done'.length))) await rm(file)
    const number = segmentName.exec(name)?.[1]
    if (number === undefined) continue
    const {marks, lines} = await DoneMarks.read(file)
    const places = placesIn(await readFile(file)).filter(({line}) => !lines.has(line))
    const segment = Segment.former(file, marks, places.length)
    if (places.length === 0) await segment.end()
    else found.push({number: Number(number), segment, places})
  }
  return found
}

/** The whole lines of a file. What follows the last line end was torn off, and never acknowledged. */
function placesIn(bytes: Buffer): readonly Place[] {
  const places: Place[] = []
  for (
    let offset = 0, end = bytes.indexOf(0x0a);
    end !== -1;
    offset = end + 1, end = bytes.indexOf(0x0a, offset)
  )
    places.push({line: places.length + 1, offset, length: end + 1 - offset})
  return places
}

class FolderSpool implements Spool {
  readonly left: number
  readonly #folder: string
  readonly #former: readonly Former[]
  readonly #release: () => Promise<void>
  /** Those of this process that may have open deliveries, and of the earlier ones. */
  readonly #segments = new Set<Segment>()
  #current: Segment | undefined
  #next: number
  #open: number
  /** Lines that reach the disk together. */
  readonly #lines = grouped((lines: readonly string[]) => this.#write(lines))
  #whenDone: (() => void)[] = []
  #isClosed = false

  constructor(folder: string, former: readonly Former[], release: () => Promise<void>) {
    this.#folder = folder
    this.#former = former
    this.#release = release
    this.left = former.reduce((sum, {places}) => sum + places.length, 0)
    this.#open = this.left
    for (const {segment} of former) this.#segments.add(segment)
    this.#next = (former.at(-1)?.number ?? 0) + 1
  }

  async *readLeft(): AsyncGenerator<Recorded & KeptDelivery> {
    for (const {segment, places} of this.#former) {
      for (const place of places) yield {...(await readAt(segment, place)), ...this.#kept(segment, place)}
    }
  }

  keep = (delivery: RawDelivery, nowMs: number): Promise<KeptDelivery> =>
    this.#lines.add(recordLine(delivery, nowMs))

  async putAside(delivery: RawDelivery, nowMs: number): Promise<void> {
    const {appendSynced} = await import('./append-synced.ts')
    await appendSynced(join(this.#folder, ASIDE_FILE), recordLine(delivery, nowMs))
  }

  open(): number {
    return this.#open
  }

  async whenDone(): Promise<void> {
    if (this.#open > 0) await new Promise<void>(resolve => this.#whenDone.push(resolve))
  }

  async close(): Promise<void> {
    await this.#lines.idle()
    // The folder may have another owner from now on.
    this.#isClosed = true
    for (const segment of this.#segments) await segment.end()
    await this.#release()
  }

  async #write(lines: readonly string[]): Promise<readonly KeptDelivery[]> {
    try {
      const segment = await this.#writable()
      const places = segment.append(lines)
      await segment.sync(lines.length)
      this.#open += lines.length
      return places.map(place => this.#kept(segment, place))
    } catch (error) {
      // A line may be torn now, and what follows it would be lost with it.
      await this.#current?.end().catch(() => {})
      this.#current = undefined
      throw error
    }
  }

  async #writable(): Promise<Segment> {
    if (this.#current !== undefined && this.#current.bytes < SEGMENT_BYTES) return this.#current
    const full = this.#current
    this.#current = undefined
    await full?.end()
    const file = join(this.#folder, `${String(this.#next).padStart(8, '0')}.ndjson`)
    this.#next += 1
    this.#current = await Segment.create(this.#folder, file)
    this.#segments.add(this.#current)
    return this.#current
  }

  #kept(segment: Segment, place: Place): KeptDelivery {
    return {
      done: () => {
        if (this.#isClosed) return
        this.#open -= 1
        segment.done(place.line)
        if (this.#open === 0) for (const resolve of this.#whenDone.splice(0)) resolve()
      },
      read: () => readAt(segment, place),
    }
  }
}

async function readAt(segment: Segment, place: Place): Promise<Recorded> {
  const text = await segment.read(place)
  try {
    return readRecorded(text, place.line, segment.file)
  } catch (cause) {
    throw new UsageError((cause as Error).message, {
      reason: 'spoolDamaged',
      data: {file: segment.file},
      cause,
    })
  }
}
