import {existsSync} from 'node:fs'
import {type FileHandle, mkdir, open, rm, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {hashFile} from '../../system/file-bytes.ts'
import {makeFolder, syncFolder} from '../../system/folder.ts'
import {replaceFile} from '../../system/replace-file.ts'
import {writeWhole} from '../../system/whole-file.ts'
import type {FailpointHit} from '../failpoints.ts'
import {beginningOf} from '../journal-mark.ts'
import {toRunId} from '../run-id.ts'
import type {NewRun} from '../store.ts'
import {identityOf} from './fence.ts'
import {runFiles} from './run-files.ts'
import {nextSequence} from './run-folder.ts'
import {createWitness} from './witness.ts'

export interface RunFolderOptions extends NewRun {
  /** Contains one folder per run; created if missing. */
  readonly runsFolder: string
}

/** A run of any kind that is written under a temporary name, so that it exists completely or not at all. */
export class DraftFolder {
  readonly run: string
  readonly #runsFolder: string
  readonly #folder: string
  /** The list; undefined for a run without one. */
  readonly #list: FileHandle | undefined

  private constructor(runsFolder: string, run: string, list: FileHandle | undefined) {
    this.run = run
    this.#runsFolder = runsFolder
    this.#folder = draftFolder(runsFolder, run)
    this.#list = list
  }

  /** @param list the file of the list, if the run has one */
  static async create({runsFolder, nowMs, random}: RunFolderOptions, list?: string): Promise<DraftFolder> {
    const run = await makeDraftFolder(runsFolder, nowMs, random)
    const handle =
      list === undefined ? undefined : await open(join(draftFolder(runsFolder, run), list), 'wx', 0o600)
    return new DraftFolder(runsFolder, run, handle)
  }

  /** Creates a draft and has it written; of one whose writing fails nothing is left. */
  static async write<Written>(
    options: RunFolderOptions,
    list: string | undefined,
    fill: (draft: DraftFolder) => Promise<Written>,
  ): Promise<Written> {
    const draft = await DraftFolder.create(options, list)
    try {
      return await fill(draft)
    } catch (error) {
      await draft.discard()
      throw error
    }
  }

  sequence(): Promise<number> {
    return nextSequence(this.#runsFolder)
  }

  async addToList(bytes: Buffer): Promise<void> {
    await this.#list?.appendFile(bytes)
  }

  /** Adds the manifest and an empty journal. */
  async finish(manifest: string): Promise<void> {
    await this.#list?.datasync()
    await this.#list?.close()
    await writeWhole(join(this.#folder, runFiles.manifest), manifest, {mode: 0o600})
    await writeWhole(join(this.#folder, runFiles.journal), '', {mode: 0o600})
  }

  /** Makes it a run: from here on it exists completely. Returns its folder. */
  async freeze(failpoint?: FailpointHit): Promise<string> {
    const folder = join(this.#runsFolder, this.run)
    await syncFolder(this.#folder)
    const manifest = await hashFile(join(this.#folder, runFiles.manifest))
    const journal = identityOf(await stat(join(this.#folder, runFiles.journal), {bigint: true}))
    await createWitness(folder, {manifest, journal, ...beginningOf(manifest)})
    failpoint?.('plan-written')
    await replaceFile(this.#folder, folder)
    failpoint?.('plan-renamed')
    await syncFolder(this.#runsFolder)
    return folder
  }

  async discard(): Promise<void> {
    await this.#list?.close()
    await rm(this.#folder, {recursive: true, force: true})
  }
}

const draftFolder = (runsFolder: string, run: string) => join(runsFolder, `.${run}.tmp`)

/** Chooses a run id that no run and no draft has, and creates the folder of the draft. */
async function makeDraftFolder(runsFolder: string, nowMs: number, random: () => number): Promise<string> {
  await makeFolder(runsFolder, {mode: 0o700})
  for (let second = 0; ; second++) {
    const run = toRunId(nowMs + second * 1000, random())
    if (!existsSync(join(runsFolder, run)) && (await makeNew(draftFolder(runsFolder, run)))) return run
  }
}

async function makeNew(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, {mode: 0o700})
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
