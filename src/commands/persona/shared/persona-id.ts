import {UsageError} from '../../../errors.ts'
import {isNumericId, type PersonaId} from '../../../platform/ids.ts'

/** @throws {UsageError} if it does not have the form of an id. */
export function parsePersonaId(text: string): PersonaId {
  if (isNumericId(text)) return text as PersonaId
  throw new UsageError(`${text} is not the id of a persona`, {hint: 'See them all: msgr persona list'})
}
