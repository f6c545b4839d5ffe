import {GraphError, reasonOf} from '../../../errors.ts'
import {askCallback} from '../../../webhook/ask-callback.ts'

/** Codes under which the platform says that a callback did not pass the verification. */
const unverified: readonly (number | undefined)[] = [2200, 2201]

/**
 * A refusal because of the verification, with what the callback answers when it is asked from here in the same way.
 * Any other error comes back as it is.
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
  const what = `Asked from this machine in the same way, ${text}`
  if (kind === 'verified')
    return explained(error, [`${what}: so it is not reachable from outside, or answers others differently`])
  const expected = 'Expected is status 200 with the value of hub.challenge, and nothing else'
  return explained(error, [what, expected])
}

const explained = (error: GraphError, lines: readonly string[]) =>
  new GraphError(error.message, error.refusal, {...reasonOf(error), hint: error.hint, cause: error, lines})
