import type {Api} from '../api/index.ts'
import {SeenIds} from '../bulk/duplicates.ts'
import type {RecipientRow} from '../bulk/recipient-rows.ts'
import type {Context} from '../context.ts'
import {MsgrError, UsageError} from '../errors.ts'
import {type LabelId, type Psid, toPsid} from '../platform/ids.ts'
import {MAX_BATCH_OPERATIONS} from '../platform/route.ts'
import {askAll} from './ask-all.ts'
import {resolveLabel} from './find-label.ts'
import {inGroups} from './groups.ts'
import {walkConversations} from './walk.ts'

export interface FilterFlags {
  readonly label?: string
  readonly notLabel?: readonly string[]
  readonly activeWithin?: string
}

/** Why a person from a source is excluded. */
export type Exclusion = 'notUnderLabel' | 'underNotLabel' | 'notActive'

/** Called for each person whom the flags exclude. */
export type OnExcluded = (psid: string, why: Exclusion) => Promise<void> | void

/** The labels that a person must have, and those that they must not have. */
export interface LabelRule {
  readonly wanted: LabelId | undefined
  readonly unwanted: readonly LabelId[]
}

export async function resolveLabels(
  context: Context,
  api: Api,
  {label, notLabel = []}: FilterFlags,
): Promise<LabelRule> {
  const wanted = label === undefined ? undefined : await resolveLabel(context, api, label)
  const unwanted: LabelId[] = []
  for (const name of notLabel) unwanted.push(await resolveLabel(context, api, name))
  return {wanted, unwanted}
}

/**
 * The people whom the labels select.
 * @throws {MsgrError} if the platform does not return the labels of a person: the message would silently miss them.
 */
export async function keepByLabels<Person extends {readonly psid: Psid}>(
  context: Context,
  {customLabels}: Api,
  people: readonly Person[],
  {wanted, unwanted}: LabelRule,
  onExcluded: OnExcluded,
): Promise<readonly Person[]> {
  if (wanted === undefined && unwanted.length === 0) return people
  const results = await askAll(
    context,
    people.map(({psid}) => psid),
    customLabels.ofAll,
  )
  const kept: Person[] = []
  for (const [index, person] of people.entries()) {
    const labels = results[index]
    if (labels === undefined || 'failed' in labels)
      throw new MsgrError(`The platform does not return the labels of ${person.psid}: ${labels?.failed}`)
    const ids = labels.answer.map(({id}) => id)
    if (wanted !== undefined && !ids.includes(wanted)) await onExcluded(person.psid, 'notUnderLabel')
    else if (unwanted.some(id => ids.includes(id))) await onExcluded(person.psid, 'underNotLabel')
    else kept.push(person)
  }
  return kept
}

/** Rows of a file without the people whom the flags exclude. Rows without a person stay: the plan reports them. */
export async function* filterRows(
  context: Context,
  rows: AsyncIterable<RecipientRow>,
  flags: FilterFlags,
  onExcluded: OnExcluded,
): AsyncGenerator<RecipientRow> {
  const {label, notLabel = [], activeWithin} = flags
  if (label === undefined && notLabel.length === 0 && activeWithin === undefined) {
    yield* rows
    return
  }
  if (context.globals.dryRun)
    throw new UsageError('A dry run makes no calls, so it cannot find out whom the labels and times select', {
      hint: 'To see the plan, without sending: msgr broadcast plan',
    })
  const api = await context.api()
  const rule = await resolveLabels(context, api, flags)
  const active = activeWithin === undefined ? undefined : await activePeople(context, activeWithin)
  for await (const group of inGroups(rows, MAX_BATCH_OPERATIONS)) {
    const people: {psid: Psid; row: RecipientRow}[] = []
    for (const row of group) {
      const psid = toPsid(row.psid)
      if (psid === undefined) yield row
      else if (active !== undefined && !active.has(psid)) await onExcluded(psid, 'notActive')
      else people.push({psid, row})
    }
    for (const {row} of await keepByLabels(context, api, people, rule, onExcluded)) yield row
  }
}

/** Eight bytes each. */
async function activePeople(context: Context, activeWithin: string): Promise<SeenIds> {
  const active = new SeenIds()
  const walk = walkConversations(context, {activeWithin})
  for await (const {listed} of walk) if (listed.psid !== undefined) active.add(listed.psid)
  return active
}
