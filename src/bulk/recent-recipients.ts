import {MsgrError} from '../errors.ts'
import {isLocked} from './lock.ts'
import type {Manifest} from './manifest.ts'
import {type KnownPeople, readPeopleWritten} from './people-written.ts'
import type {RunStore, StoredRun} from './store.ts'

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
  store: RunStore,
  options: RecentOptions,
): Promise<RecentRecipients> {
  const recent = new RecentRecipients()
  for (const stored of await runsOfPage(store, options)) {
    const {run} = stored
    try {
      recent.add(run, await readPeopleWritten(stored, options.sinceMs))
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
  store: RunStore,
  options: Omit<RecentOptions, 'sinceMs'>,
): Promise<string | undefined> {
  for (const stored of await runsOfPage(store, options)) if (await isLocked(stored)) return stored.run
  return undefined
}

async function runsOfPage(
  store: RunStore,
  {page, target, except}: Omit<RecentOptions, 'sinceMs'>,
): Promise<readonly StoredRun[]> {
  const found: StoredRun[] = []
  for (const {run} of await store.list()) {
    if (run === except) continue
    const stored = store.open(run)
    const manifest = await stored.glance()
    // A manifest that cannot be read may be that of such a run; reading the run says so.
    const isOther =
      manifest !== undefined &&
      (manifest.channel === undefined || manifest.page?.id !== page.id || manifest.target !== target)
    if (!isOther) found.push(stored)
  }
  return found
}
