import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import type {CustomLabel} from '../../platform/custom-labels.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit} from '../limit.ts'

export function declare(command: Command): void {
  declareLimit(command, 'labels', 'short')
}

export async function run(
  context: Context,
  options: {readonly limit: string},
): Promise<readonly CustomLabel[]> {
  const most = parseLimit(options.limit)
  const {customLabels} = await context.api()
  return collect(limited(context, customLabels.list({limit: 100}), most))
}

export const view: View<readonly CustomLabel[]> = labels => ({
  columns: ['id', 'name'],
  rows: labels.map(({id, page_label_name: name}) => [id, name]),
  empty: 'The Page has no labels. Create one: msgr label create VIP',
})
