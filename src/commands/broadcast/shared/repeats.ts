import {join} from 'node:path'
import {isDeepStrictEqual} from 'node:util'
import {glanceAtManifest, type Manifest, type MessageDraft} from '../../../bulk/manifest.ts'
import {readPeopleWritten} from '../../../bulk/people-written.ts'
import type {PlannedRecipient} from '../../../bulk/plan.ts'
import {RecentRecipients} from '../../../bulk/recent-recipients.ts'
import {listRuns} from '../../../bulk/runs.ts'
import type {Context} from '../../../context.ts'
import {pageOf} from '../../shared/arguments/run-page.ts'
import {targetNow} from '../../shared/arguments/target-time.ts'
import {count} from '../../shared/wording/run-counts.ts'
import type {Preparation} from './planning.ts'
import {runsFolderOf} from './send-run.ts'

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
  const runsFolder = await runsFolderOf(context)
  const recent = new RecentRecipients()
  const same = context.globals.dryRun ? [] : await runsWithMessage(runsFolder, preparation)
  if (same.length === 0) return new Repeats(recent)
  const [page, {target}, nowMs] = await Promise.all([
    pageOf(context),
    context.connection(),
    targetNow(context),
  ])
  for (const {run, manifest} of same)
    if (manifest.page?.id === page.id && manifest.target === target)
      recent.add(run, await readPeopleWritten(join(runsFolder, run), nowMs - RECENT_MS))
  return new Repeats(recent)
}

async function runsWithMessage(
  runsFolder: string,
  {plan: {message}, channel}: Pick<Preparation, 'plan' | 'channel'>,
): Promise<readonly {readonly run: string; readonly manifest: Partial<Manifest>}[]> {
  const wanted = JSON.parse(JSON.stringify(message)) as MessageDraft
  const found: {run: string; manifest: Partial<Manifest>}[] = []
  for (const run of await listRuns(runsFolder)) {
    const manifest = await glanceAtManifest(join(runsFolder, run))
    if (manifest?.channel?.via === channel?.via && isDeepStrictEqual(manifest?.message, wanted))
      found.push({run, manifest: manifest ?? {}})
  }
  return found
}
