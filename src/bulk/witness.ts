import {writeSync} from 'node:fs'
import {type FileHandle, open, readFile, stat} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {MsgrError} from '../errors.ts'
import {decodeChecked, encodeChecked} from './checked-line.ts'
import {identityOf, isSameIdentity} from './fence.ts'
import {type JournalMark, journalStart} from './journal-mark.ts'

/**
 * What a run is known by outside of its folder: how far its journal reached before anything was done on its strength. The
 * first is written when the run is frozen.
 */
export interface Witnessed extends JournalMark {
  /** SHA-256 of the manifest file, as hexadecimal digits. */
  readonly manifest: string
  /** The file that the journal is, as `identityOf` says. */
  readonly journal: string
}

/** The files of every run, inside its folder. */
export const manifestFile = 'manifest.json'
export const journalFile = 'journal.ndjson'

/** Where the journal of a run begins: with its manifest, so that the journal of another run does not fit. */
export function beginningOf(manifest: string): JournalMark {
  return {...journalStart, chain: manifest.slice(0, journalStart.chain.length)}
}

/** The last record of a witness, and which of the two it is. */
export type LastWitnessed = Witnessed & {readonly turn: number}

/** Two records of this length take turns, so that one is whole at every moment. */
const RECORD_BYTES = 512
const RECORDS = 2

/** The witness of a run: beside its folder, so that whoever puts back the folder does not put it back. */
export function witnessFile(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}.witness`)
}

/** Makes the witness of a run that is about to be frozen; it is on disk when this settles. */
export async function createWitness(folder: string, first: Witnessed): Promise<void> {
  const handle = await open(witnessFile(folder), 'w', 0o600)
  try {
    await handle.writeFile(Buffer.concat(Array(RECORDS).fill(toRecord(first))))
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** @throws {MsgrError} if it is missing or damaged, so that nothing can be said about the journal. */
export async function readWitness(folder: string): Promise<LastWitnessed> {
  const file = witnessFile(folder)
  const bytes = await readFile(file).catch(cause => {
    throw new MsgrError(
      `${file} cannot be read. It says how far the journal of the run ${basename(folder)} reached`,
      {
        cause,
        hint: 'Nothing was sent. Put the file back: it belongs to the folder of the run, also where that is copied',
      },
    )
  })
  const last = newestIn(bytes)
  if (last !== undefined) return last
  throw new MsgrError(
    `${file} is damaged. It says how far the journal of the run ${basename(folder)} reached`,
    {
      hint: 'Nothing was sent. Put the file back as it was last, or settle the rest of the run by hand',
    },
  )
}

function newestIn(bytes: Buffer): LastWitnessed | undefined {
  let newest: LastWitnessed | undefined
  for (let turn = 0; turn < RECORDS; turn += 1) {
    const record = bytes.subarray(turn * RECORD_BYTES, (turn + 1) * RECORD_BYTES)
    const read = decodeChecked(record.subarray(0, record.indexOf('}') + 1)) as Witnessed | undefined
    if (read !== undefined && (newest === undefined || read.bytes >= newest.bytes)) newest = {...read, turn}
  }
  return newest
}

/** @throws {MsgrError} if the journal is another file than the one that was written, with the same content so far. */
export async function refuseCopy(folder: string, {journal}: Witnessed): Promise<void> {
  const file = join(folder, journalFile)
  if (isSameIdentity(journal, identityOf(await stat(file, {bigint: true})))) return
  throw new MsgrError(
    `${file} is a copy: the run was restored from a backup or copied, and may have gone on elsewhere since`,
    {
      reason: 'journalCopied',
    },
  )
}

/** The witness of a run that this process alone sends. */
export class Witness {
  readonly #handle: FileHandle
  readonly #manifest: string
  #turn: number

  private constructor(handle: FileHandle, {manifest, turn}: LastWitnessed) {
    this.#handle = handle
    this.#manifest = manifest
    this.#turn = turn
  }

  /** @param last as it was read. */
  static async open(folder: string, last: LastWitnessed): Promise<Witness> {
    return new Witness(await open(witnessFile(folder), 'r+'), last)
  }

  /**
   * Writes down how far a journal reaches that is on disk. From here on that outlives this process; it outlives the machine
   * once it is synced, which is left to the next sync of the journal, so that both go to the disk at once.
   */
  mark({bytes, lines, chain}: JournalMark, journal: string): void {
    const record = toRecord({manifest: this.#manifest, journal, bytes, lines, chain})
    this.#turn = (this.#turn + 1) % RECORDS
    writeSync(this.#handle.fd, record, 0, RECORD_BYTES, this.#turn * RECORD_BYTES)
  }

  /** Waits until every mark is on disk. */
  sync(): Promise<void> {
    return this.#handle.datasync()
  }

  async close(): Promise<void> {
    try {
      await this.sync()
    } finally {
      await this.#handle.close()
    }
  }
}

function toRecord(witnessed: Witnessed): Buffer {
  return Buffer.from(
    encodeChecked(witnessed)
      .trimEnd()
      .padEnd(RECORD_BYTES - 1)
      .concat('\n'),
  )
}
