import type {Persona} from '../../../platform/personas.ts'
import type {Own} from '../../shared/wording/own-names.ts'

/** A persona, as results show it. */
export type OwnPersona = Own<Persona>

/** Its keys in their order, as the header of CSV. */
export const personaColumns = [
  'id',
  'name',
  'profilePictureUrl',
] as const satisfies readonly (keyof OwnPersona)[]

export const toOwnPersona = ({id, name, profile_picture_url: profilePictureUrl}: Persona): OwnPersona => ({
  id,
  name,
  profilePictureUrl,
})
