import {GraphError, reasonOf} from '../../../errors.ts'
import {askCallback} from '../../../webhook/ask-callback.ts'

/** Codes with which the platform reports that a callback did not pass the verification. */
const unverified: readonly (number | undefined)[] = [2200, 2201]

/**
 * A refusal because of the verification, with the answer of the callback to the same request from this machine.
 * Any other error is returned unchanged.
 */
export async function explainVerification(
  error: unknown,
  {
    url,
    verifyToken,
    signal,
  }: {readonly url: string; readonly verifyToken: string; readonly signal: AbortSignal},
): Promise<unknown> {
  if (!(error instanceof GraphError) || !unverified.includes(error.refusal.graphCode)) return error
  const {kind, text} = await askCallback(url, verifyToken, signal)
  const what = `The same request from this machine: ${text}`
  if (kind === 'verified')
    return explained(error, [
      `${what}. So it is not reachable from outside, or it answers others differently`,
    ])
  const expected = 'Expected: status 200 with exactly the value of hub.challenge'
  return explained(error, [what, expected])
}

const explained = (error: GraphError, lines: readonly string[]) =>
  new GraphError(error.message, error.refusal, {...reasonOf(error), hint: error.hint, cause: error, lines})
