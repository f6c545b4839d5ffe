import {isDeepStrictEqual} from 'node:util'
import type {Manifest, MessageDraft} from '../../../bulk/manifest.ts'
import {readPeopleWritten} from '../../../bulk/people-written.ts'
import type {PlannedRecipient} from '../../../bulk/plan.ts'
import {RecentRecipients} from '../../../bulk/recent-recipients.ts'
import type {RunStore, StoredRun} from '../../../bulk/store.ts'
import type {Context} from '../../../context.ts'
import {pageOf} from '../../shared/arguments/run-page.ts'
import {targetNow} from '../../shared/arguments/target-time.ts'
import {count} from '../../shared/wording/run-counts.ts'
import type {Preparation} from './planning.ts'
import {runStoreOf} from './run-store.ts'

/** How long the same message counts as sent a short time ago. */
const RECENT_MS = 24 * 3_600_000

/** Counts people who got the same message from another run in the last 24 hours, while they are planned. */
export class Repeats {
  readonly #recent: RecentRecipients
  readonly #runs = new Set<string>()
  #count = 0

  constructor(recent: RecentRecipients) {
    this.#recent = recent
  }

  readonly see = (recipient: PlannedRecipient): void => {
    const run = recipient.skip === undefined ? this.#recent.runFor(recipient) : undefined
    if (run === undefined) return
    this.#count += 1
    this.#runs.add(run)
  }

  get found(): {readonly message: string; readonly runs: readonly string[]} | undefined {
    if (this.#count === 0) return undefined
    const runs = [...this.#runs]
    const people = this.#count === 1 ? '1 of them' : `${count(this.#count)} of them`
    const which = runs.length === 1 ? `the run ${runs[0]}` : `${runs.length} runs`
    return {message: `${people} got the same message in the last 24 hours, from ${which}`, runs}
  }
}

/**
 * Finds the runs of the Page with the same message. Makes calls only if there may be one; a dry run finds none.
 * @throws {MsgrError} if one of them cannot be read: somebody could get it twice.
 */
export async function openRepeats(
  context: Context,
  preparation: Pick<Preparation, 'plan' | 'channel'>,
): Promise<Repeats> {
  const store = await runStoreOf(context)
  const recent = new RecentRecipients()
  const same = context.globals.dryRun ? [] : await runsWithMessage(store, preparation)
  if (same.length === 0) return new Repeats(recent)
  const [page, {target}, nowMs] = await Promise.all([
    pageOf(context),
    context.connection(),
    targetNow(context),
  ])
  for (const {stored, manifest} of same)
    if (manifest.page?.id === page.id && manifest.target === target)
      recent.add(stored.run, await readPeopleWritten(stored, nowMs - RECENT_MS))
  return new Repeats(recent)
}

async function runsWithMessage(
  store: RunStore,
  {plan: {message}, channel}: Pick<Preparation, 'plan' | 'channel'>,
): Promise<readonly {readonly stored: StoredRun; readonly manifest: Partial<Manifest>}[]> {
  const wanted = JSON.parse(JSON.stringify(message)) as MessageDraft
  const found: {stored: StoredRun; manifest: Partial<Manifest>}[] = []
  for (const {run} of await store.list()) {
    const stored = store.open(run)
    const manifest = await stored.glance()
    if (manifest?.channel?.via === channel?.via && isDeepStrictEqual(manifest?.message, wanted))
      found.push({stored, manifest: manifest ?? {}})
  }
  return found
}
