import type {Params} from '../../platform/route.ts'
import {PlatformError} from '../errors.ts'
import type {App, Token} from '../state/app.ts'
import type {State} from '../state/state.ts'
import {isSameProof} from './proof.ts'

/** Meta's words for each way in which a token becomes invalid. */
const deathBySubcode: Readonly<Record<number, string>> = {
  458: 'Error validating access token: The user has not authorized application.',
  459: 'Error validating access token: You cannot access the app till you log in to www.facebook.com and follow the instructions given.',
  460: 'Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.',
  463: 'Error validating access token: Session has expired.',
  464: 'Error validating access token: Sessions for the user are not allowed because the user is not a confirmed user.',
  467: 'Error validating access token: The session is invalid because the user logged out.',
  492: 'Error validating access token: Session does not match current stored session. This may be because the user no longer has a role on the Page.',
  493: 'Error validating access token: The data access of this token has expired.',
}

/** The subcodes of 190 for an invalid token. */
export const deadSubcodes: readonly number[] = Object.keys(deathBySubcode).map(Number)

export interface Credentials {
  readonly accessToken: string | undefined
  readonly proof: unknown
  readonly proofTime: unknown
}

/** Tokens expire on the emulated clock; proofs are made by clients that know only the machine's clock. ms since 1970. */
interface Times {
  readonly emulatedMs: number
  readonly machineMs: number
}

/**
 * The valid token of a call.
 * @throws {PlatformError} in the platform's order: missing, unreadable, invalid, expired, proof.
 */
export function authenticate(
  state: State,
  credentials: Credentials,
  {emulatedMs, machineMs}: Times,
): {token: Token; app: App} {
  const {accessToken} = credentials
  if (accessToken === undefined || accessToken === '') {
    throw new PlatformError(104, 'An access token is required to request this resource.')
  }
  const token = livingToken(state, accessToken, emulatedMs)
  const app = state.apps[token.appId]
  if (app === undefined) throw unknownToken(accessToken)
  checkProof(app, token, credentials, machineMs)
  return {token, app}
}

/** The token with this text, valid or not. */
export function tokenWith(state: State, text: string, nowMs: number): Token | undefined {
  return state.tokens[text] ?? appTokenOf(state, text, nowMs)
}

/** The token with this text. @throws {PlatformError} when there is none, or it is invalid or expired. */
export function livingToken(state: State, text: string, nowMs: number): Token {
  const token = tokenWith(state, text, nowMs)
  if (token === undefined) throw unknownToken(text)
  if (token.deadSubcode !== undefined) throw deadToken(token.deadSubcode)
  if (token.expiresMs !== 0 && token.expiresMs <= nowMs) throw deadToken(463)
  return token
}

/**
 * The app that requests a token with its id and secret, as it has no token yet.
 * @throws {PlatformError} when they are not those of an app.
 */
export function authenticateClient(
  state: State,
  {client_id: id, client_secret: secret}: Params,
  nowMs: number,
): {token: Token; app: App} {
  if (id === undefined || id === '') throw new PlatformError(101, 'Missing client_id parameter.')
  const app = state.apps[String(id)]
  if (app === undefined) {
    throw new PlatformError(
      101,
      'Error validating application. Cannot get application info due to a system error.',
    )
  }
  if (secret !== app.secret) throw new PlatformError(1, 'Error validating client secret.')
  return {token: livingToken(state, `${app.id}|${app.secret}`, nowMs), app}
}

/** `APP_ID|APP_SECRET` is a token of the app without being stored. */
function appTokenOf(state: State, text: string, nowMs: number): Token | undefined {
  const [appId = '', secret] = text.split('|', 2)
  const app = state.apps[appId]
  if (app === undefined || app.secret !== secret) return undefined
  return {text, kind: 'app', appId: app.id, scopes: [], issuedMs: nowMs, expiresMs: 0}
}

function checkProof(app: App, token: Token, {proof, proofTime}: Credentials, nowMs: number): void {
  if (proof === undefined) {
    // An app token contains the secret itself.
    if (!app.isProofRequired || token.kind === 'app') return
    throw missingProof()
  }
  if (isSameProof(proof, proofTime, token.text, app.secret, nowMs)) return
  throw new PlatformError(100, 'Invalid appsecret_proof provided in the API argument', {
    type: 'GraphMethodException',
  })
}

export function missingProof(): PlatformError {
  return new PlatformError(100, 'API calls from the server require an appsecret_proof argument', {
    type: 'GraphMethodException',
  })
}

/** The refusal of a token that once lived. Source: https://developers.facebook.com/docs/graph-api/guides/error-handling */
export function deadToken(subcode: number): PlatformError {
  return new PlatformError(190, deathBySubcode[subcode] ?? 'Error validating access token.', {
    subcode,
    status: 401,
  })
}

function unknownToken(text: string): PlatformError {
  if (text.startsWith('EAA')) {
    return new PlatformError(
      190,
      'This is the emulator: it takes no token of the real platform (EAA…). Its own start with EMU. A program that was started with the emulator reads one from PAGE_ACCESS_TOKEN.',
      {status: 401},
    )
  }
  return new PlatformError(190, 'Invalid OAuth access token - Cannot parse access token', {status: 401})
}
