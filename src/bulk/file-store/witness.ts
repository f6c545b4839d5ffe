import {writeSync} from 'node:fs'
import {type FileHandle, open, readFile, stat} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {MsgrError} from '../../errors.ts'
import {decodeChecked, encodeChecked} from '../checked-line.ts'
import type {JournalMark} from '../journal-mark.ts'
import {identityOf, isSameIdentity} from './fence.ts'
import {runFiles} from './run-files.ts'

/**
 * The record of a run outside its folder: how far its journal reached before anything was done because of it. The
 * first one is written when the run is frozen.
 */
export interface Witnessed extends JournalMark {
  /** SHA-256 of the manifest file, as hexadecimal digits. */
  readonly manifest: string
  /** Identifies the journal file, as `identityOf` returns it. */
  readonly journal: string
}

/** The last record of a witness, and which of the two it is. */
export type LastWitnessed = Witnessed & {readonly turn: number}

/** Two records of this length alternate, so that one is always complete. */
const RECORD_BYTES = 512
const RECORDS = 2

/** The witness of a run. It is beside the run's folder, so that restoring the folder does not restore the witness. */
export function witnessFile(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}.witness`)
}

/** Creates the witness of a run that is about to be frozen. Resolves when it is on disk. */
export async function createWitness(folder: string, first: Witnessed): Promise<void> {
  const handle = await open(witnessFile(folder), 'w', 0o600)
  try {
    await handle.writeFile(Buffer.concat(Array(RECORDS).fill(toRecord(first))))
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** @throws {MsgrError} if it is missing or damaged, so that the journal cannot be checked. */
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
      hint: 'Nothing was sent. Restore its latest version, or settle the rest of the run by hand',
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

/** @throws {MsgrError} if the journal is not the file that was written, even with the same content. */
export async function refuseCopy(folder: string, {journal}: Witnessed): Promise<void> {
  const file = join(folder, runFiles.journal)
  if (isSameIdentity(journal, identityOf(await stat(file, {bigint: true})))) return
  throw new MsgrError(
    `${file} is a copy: the run was restored from a backup or copied, and may have gone on elsewhere since`,
    {
      reason: 'journalCopied',
    },
  )
}

/** The witness of a run that only this process sends. */
export class Witness {
  readonly #handle: FileHandle
  readonly #manifest: string
  #turn: number

  private constructor(handle: FileHandle, {manifest, turn}: LastWitnessed) {
    this.#handle = handle
    this.#manifest = manifest
    this.#turn = turn
  }

  /** @param last the last record, as it was read. */
  static async open(folder: string, last: LastWitnessed): Promise<Witness> {
    return new Witness(await open(witnessFile(folder), 'r+'), last)
  }

  /**
   * Records the position of a journal that is on disk. The record outlives this process at once. It outlives the
   * machine once it is synced, which the next sync of the journal does, so that both reach the disk together.
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
