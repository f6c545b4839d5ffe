import {planExisting} from './existing.ts'
import type {PlanSection} from './section.ts'

export const planLabels: PlanSection<'labels'> = async (wanted, {api: {customLabels}}) => {
  const present: string[] = []
  for await (const {page_label_name: name} of customLabels.list()) present.push(name)
  return planExisting(
    'labels',
    wanted.map(name => ({name, create: () => customLabels.create(name)})),
    present,
  )
}
