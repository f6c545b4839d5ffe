import {join} from 'node:path'
import {MsgrError} from '../errors.ts'
import {SeenIds} from './duplicates.ts'
import {isLocked} from './lock.ts'
import {glanceAtManifest, type Manifest, readManifest} from './manifest.ts'
import {ClockTrack} from './platform-clock.ts'
import {readRecipients} from './recipients-file.ts'
import {readSequence} from './run-folder.ts'
import {readRunJournal} from './run-journal.ts'

export interface RecentOptions {
  readonly page: Pick<Manifest['page'], 'id'>
  readonly target: Manifest['target']
  /** This run itself is left out. */
  readonly except?: string | undefined
  /** Only what was attempted after this moment by the platform's clock, in milliseconds since 1970. */
  readonly sinceMs: number
}

/** Whom the runs of marketing messages of a Page wrote to, or may have written to. */
export class RecentRecipients {
  readonly #runs: {readonly run: string; readonly people: SeenIds}[] = []

  add(run: string, people: SeenIds): void {
    this.#runs.push({run, people})
  }

  /** The run that wrote to a person. */
  runFor({psid, token}: {readonly psid: string; readonly token?: string | undefined}): string | undefined {
    return this.#runs.find(
      ({people}) => people.has(psid) || (token !== undefined && people.has(toKey(token))),
    )?.run
  }
}

/** No PSID looks like it. */
const toKey = (token: string) => `0:${token}`

/**
 * Reads from the journals of all runs of marketing messages of the Page whom they wrote to. An attempt without a result counts,
 * because it may have arrived.
 * @throws {MsgrError} if one of them cannot be read: somebody could get two messages.
 */
export async function readRecentRecipients(
  runsFolder: string,
  options: RecentOptions,
): Promise<RecentRecipients> {
  const recent = new RecentRecipients()
  for (const run of await runsOfPage(runsFolder, options)) {
    try {
      recent.add(run, await readPeople(join(runsFolder, run), options.sinceMs))
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new MsgrError(`It cannot be read whom the run ${run} wrote to: ${why}`, {
        cause,
        hint: 'Restore the run, or take its folder away when 12 hours have passed since it was sent',
      })
    }
  }
  return recent
}

/** Another run of marketing messages of the Page that a process is sending; undefined if there is none. */
export async function findRunInProgress(
  runsFolder: string,
  options: Omit<RecentOptions, 'sinceMs'>,
): Promise<string | undefined> {
  for (const run of await runsOfPage(runsFolder, options))
    if (await isLocked(join(runsFolder, run))) return run
  return undefined
}

async function runsOfPage(
  runsFolder: string,
  {page, target, except}: Omit<RecentOptions, 'sinceMs'>,
): Promise<readonly string[]> {
  const found: string[] = []
  for (const {run} of await readSequence(runsFolder)) {
    if (run === except) continue
    const manifest = await glanceAtManifest(join(runsFolder, run))
    // A manifest that cannot be read may be that of such a run; reading the run says so.
    const isOther =
      manifest !== undefined &&
      (manifest.channel === undefined || manifest.page?.id !== page.id || manifest.target !== target)
    if (!isOther) found.push(run)
  }
  return found
}

async function readPeople(folder: string, sinceMs: number): Promise<SeenIds> {
  const {recipients} = await readManifest(folder)
  const people = new SeenIds()
  const clocks = new ClockTrack()
  // For each line the latest attempt that may have arrived: when, and where in the journal.
  const times = new Float64Array(recipients.total + 1)
  const offsets = new Float64Array(recipients.total + 1)
  for await (const entries of readRunJournal(folder)) {
    for (const {entry, offset} of entries) {
      clocks.see(entry, offset)
      if (!('line' in entry)) continue
      const {event, line, at} = entry
      if (event === 'attempt') [times[line], offsets[line]] = [at, offset]
      else if (event !== 'sent' && event !== 'doubt') times[line] = 0
    }
  }
  const isRecent = (line: number) => {
    const at = times[line] ?? 0
    return at > 0 && at + clocks.aheadAt(offsets[line] ?? 0) > sinceMs
  }
  for await (const {psid, token} of readRecipients(folder, isRecent)) {
    people.add(psid)
    if (token !== undefined) people.add(toKey(token))
  }
  return people
}
