import type {Api} from '../../api/index.ts'
import type {Config, Connection} from '../../config/index.ts'
import type {Context} from '../../context.ts'
import {GraphError, MsgrError} from '../../errors.ts'
import type {TokenInfo} from '../../platform/debug-token.ts'
import type {PageNode} from '../../platform/page.ts'

/** What was tried, and came out or failed in a way that a person can act on. */
export type Attempt<Value> = {readonly value: Value} | {readonly error: MsgrError}

/** All that the checks look at. What many of them need is asked for once. */
export interface Patient {
  readonly config: Config
  readonly connection: Connection
  readonly api: Api
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  readonly nowMs: number
  /** What came when the address of the platform was asked for nothing. */
  readonly greeting: Greeting
  /** The Page in whose name the token speaks. */
  readonly page: Attempt<PageNode>
  /** What the platform tells about the token; undefined where no app is known to ask as. */
  readonly token: Attempt<TokenInfo> | undefined
}

/** Whether anybody answered, and how far this machine's clock is ahead of theirs, in ms. */
export type Greeting = {readonly aheadMs: number | undefined} | {readonly failure: string}

const DEADLINE_MS = 10_000

/** By the `Date` that every answer has. The emulated clock of an emulator is another matter. */
async function greet(url: string, now: () => number, signal: AbortSignal): Promise<Greeting> {
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

export async function meet(context: Context, config: Config): Promise<Patient> {
  const [connection, api] = [await context.connection(), await context.api()]
  const {pageToken, appToken} = connection
  const isInspectable = pageToken !== undefined && appToken !== undefined
  const [greeting, page, token] = await Promise.all([
    greet(connection.graphUrl, context.clock.now, context.signal),
    attempt(() => api.page.get(['id', 'name'])),
    isInspectable ? attempt(() => api.debugToken.inspect(pageToken)) : undefined,
  ])
  return {signal: context.signal, config, connection, api, nowMs: context.clock.now(), greeting, page, token}
}

export async function attempt<Value>(action: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return {value: await action()}
  } catch (error) {
    if (error instanceof MsgrError) return {error}
    throw error
  }
}

/** Whether the platform refused with this code, and subcode where one is given. */
export function isRefusal(error: MsgrError, code: number, subcode?: number): error is GraphError {
  if (!(error instanceof GraphError)) return false
  const {refusal} = error
  return refusal.graphCode === code && (subcode === undefined || refusal.subcode === subcode)
}

/** Whether the proof was refused: the app secret is another one, or a clock is off. */
export const isProofRefused = (error: MsgrError): boolean =>
  isRefusal(error, 100) && /appsecret_proof/.test(error.refusal.said ?? '')

/** Where it is meant for a person, the emulator has a command for what only people can do on the platform. */
export const mendBy = ({connection}: Patient, onEmulator: string, onPlatform: string): string =>
  connection.target === 'emulator' ? onEmulator : onPlatform
