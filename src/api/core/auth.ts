import {ConfigError, UnauthorisedError} from '../../errors.ts'
import type {Params} from '../../platform/route.ts'
import {appSecretProof} from '../../platform/signature.ts'
import type {CallOptions, GraphOptions} from './options.ts'

/** Tokens made by the emulator; `APP_ID|EMU…` is its app token. */
const emulatorToken = /^(?:[0-9]+\|)?EMU/
const loopback = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])$/

/**
 * The token a call takes.
 * @throws {UnauthorisedError} when it is not known, or is one of the emulator and would leave this machine;
 *   {ConfigError} when it would leave this machine unencrypted.
 */
export function tokenFor(options: GraphOptions, graphUrl: string, call: CallOptions): string {
  const token = call.accessToken ?? (call.token === 'app' ? options.appToken : options.pageToken)
  if (token === undefined || token === '') throw call.token === 'app' ? missingAppToken() : missingPageToken()
  const {hostname, protocol} = new URL(graphUrl)
  if (loopback.test(hostname)) return token
  if (protocol !== 'https:') {
    throw new ConfigError(`A token is not sent to ${hostname} without encryption`, {
      hint: 'Write the address with https: msgr config show --origin',
    })
  }
  if (emulatorToken.test(token)) {
    throw new UnauthorisedError(`A token of the emulator is not sent to ${hostname}`, {
      hint: 'Add --emulator, or give a token of the platform in MSGR_PAGE_TOKEN_FILE or MSGR_PAGE_TOKEN',
    })
  }
  return token
}

/** The time-stamped proof that the caller knows the app secret; nothing for app tokens, which hold it. */
export function proofFor(options: GraphOptions, token: string, call: CallOptions, nowMs: number): Params {
  if (options.appSecret === undefined || call.token === 'app' || token.includes('|')) return {}
  const seconds = Math.floor(nowMs / 1000)
  return {appsecret_proof: appSecretProof(token, options.appSecret, seconds), appsecret_time: seconds}
}

function missingPageToken(): UnauthorisedError {
  return new UnauthorisedError('There is no Page token', {
    hint: 'Give one in MSGR_PAGE_TOKEN_FILE (a file) or MSGR_PAGE_TOKEN, or try it without a Meta account: --emulator',
  })
}

function missingAppToken(): UnauthorisedError {
  return new UnauthorisedError('This call takes an app token, and none is known', {
    hint: 'Set MSGR_APP_ID and MSGR_APP_SECRET, or MSGR_APP_TOKEN',
  })
}
