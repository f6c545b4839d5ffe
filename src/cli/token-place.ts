import {placeOf} from '../config/secret-holder.ts'
import type {SecretHolder} from '../config/secrets.ts'
import {exitCodes, GraphError, reasonOf} from '../errors.ts'
import {exitCodeOf, hintOf, NEW_TOKEN_HINT} from './hints/index.ts'

/** The codes that are about the token itself, whatever their subcode. */
const tokenCodes: readonly number[] = [102, 104, 190, 210, 2500]

/**
 * A refusal of a token, with where the token is and how to replace it; every other refusal as it is.
 * @param renewal How to replace it, for a refusal that says no more than that it is dead.
 */
export function withPlace(error: GraphError, holder: SecretHolder | undefined, renewal: string): GraphError {
  const {graphCode = 0} = error.refusal
  if (!tokenCodes.includes(graphCode) || exitCodeOf(error) !== exitCodes.unauthorised) return error
  const hint = hintOf(error)
  const origin = holder === undefined ? '' : ` (${placeOf(holder)} holds it)`
  const isBare = hint === undefined || hint === NEW_TOKEN_HINT
  return withHint(error, isBare ? renewal : `${hint}${origin}`)
}

/** The same refusal with another hint. */
export function withHint(error: GraphError, hint: string): GraphError {
  return new GraphError(error.message, error.refusal, {...reasonOf(error), hint, cause: error.cause})
}
