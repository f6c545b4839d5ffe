import {defaultVersion, isVersion, type Version} from '../../platform/versions.ts'
import {issuedToken, loopback} from './auth.ts'
import type {GraphOptions} from './options.ts'
import type {Transport} from './transport.ts'

/** When and with which version the platform is asked. */
export interface Era {
  /** The version named; without one, the newest of the day that an emulator emulates, else the newest known. */
  readonly version: (token: string | undefined) => Promise<Version>
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
  const emulated = async (token: string | undefined): Promise<EmulatedDay> => {
    // That of the call may be the app's, which does not show where it is from.
    const isIssued = issuedToken.test(token ?? '') || issuedToken.test(pageToken ?? '')
    if (dryRun === true || !isIssued || !loopback.test(new URL(base).hostname)) return {}
    // What cannot be reached fails the call itself, and is asked again before the next one.
    asked ??= askDay(base, transport).catch(() => {
      asked = undefined
      return {}
    })
    return asked
  }
  return {
    version: async token => apiVersion ?? (await emulated(token)).apiVersion ?? defaultVersion,
    today: async token =>
      today ?? (await emulated(token)).today ?? new Date(now()).toISOString().slice(0, 'YYYY-MM-DD'.length),
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
