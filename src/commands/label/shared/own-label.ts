import type {CustomLabel} from '../../../platform/custom-labels.ts'
import type {LabelId} from '../../../platform/ids.ts'

/** A custom label, as printed in results. */
export interface OwnLabel {
  readonly id: LabelId
  readonly name: string
}

/** The keys of `OwnLabel`, as the header of CSV. */
export const labelColumns = ['id', 'name'] as const satisfies readonly (keyof OwnLabel)[]

export const toOwnLabel = ({id, page_label_name: name}: CustomLabel): OwnLabel => ({id, name})
