import {openOptOuts} from '../../../audience/opt-outs.ts'
import type {OptOutEntry} from '../../../bulk/opt-outs/entry.ts'
import type {Context} from '../../../context.ts'
import type {View} from '../../../terminal/view.ts'
import {count} from '../../shared/wording/run-counts.ts'

/** What became of the list. The keys are a public API. */
export interface ListChange {
  /** How many people it has now. */
  readonly total: number
  /** How many of the named people were already as asked. */
  readonly unchanged: number
}

/** Appends the entries of people; a dry run only counts. Returns how many changed something. */
export async function changeList(
  context: Context,
  entries: readonly OptOutEntry[],
): Promise<ListChange & {readonly changed: number}> {
  const list = await openOptOuts(context)
  const people = new Set(entries.map(({psid}) => psid)).size
  const changed = context.globals.dryRun
    ? new Set(entries.flatMap(({psid, event}) => (list.isOut(psid) === (event === 'out') ? [] : psid))).size
    : await list.append(entries)
  return {changed, unchanged: people - changed, total: list.count}
}

/** Somebody was added to the list. */
export interface Added extends ListChange {
  /** How many were new. */
  readonly added: number
}

export async function addToList(context: Context, entries: readonly OptOutEntry[]): Promise<Added> {
  const {changed: added, unchanged, total} = await changeList(context, entries)
  return {added, unchanged, total}
}

export const people = (n: number) => `${count(n)} ${n === 1 ? 'person' : 'people'}`

export const onTheList = (n: number) => `${people(n)} ${n === 1 ? 'is' : 'are'} on the list`

export const addedView: View<Added> = ({added, unchanged, total}, {good}) => {
  const known =
    unchanged === 0 ? '' : `, ${count(unchanged)} ${unchanged === 1 ? 'was' : 'were'} on it before`
  return `${good('✔')} Added ${people(added)} to the list of those who opted out${known}. ${onTheList(total)}.`
}
