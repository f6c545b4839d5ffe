import type {Api} from '../../../api/index.ts'
import type {Context} from '../../../context.ts'
import {MsgrError} from '../../../errors.ts'
import type {TokenInfo} from '../../../platform/debug-token.ts'
import {secondsToIso} from './times.ts'

/**
 * What the app reports about a token. An app whose own token does not work must not hide what the token itself shows: that is
 * a warning, and undefined.
 * @throws any error that `refuse` throws because it matters to the command.
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
    io.warn(`The app could not inspect the token: ${error.message}`)
    return undefined
  }
}

/** When something expires, as results show it. */
export interface Expiry {
  /** False when it never expires, undefined when unknown. */
  readonly expires: boolean | undefined
  /** ISO 8601; undefined when it never expires or when unknown. */
  readonly expiresAt: string | undefined
}

/** Unix seconds as the platform writes them, in which 0 means never. */
export function expiryOf(seconds: number | undefined): Expiry {
  if (seconds === undefined) return {expires: undefined, expiresAt: undefined}
  return {expires: seconds !== 0, expiresAt: seconds === 0 ? undefined : secondsToIso(seconds)}
}

/** The same in a word or two, for people. */
export function expiryText({expires, expiresAt}: Expiry): string {
  return expires === false ? 'never' : (expiresAt ?? 'unknown')
}
