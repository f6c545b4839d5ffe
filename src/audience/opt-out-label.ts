import type {Api} from '../api/index.ts'
import {SeenIds} from '../bulk/duplicates.ts'
import type {RecipientRow} from '../bulk/recipient-rows.ts'
import type {Context} from '../context.ts'
import {MsgrError} from '../errors.ts'
import {isNumericId, type LabelId, type Psid, toPsid} from '../platform/ids.ts'
import {MAX_BATCH_OPERATIONS} from '../platform/route.ts'
import {shellWord} from '../terminal/shell-word.ts'
import {askAll} from './ask-all.ts'
import {findLabel} from './find-label.ts'
import {inGroups} from './groups.ts'

/** The custom label that the settings name for people who opted out. */
interface OptOutLabel {
  readonly id: LabelId
  /** As the settings name it. */
  readonly name: string
}

/**
 * The label `optOutLabel` of the settings; undefined when they name none.
 * @throws {MsgrError} if the Page has no such label: nobody would be left out.
 */
async function findOptOutLabel(context: Context, api: Api): Promise<OptOutLabel | undefined> {
  const {optOutLabel: name} = await context.config()
  if (name === undefined) return undefined
  if (isNumericId(name)) return {id: name as LabelId, name}
  const {found} = await findLabel(api, name)
  if (found !== undefined) return {id: found.id, name}
  throw new MsgrError(`The Page has no label ${name}, which the settings name as optOutLabel`, {
    hint: `Correct the settings, or create it: msgr label create ${shellWord(name)}`,
  })
}

/** The same rows; those of people with the label of the settings say why they are left out. A dry run looks nobody up. */
export async function leaveOutLabelled(
  context: Context,
  rows: AsyncIterable<RecipientRow>,
): Promise<AsyncIterable<RecipientRow>> {
  const {optOutLabel} = await context.config()
  if (optOutLabel === undefined) return rows
  if (context.globals.dryRun) {
    context.io.note(`A dry run makes no calls: people with the label ${optOutLabel} are still counted`)
    return rows
  }
  const api = await context.api()
  const label = await findOptOutLabel(context, api)
  return label === undefined ? rows : judged(context, api, rows, label)
}

async function* judged(
  context: Context,
  api: Api,
  rows: AsyncIterable<RecipientRow>,
  label: OptOutLabel,
): AsyncGenerator<RecipientRow> {
  for await (const group of inGroups(rows, MAX_BATCH_OPERATIONS)) {
    const psids = group.flatMap(({psid, skip}) => (skip === undefined ? (toPsid(psid) ?? []) : []))
    const reasons = await reasonsFor(context, api, psids, label)
    for (const row of group) {
      const skip = row.skip ?? reasons.get(row.psid)
      yield skip === undefined ? row : {...row, skip}
    }
  }
}

/** Why people are left out because of their labels. Whose labels are not known may have this one. */
async function reasonsFor(
  context: Context,
  {customLabels}: Api,
  psids: readonly Psid[],
  {id, name}: OptOutLabel,
): Promise<ReadonlyMap<string, NonNullable<RecipientRow['skip']>>> {
  const reasons = new Map<string, NonNullable<RecipientRow['skip']>>()
  if (psids.length === 0) return reasons
  const people = [...new Set(psids)]
  const results = await askAll(context, people, customLabels.ofAll)
  for (const [index, psid] of people.entries()) {
    const result = results[index]
    if (result !== undefined && 'answer' in result) {
      const has = result.answer.some(label => label.id === id)
      if (has) reasons.set(psid, {reason: 'optedOut', detail: `the person opted out: has the label ${name}`})
    } else
      reasons.set(psid, {
        reason: 'labelsUnknown',
        detail: `it is not known whether they have the label ${name}: ${result?.failed}`,
      })
  }
  return reasons
}

/**
 * Of these people, those whom their labels leave out now; nobody if the settings name no label, and in a dry run.
 * @throws {MsgrError} if the Page has no such label.
 */
export async function findLabelled(
  context: Context,
  api: Api,
  people: AsyncIterable<Pick<RecipientRow, 'psid'>> | Iterable<Pick<RecipientRow, 'psid'>>,
): Promise<SeenIds> {
  const labelled = new SeenIds()
  const label = context.globals.dryRun ? undefined : await findOptOutLabel(context, api)
  if (label === undefined) return labelled
  for await (const group of inGroups(people, MAX_BATCH_OPERATIONS)) {
    context.signal.throwIfAborted()
    const psids = group.flatMap(({psid}) => toPsid(psid) ?? [])
    for (const psid of (await reasonsFor(context, api, psids, label)).keys()) labelled.add(psid)
  }
  return labelled
}
