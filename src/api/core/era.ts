import {defaultVersion, isVersion, type Version} from '../../platform/versions.ts'
import {issuedToken, loopback} from './auth.ts'
import type {GraphOptions} from './options.ts'
import type {Transport} from './transport.ts'

/** When and with which version the platform is asked. */
export interface Era {
  /**
   * The version named; without one, the newest of the day that an emulator emulates, else the newest known. At once unless an
   * emulator has to be asked: a promise costs as much as the request's JSON when there are thousands.
   */
  readonly version: (token: string | undefined) => Version | Promise<Version>
  /** The day at the platform, `YYYY-MM-DD`: that of the emulator, else that of the clock. */
  readonly today: (token: string | undefined) => Promise<string>
}

interface EmulatedDay {
  readonly apiVersion?: Version | undefined
  readonly today?: string | undefined
}

const TIMEOUTS = {connectMs: 2_000, sendMs: 2_000, answerMs: 5_000}

/**
 * An emulator is asked once, when that is first needed; no other server is, such as one that stands in for
 * the platform in a test.
 */
export function createEra(
  {apiVersion, today, pageToken, dryRun}: GraphOptions,
  {base, now, transport}: {readonly base: string; readonly now: () => number; readonly transport: Transport},
): Era {
  let asked: Promise<EmulatedDay> | undefined
  // The token of a call may be the app's, which does not show where it is from.
  const isIssued = (token: string | undefined) =>
    issuedToken.test(token ?? '') || issuedToken.test(pageToken ?? '')
  const isEmulator = (token: string | undefined) =>
    dryRun !== true && isIssued(token) && loopback.test(new URL(base).hostname)
  const emulated = (): Promise<EmulatedDay> => {
    // What cannot be reached fails the call itself, and is asked again before the next one.
    asked ??= askDay(base, transport).catch(() => {
      asked = undefined
      return {}
    })
    return asked
  }
  const emulatedVersion = async () => (await emulated()).apiVersion ?? defaultVersion
  const ownToday = () => new Date(now()).toISOString().slice(0, 'YYYY-MM-DD'.length)
  return {
    version: token => apiVersion ?? (isEmulator(token) ? emulatedVersion() : defaultVersion),
    today: async token => today ?? (isEmulator(token) ? (await emulated()).today : undefined) ?? ownToday(),
  }
}

async function askDay(base: string, transport: Transport): Promise<EmulatedDay> {
  const {status, body} = await transport({
    method: 'GET',
    url: `${base}/_msgr/health`,
    headers: {},
    timeouts: TIMEOUTS,
  })
  const {apiVersion, today} = (status === 200 ? JSON.parse(body) : {}) as Record<string, unknown>
  return {
    apiVersion: isVersion(String(apiVersion)) ? (apiVersion as Version) : undefined,
    today: typeof today === 'string' ? today : undefined,
  }
}
