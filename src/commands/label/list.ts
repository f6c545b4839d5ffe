import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit} from '../shared/arguments/limit.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {labelColumns, type OwnLabel, toOwnLabel} from './shared/own-label.ts'

export const json = 'array'
export const csv = {columns: labelColumns}

export function declare(command: Command): void {
  declareLimit(command, 'labels', 'short')
  addExamples(command, 'msgr label list', 'msgr label list --json')
}

export async function run(context: Context, options: {readonly limit: string}): Promise<readonly OwnLabel[]> {
  const most = parseLimit(options.limit)
  const {customLabels} = await context.api()
  return (await collect(limited(context, customLabels.list({limit: 100}), most))).map(toOwnLabel)
}

export const view: View<readonly OwnLabel[]> = labels => ({
  columns: ['id', 'name'],
  rows: labels.map(({id, name}) => [id, name]),
  whole: ['id'],
  empty: 'The Page has no labels. Create one: msgr label create VIP',
})
