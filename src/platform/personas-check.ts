import {z} from 'zod'
import {faultsOf, type RuleFault} from './faults.ts'
import {httpsUrl, text} from './fields-schema.ts'
import {personaLimits} from './personas.ts'

/** A persona to be created. */
export const newPersonaSchema = z.strictObject({
  name: text(personaLimits.name).describe('The name in which the Page writes'),
  profile_picture_url: httpsUrl.describe('The picture beside it, which the platform fetches once'),
})

/** Every fault of a new persona. */
export function checkPersona(value: unknown): RuleFault[] {
  return faultsOf(newPersonaSchema, value)
}
