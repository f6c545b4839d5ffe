import type {Api} from '../../api/index.ts'
import type {Config, Connection} from '../../config/index.ts'
import type {Context} from '../../context.ts'
import {GraphError, MsgrError} from '../../errors.ts'
import type {TokenInfo} from '../../platform/debug-token.ts'
import type {PageNode} from '../../platform/page.ts'
import type {Once} from '../shared/arguments/fleet.ts'
import {targetNow} from '../shared/arguments/target-time.ts'

/** The result of a call, or a failure that a person can act on. */
export type Attempt<Value> = {readonly value: Value} | {readonly error: MsgrError}

/** Everything that the checks look at. What many of them need is requested once. */
export interface CheckedPage {
  readonly config: Config
  readonly connection: Connection
  readonly api: Api
  /** Asks what several Pages share only once: of the platform, of the app and of the ad account. */
  readonly once: Once
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  readonly nowMs: number
  /** The time at the target: an emulator has its own clock. */
  readonly targetNowMs: number
  /** The answer to an empty request to the address of the platform. */
  readonly reachability: Reachability
  /** The Page that the token belongs to. */
  readonly page: Attempt<PageNode>
  /** What the platform reports about the token; undefined when no app is known to ask as. */
  readonly token: Attempt<TokenInfo> | undefined
}

/** How far this machine's clock is ahead of the platform's, in ms; or why the platform did not answer. */
export type Reachability = {readonly aheadMs: number | undefined} | {readonly failure: string}

const DEADLINE_MS = 10_000

/** Compares clocks by the `Date` header of the answer, which does not follow the emulated clock of an emulator. */
async function probe(url: string, now: () => number, signal: AbortSignal): Promise<Reachability> {
  const askedMs = now()
  try {
    const answer = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(DEADLINE_MS), signal]),
    })
    const theirs = Date.parse(answer.headers.get('date') ?? '')
    // The header has whole seconds.
    return {aheadMs: Number.isNaN(theirs) ? undefined : (askedMs + now()) / 2 - (theirs + 500)}
  } catch (error) {
    signal.throwIfAborted()
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return {failure: cause instanceof Error ? cause.message : String(cause)}
  }
}

export async function lookUpPage(context: Context, config: Config, once: Once): Promise<CheckedPage> {
  const [connection, api] = [await context.connection(), await context.api()]
  const {pageToken, appToken} = connection
  const isInspectable = pageToken !== undefined && appToken !== undefined
  const [reachability, page, token, targetNowMs] = await Promise.all([
    once(`probe ${connection.graphUrl}`, () => probe(connection.graphUrl, context.clock.now, context.signal)),
    attempt(() => api.page.get(['id', 'name'])),
    isInspectable ? attempt(() => api.debugToken.inspect(pageToken)) : undefined,
    once(`time ${connection.graphUrl}`, () => targetNow(context)),
  ])
  return {
    once,
    signal: context.signal,
    config,
    connection,
    api,
    nowMs: context.clock.now(),
    targetNowMs,
    reachability,
    page,
    token,
  }
}

export async function attempt<Value>(action: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return {value: await action()}
  } catch (error) {
    if (error instanceof MsgrError) return {error}
    throw error
  }
}

/** Whether the platform refused with this code, and with this subcode if one is given. */
export function isRefusal(error: MsgrError, code: number, subcode?: number): error is GraphError {
  if (!(error instanceof GraphError)) return false
  const {refusal} = error
  return refusal.graphCode === code && (subcode === undefined || refusal.subcode === subcode)
}

/** Whether the proof was refused: the app secret is wrong, or a clock is. */
export const isProofRefused = (error: MsgrError): boolean =>
  isRefusal(error, 100) && /appsecret_proof/.test(error.refusal.said ?? '')

/** The command that mends it on the emulator, or what to do on the platform, where some steps have no command. */
export const mendBy = ({connection}: CheckedPage, onEmulator: string, onPlatform: string): string =>
  connection.target === 'emulator' ? onEmulator : onPlatform
