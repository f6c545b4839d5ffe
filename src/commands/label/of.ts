import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import {parsePsid} from '../../audience/people.ts'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {labelColumns, type OwnLabel, toOwnLabel} from './shared/own-label.ts'

export const json = 'array'
export const csv = {columns: labelColumns}

export function declare(command: Command): void {
  command.addArgument(completedArgument('people', '<psid>', 'the person'))
  addExamples(command, 'msgr label of 6411223344556677')
}

export async function run(context: Context, psid: string): Promise<readonly OwnLabel[]> {
  const person = parsePsid(psid)
  const {customLabels} = await context.api()
  return (await collect(customLabels.of(person))).map(toOwnLabel)
}

export const view: View<readonly OwnLabel[]> = labels => ({
  columns: ['id', 'name'],
  rows: labels.map(({id, name}) => [id, name]),
  whole: ['id'],
  empty: 'This person has no labels.',
})
