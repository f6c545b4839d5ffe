import type {GraphError} from '../../errors.ts'
import {isRefusal} from '../apply-profile.ts'
import type {SectionName} from '../page-schema.ts'
import {type PageChange, type Refused, type SectionPlan, thereOf} from './section.ts'

export interface Creatable {
  readonly name: string
  readonly create: () => Promise<unknown>
}

/** The plan for things that must exist and are never deleted: others may use what the file does not name. */
export function planExisting(
  section: SectionName,
  wanted: readonly Creatable[],
  present: readonly string[],
): SectionPlan {
  const missing = wanted.filter(({name}) => !present.includes(name))
  const names = wanted.map(({name}) => name)
  const changes = missing.map(({name}): PageChange => ({section, kind: 'add', name}))
  return {
    section,
    changes,
    left: present.filter(name => !names.includes(name)),
    present: thereOf(section, present, names),
    expected: thereOf(section, [...present, ...names], []),
    carryOut: async () => ({refused: await createEach(section, missing)}),
  }
}

/** Creates one after the other; what the platform refuses keeps the others not. */
async function createEach(section: SectionName, missing: readonly Creatable[]): Promise<readonly Refused[]> {
  const refused: Refused[] = []
  for (const {name, create} of missing) {
    const refusal = await refusalIn(create)
    if (refusal !== undefined) refused.push({section, name, reason: refusal.message})
  }
  return refused
}

/** The refusal of a call by the platform; undefined when it was taken. */
export async function refusalIn(call: () => Promise<unknown>): Promise<GraphError | undefined> {
  try {
    await call()
    return undefined
  } catch (error) {
    if (isRefusal(error)) return error
    throw error
  }
}
