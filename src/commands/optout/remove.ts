import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {count} from '../shared/wording/run-counts.ts'
import {changeList, type ListChange, onTheList, people} from './shared/change-list.ts'
import {declareNamed, type NamedFlags, readNamed} from './shared/named-people.ts'

export interface Removed extends ListChange {
  /** How many came back. */
  readonly removed: number
}

export function declare(command: Command): void {
  declareNamed(command).addHelpText(
    'after',
    `
Remove only people who asked to get messages again. The list keeps a line that they opted out and came back.`,
  )
  addExamples(command, 'msgr optout remove 6411223344556677')
}

export async function run(context: Context, given: string[], {from, ...flags}: NamedFlags): Promise<Removed> {
  const {changed, unchanged, total} = await changeList(
    context,
    await readNamed(context, 'in', given, from, flags),
  )
  return {removed: changed, unchanged, total}
}

export const view: View<Removed> = ({removed, unchanged, total}, {good}) => {
  const others = unchanged === 0 ? '' : `, ${count(unchanged)} ${unchanged === 1 ? 'was' : 'were'} not on it`
  return `${good('✔')} Removed ${people(removed)} from the list of those who opted out${others}. ${onTheList(total)}.`
}
