import {createHash} from 'node:crypto'
import {existsSync} from 'node:fs'
import {type FileHandle, mkdir, open, rename, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {hashMessage, type Manifest, runFiles, SCHEMA_VERSION} from './manifest.ts'
import {type PlannedRecipient, type PlanOptions, type PlanSummary, planRecipients} from './plan.ts'
import type {RecipientRow} from './recipient-rows.ts'

export interface DraftOptions extends Omit<PlanOptions, 'write'> {
  /** Holds one folder for each run; made when it is missing. */
  readonly runsFolder: string
  readonly target: Manifest['target']
  readonly page: Manifest['page']
  /** Messages per second. */
  readonly rate: number
  /** Nothing is sent after this moment, in milliseconds since 1970. */
  readonly notAfterMs?: number | undefined
  readonly nowMs: number
  /** In [0, 1). */
  readonly random: () => number
}

/** A run that is written, but cannot be sent before it is frozen. One of both ends it. */
export interface Draft {
  readonly run: string
  readonly summary: PlanSummary
  /** Makes it a run; yields its folder. */
  readonly freeze: () => Promise<string>
  readonly discard: () => Promise<void>
}

/**
 * Plans a run and writes it aside, so that a run either is there as a whole or not at all.
 * @throws {InvalidInputError} as `planRecipients`; nothing is left behind then.
 */
export async function draftRun(rows: AsyncIterable<RecipientRow>, options: DraftOptions): Promise<Draft> {
  const {runsFolder, message, nowMs, notAfterMs} = options
  const {run, folder} = await makeFolder(options)
  const discard = () => rm(folder, {recursive: true, force: true})
  try {
    const list = await RecipientsFile.create(join(folder, runFiles.recipients))
    let summary: PlanSummary
    try {
      summary = await planRecipients(rows, {...options, write: recipient => list.add(recipient)})
      await list.finish()
    } finally {
      await list.close()
    }
    const manifest: Manifest = {
      schemaVersion: SCHEMA_VERSION,
      run,
      created: new Date(nowMs).toISOString(),
      target: options.target,
      page: options.page,
      message,
      messageHash: hashMessage(message),
      recipients: {total: summary.total, hash: list.hash()},
      skipped: summary.skipped,
      rate: options.rate,
      ...(notAfterMs !== undefined && {notAfter: new Date(notAfterMs).toISOString()}),
    }
    await writeDurably(join(folder, runFiles.manifest), `${JSON.stringify(manifest, null, 2)}\n`)
    await writeDurably(join(folder, runFiles.journal), '')
    return {run, summary, discard, freeze: () => freeze(folder, join(runsFolder, run))}
  } catch (error) {
    await discard()
    throw error
  }
}

async function freeze(draft: string, folder: string): Promise<string> {
  await syncFolder(draft)
  await rename(draft, folder)
  await syncFolder(join(folder, '..'))
  return folder
}

/** `20261122-7f3a2c`: the day (UTC), then the second of the day and a random number, so that runs sort by age. */
export function toRunId(nowMs: number, random: number): string {
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '')
  const secondOfDay = Math.floor(nowMs / 1000) % 86_400
  const tail = secondOfDay * 128 + Math.floor(random * 128)
  return `${day}-${tail.toString(16).padStart(6, '0')}`
}

/** Takes a run id that neither a run nor a draft has. */
async function makeFolder({runsFolder, nowMs, random}: DraftOptions): Promise<{run: string; folder: string}> {
  await mkdir(runsFolder, {recursive: true, mode: 0o700})
  for (let second = 0; ; second++) {
    const run = toRunId(nowMs + second * 1000, random())
    const folder = join(runsFolder, `.${run}.tmp`)
    if (!existsSync(join(runsFolder, run)) && (await makeNew(folder))) return {run, folder}
  }
}

async function makeNew(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, {mode: 0o700})
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

const BUFFER_CHARACTERS = 64 * 1024

/** Writes the frozen list, and hashes it on the way. */
class RecipientsFile {
  readonly #handle: FileHandle
  readonly #hash = createHash('sha256')
  #buffer = ''

  private constructor(handle: FileHandle) {
    this.#handle = handle
  }

  static async create(file: string): Promise<RecipientsFile> {
    return new RecipientsFile(await open(file, 'wx', 0o600))
  }

  add(recipient: PlannedRecipient): Promise<void> | undefined {
    this.#buffer += `${JSON.stringify(recipient)}\n`
    return this.#buffer.length < BUFFER_CHARACTERS ? undefined : this.#write()
  }

  async finish(): Promise<void> {
    await this.#write()
    await this.#handle.datasync()
  }

  hash(): string {
    return this.#hash.digest('hex')
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  async #write(): Promise<void> {
    const text = this.#buffer
    this.#buffer = ''
    this.#hash.update(text)
    await this.#handle.appendFile(text)
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes the names in a folder durable, where the system can. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch {
    // Windows opens no folders; there, names are durable with the journal of the file system.
  }
}
