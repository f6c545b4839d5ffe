import type {GraphError} from '../../errors.ts'
import {isRefusal} from '../apply-profile.ts'
import type {SectionName} from '../page-schema.ts'
import {type PageChange, presenceOf, type Refused, type SectionPlan} from './section.ts'

export interface Creatable {
  readonly name: string
  readonly create: () => Promise<unknown>
}

/** The plan for things that must exist and are never deleted: others may use those that the file does not name. */
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
    present: presenceOf(section, present, names),
    expected: presenceOf(section, [...present, ...names], []),
    carryOut: async () => ({refused: await createEach(section, missing)}),
  }
}

/** Creates one after the other; a refusal does not stop the others. */
async function createEach(section: SectionName, missing: readonly Creatable[]): Promise<readonly Refused[]> {
  const refused: Refused[] = []
  for (const {name, create} of missing) {
    const refusal = await refusalIn(create)
    if (refusal !== undefined) refused.push({section, name, reason: refusal.message})
  }
  return refused
}

/** The platform's refusal of a call; undefined when it was accepted. */
export async function refusalIn(call: () => Promise<unknown>): Promise<GraphError | undefined> {
  try {
    await call()
    return undefined
  } catch (error) {
    if (isRefusal(error)) return error
    throw error
  }
}
