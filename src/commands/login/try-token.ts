import {type Api, createApi} from '../../api/index.ts'
import {pageOfToken} from '../../api/resources/page.ts'
import {exitCodeOf, hintOf, warnOn} from '../../cli/hints/index.ts'
import type {Context} from '../../context.ts'
import {
  exitCodes,
  GraphError,
  linesOfFailure,
  MsgrError,
  UnauthorisedError,
  UsageError,
} from '../../errors.ts'
import type {TokenInfo} from '../../platform/debug-token.ts'
import type {PageNode} from '../../platform/page.ts'
import {readToken, type TokenQuestion} from '../shared/arguments/read-token.ts'
import {inspectToken} from '../shared/wording/token-info.ts'

/** A token that works. */
export interface TriedToken {
  readonly token: string
  /** The Page of the token; undefined for the token of a person or a system user. */
  readonly page: PageNode | undefined
  /** What the app reports about it; undefined when no app is known. */
  readonly info: TokenInfo | undefined
}

/**
 * The given token of a Page, a person or a system user, once it works.
 * @throws {UsageError} for anything but a token, {UnauthorisedError} or {GraphError} for a dead token or one of another app.
 */
export function workingToken(context: Context, isPiped: boolean): Promise<TriedToken> {
  const question = {
    question: 'Access token of a Page or of a person',
    isPiped,
    command: 'msgr login --with-token < token.txt',
  }
  return untilItWorks(context, question, token => tryToken(context, token))
}

/** What trying a token gives. For one that does not work, a person at a terminal sees why and is asked again. */
export async function untilItWorks<Result>(
  context: Context,
  question: TokenQuestion,
  attempt: (token: string) => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await attempt(await readToken(context, question))
    } catch (error) {
      if (!context.io.isInteractive || !isAboutToken(error)) throw error
      // The error for an invalid form says what to type instead, for users who cannot be asked.
      const hint = error instanceof UsageError ? undefined : hintOf(error)
      context.io.warn(linesOfFailure({message: error.message, hint}))
    }
  }
}

const isAboutToken = (error: unknown): error is MsgrError =>
  error instanceof UsageError || (error instanceof MsgrError && exitCodeOf(error) === exitCodes.unauthorised)

async function tryToken(context: Context, token: string): Promise<TriedToken> {
  const api = await apiWith(context, token)
  const {appToken, appId} = (await context.config()).connection
  const info =
    appToken === undefined ? undefined : await inspectToken(context, api, token, refuseOtherApp(appId))
  return {token, page: await pageOfToken(api.page.get), info}
}

/** The API with a given token. The token in the settings may not exist yet: it is not used. */
export async function apiWith(context: Context, pageToken: string): Promise<Api> {
  const {connection} = await context.config()
  const {clock, random, signal, io, globals} = context
  const debug = globals.debug ? io.note : undefined
  return createApi({...connection, pageToken, clock, random, signal, warn: warnOn(io), debug})
}

/** The platform lets an app inspect only its own tokens, and those of its developers. */
export const refuseOtherApp = (appId: string | undefined) => (error: MsgrError) => {
  if (!(error instanceof GraphError) || error.refusal.graphCode !== 100) return
  throw new UnauthorisedError(
    `The token belongs to an app other than ${appId ?? 'that of the app token'}, which the settings name`,
    {cause: error, hint: 'Create a token with that app, or set the other app: msgr config show --origin'},
  )
}
