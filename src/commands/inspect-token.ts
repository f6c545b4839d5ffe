import type {Api} from '../api/index.ts'
import type {Context} from '../context.ts'
import {MsgrError} from '../errors.ts'
import type {TokenInfo} from '../platform/debug-token.ts'

/**
 * What the app tells of a token. An app whose own token does not work must not hide what the token itself tells: that is
 * a warning, and undefined.
 * @throws whatever `refuse` throws for an error that means more to the command.
 */
export async function inspectToken(
  {io}: Pick<Context, 'io'>,
  api: Api,
  token: string,
  refuse: (error: MsgrError) => void = () => {},
): Promise<TokenInfo | undefined> {
  try {
    return await api.debugToken.inspect(token)
  } catch (error) {
    if (!(error instanceof MsgrError)) throw error
    refuse(error)
    io.warn(`The token could not be inspected in the name of the app: ${error.message}`)
    return undefined
  }
}

/** ISO 8601, or `never`, of Unix seconds as the platform tells them. */
export function expiryOf(seconds: number | undefined): string | undefined {
  if (seconds === undefined) return undefined
  return seconds === 0 ? 'never' : new Date(seconds * 1000).toISOString()
}
