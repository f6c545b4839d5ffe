import {join} from 'node:path'
import {MsgrError} from '../errors.ts'
import {isLocked} from './lock.ts'
import {glanceAtManifest, type Manifest} from './manifest.ts'
import {type KnownPeople, readPeopleWritten} from './people-written.ts'
import {readSequence} from './run-folder.ts'

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
  readonly #runs: {readonly run: string; readonly people: KnownPeople}[] = []

  add(run: string, people: KnownPeople): void {
    this.#runs.push({run, people})
  }

  /** The run that wrote to a person. */
  runFor(person: {readonly psid: string; readonly token?: string | undefined}): string | undefined {
    return this.#runs.find(({people}) => people.has(person))?.run
  }
}

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
      recent.add(run, await readPeopleWritten(join(runsFolder, run), options.sinceMs))
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
