import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import type {CustomLabel} from '../../platform/custom-labels.ts'
import type {View} from '../../terminal/view.ts'
import {addExamples} from '../examples.ts'
import {parsePsid} from '../people.ts'

export function declare(command: Command): void {
  command.argument('<psid>', 'the person')
  addExamples(command, 'msgr label of 6411223344556677')
}

export async function run(context: Context, psid: string): Promise<readonly CustomLabel[]> {
  const person = parsePsid(psid)
  const {customLabels} = await context.api()
  return collect(customLabels.of(person))
}

export const view: View<readonly CustomLabel[]> = labels => ({
  columns: ['id', 'name'],
  rows: labels.map(({id, page_label_name: name}) => [id, name]),
  whole: ['id'],
  empty: 'This person has no labels.',
})
