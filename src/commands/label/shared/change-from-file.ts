import {join} from 'node:path'
import {readRows, withRejects} from '../../../audience/file-rows.ts'
import {resolveLabel} from '../../../audience/find-label.ts'
import {nobodyIsNamed, parsePsid} from '../../../audience/people.ts'
import {draftImport, type ImportDraft} from '../../../bulk/label-import/draft.ts'
import type {LabelledRow} from '../../../bulk/label-import/plan.ts'
import {readOutcomes} from '../../../bulk/label-import/progress.ts'
import type {RecipientRow} from '../../../bulk/recipient-rows.ts'
import type {Context} from '../../../context.ts'
import type {LabelId, Psid} from '../../../platform/ids.ts'
import {plural} from '../../shared/arguments/count.ts'
import {parseName} from '../../shared/arguments/given-name.ts'
import {pageOf} from '../../shared/arguments/run-page.ts'
import {doneFor, type PersonOutcome} from '../../shared/wording/person-outcome.ts'
import type {ChangeFlags, ChangeFromFile} from './change-labels.ts'
import {importLabels, importsFolderOf} from './import-run.ts'

export interface FileChange {
  readonly act: 'assign' | 'unassign'
  readonly labelName: string
  /** PSIDs from the command line, which come before those of the file. */
  readonly given: readonly string[]
  readonly file: string
  readonly flags: ChangeFlags
}

/**
 * Assigns a label to the people in a file, or removes it from them, as an import with one label: saved before the first
 * call, and resumable.
 * @throws {UsageError} if the file names no person, or as `readRows`.
 */
export function changeFromFile(context: Context, change: FileChange): Promise<ChangeFromFile> {
  const {act, labelName, given, file, flags} = change
  parseName(labelName, 'label')
  const people = given.map(parsePsid)
  return withRejects(context, flags, async rejects => {
    const api = await context.api()
    const {target} = await context.connection()
    const {psidColumn, sheet, skipInvalid} = flags
    const rows = readRows(context, file, {psidColumn, sheet, skipInvalid}, rejects)
    const draft = await draftImport(labelled(labelName, people, rows), {
      act,
      existing: [],
      idOf: name => resolveLabel(context, api, name),
      source: file,
      target,
      page: await pageOf(context),
      runsFolder: await importsFolderOf(context),
      nowMs: context.clock.now(),
      random: context.random,
    })
    await agree(context, draft, change)
    await draft.freeze()
    const result = await importLabels(context, draft.run, rejects)
    const {created: _created, ...end} = result
    const labelId = draft.labels[0]?.id as LabelId
    return {labelId, label: labelName, people: await peopleOf(context, result), ...end}
  })
}

async function* labelled(
  label: string,
  people: readonly Psid[],
  rows: AsyncIterable<RecipientRow>,
): AsyncGenerator<LabelledRow> {
  for (const psid of people) yield {psid, label, place: 'the command line'}
  for await (const {psid, place} of rows) yield {psid, label, place}
}

/** @throws {UsageError} if no person is named, {CancelledError} if the user says no; nothing is left behind then. */
async function agree(
  {prompt}: Context,
  {plan: {assign, unassign}, discard}: ImportDraft,
  {act, labelName}: FileChange,
): Promise<void> {
  try {
    if (assign + unassign === 0) throw nobodyIsNamed('psid')
    if (act === 'unassign')
      await prompt.agree(`Remove ${labelName} from ${plural(unassign, 'person', 'people')}?`)
  } catch (error) {
    await discard()
    throw error
  }
}

/** The outcome for each person, in the order of the file. */
async function peopleOf(
  context: Context,
  {run, next}: {readonly run: string; readonly next: string | undefined},
): Promise<readonly PersonOutcome[]> {
  const people: PersonOutcome[] = []
  const open = `Not done yet; resume with: ${next}`
  for await (const {psid, isOpen, refusal} of readOutcomes(join(await importsFolderOf(context), run))) {
    const id = psid as Psid
    const reason = isOpen ? open : refusal
    people.push(reason === undefined ? doneFor(id) : {psid: id, done: false, reason})
  }
  return people
}
