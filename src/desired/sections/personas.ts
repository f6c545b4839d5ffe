import {planExisting} from './existing.ts'
import type {PlanSection} from './section.ts'

/** By name alone: the platform keeps a picture of its own and shows another address than the one it was given. */
export const planPersonas: PlanSection<'personas'> = async (wanted, {api: {personas}}) => {
  const present: string[] = []
  for await (const {name} of personas.list()) present.push(name)
  return planExisting(
    'personas',
    wanted.map(persona => ({name: persona.name, create: () => personas.create(persona)})),
    present,
  )
}
