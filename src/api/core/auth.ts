import {ConfigError, UnauthorisedError} from '../../errors.ts'
import type {Params} from '../../platform/route.ts'
import {appSecretProof} from '../../platform/signature.ts'
import {noProof} from './encoding.ts'
import type {CallOptions, GraphOptions, TokenKind} from './options.ts'

/** Tokens made by the emulator; `APP_ID|EMU…` is its app token. */
export const emulatorToken = /^(?:[0-9]+\|)?EMU/
/** As the emulator issues them to Pages, apps and people. */
export const issuedToken = /^EMU[A-Z]+[0-9a-f]{64}$/
/** Names of this machine. */
export const loopback = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])$/

/** Whether calls with a token to an address go to an emulator: no other server has tokens of the emulator. */
export const leadsToEmulator = (token: string | undefined, graphUrl: string): boolean =>
  emulatorToken.test(token ?? '') && loopback.test(new URL(graphUrl).hostname)

/** What a header can carry and a token of the platform is made of. */
const sendable = /^[\x21-\x7e]+$/

/**
 * Finds the token that a call takes, whose kind is decided (see token-kind.ts). The returned function
 * @throws {UnauthorisedError} when it is not known, cannot be sent, or is one of the emulator and would leave this machine;
 *   {ConfigError} when it would leave this machine unencrypted.
 */
export function tokensFor(
  options: GraphOptions,
  graphUrl: string,
): (call: CallOptions, kind: TokenKind) => string {
  let address: URL | undefined
  const own = {page: options.pageToken, app: options.appToken, ad: options.adToken}
  const missing = {
    page: () => options.keeper?.missing() ?? missingPageToken(),
    app: missingAppToken,
    ad: () => options.adKeeper?.missing() ?? missingAdToken(),
  }
  return ({accessToken}, kind) => {
    const token = accessToken ?? own[kind]
    if (token === undefined || token === '') throw missing[kind]()
    if (!sendable.test(token)) throw unsendable()
    address ??= new URL(graphUrl)
    const {hostname, protocol} = address
    if (loopback.test(hostname)) return token
    if (protocol !== 'https:') {
      throw new ConfigError(`A token is not sent to ${hostname} without encryption`, {
        reason: 'tokenUnencrypted',
        data: {host: hostname},
      })
    }
    if (emulatorToken.test(token)) {
      throw new UnauthorisedError(`A token of the emulator is not sent to ${hostname}`, {
        reason: 'emulatorTokenAbroad',
        data: {host: hostname},
      })
    }
    return token
  }
}

interface Proving extends Pick<CallOptions, 'proof'> {
  readonly kind: TokenKind
}

/**
 * Makes the proof that the caller knows the app secret, time-stamped, one for all calls of a second; nothing for app
 * tokens, which hold it. Where a proof is demanded it is the plain one, for every token: that is the form which those
 * calls document. The returned function
 * @throws {UnauthorisedError} when it is demanded and the app secret is not known.
 */
export function proofsFor({
  appSecret,
}: Pick<GraphOptions, 'appSecret'>): (token: string, call: Proving, nowMs: number) => Params {
  let last: {readonly token: string; readonly seconds: number; readonly proof: Params} | undefined
  return (token, {kind, proof}, nowMs) => {
    if (proof === 'always') {
      if (appSecret === undefined) throw missingAppSecret()
      return {appsecret_proof: appSecretProof(token, appSecret)}
    }
    if (appSecret === undefined || kind === 'app' || token.includes('|')) return noProof
    const seconds = Math.floor(nowMs / 1000)
    if (last?.token !== token || last.seconds !== seconds) {
      const made = {appsecret_proof: appSecretProof(token, appSecret, seconds), appsecret_time: seconds}
      last = {token, seconds, proof: made}
    }
    return last.proof
  }
}

function unsendable(): UnauthorisedError {
  return new UnauthorisedError(
    'The token cannot be sent: it contains a space, a line break, or a character that is not ASCII',
    {reason: 'tokenMalformed', hint: 'Use the token alone, as one word'},
  )
}

function missingPageToken(): UnauthorisedError {
  return new UnauthorisedError('There is no Page token', {reason: 'noPageToken'})
}

function missingAppSecret(): UnauthorisedError {
  return new UnauthorisedError(
    'This call must prove that it knows the app secret, and no app secret is set',
    {
      reason: 'noAppSecret',
    },
  )
}

function missingAdToken(): UnauthorisedError {
  return new UnauthorisedError('This call needs the token of the ad account, and none is set', {
    reason: 'noAdToken',
  })
}

function missingAppToken(): UnauthorisedError {
  return new UnauthorisedError('This call needs an app token, and none is set', {reason: 'noAppToken'})
}
