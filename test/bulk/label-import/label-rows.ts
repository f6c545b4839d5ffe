import type {LabelledRow} from '../../../src/bulk/label-import/plan.ts'
import type {CustomLabel} from '../../../src/platform/custom-labels.ts'

export const vip = {id: '17', page_label_name: 'VIP'} as CustomLabel

export async function* many(count: number): AsyncGenerator<LabelledRow> {
  for (let row = 0; row < count; row += 1)
    yield {psid: String(24_000_000_000_000_000n + BigInt(row)), label: 'VIP', place: row + 2}
}
