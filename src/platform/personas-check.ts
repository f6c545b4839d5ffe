import * as z from 'zod'
import {forTarget, type RuleFault} from './faults.ts'
import {httpsMediaUrl, text} from './fields-schema.ts'
import {type NormalBody, normalBody} from './normal-body.ts'
import {type NewPersona, personaLimits} from './personas.ts'

/** A persona to be created. */
export const newPersonaSchema = z.strictObject({
  name: text(personaLimits.name).describe('The name that the Page writes under'),
  profile_picture_url: httpsMediaUrl.describe('The picture beside it, which the platform fetches once'),
})

/** Every fault of a new persona; the emulator takes a picture on this machine too. */
export function checkPersona(
  value: unknown,
  {isEmulated = false}: {readonly isEmulated?: boolean} = {},
): readonly RuleFault[] {
  return forTarget(judgePersona(value).faults, isEmulated)
}

/** The same, with the persona as the platform reads it. */
export function judgePersona(given: unknown): NormalBody<NewPersona> {
  return normalBody(newPersonaSchema, given)
}
