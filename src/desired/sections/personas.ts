import {planExisting} from './existing.ts'
import type {PlanSection} from './section.ts'

/** Compared by name alone: the platform keeps its own copy of the picture and shows another address. */
export const planPersonas: PlanSection<'personas'> = async (wanted, {api: {personas}}) => {
  const present: string[] = []
  for await (const {name} of personas.list()) present.push(name)
  return planExisting(
    'personas',
    wanted.map(persona => ({name: persona.name, create: () => personas.create(persona)})),
    present,
  )
}
