import type {Config, Connection} from '../config/index.ts'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import {askCallback, isTunnelAddress} from '../webhook/ask-callback.ts'
import type {Former} from './former.ts'
import type {CurrentCallback} from './registration.ts'

type FormerCallback = NonNullable<Former['callback']>

interface Judged extends CurrentCallback {
  readonly appId: string
  /** Where deliveries should go, and the verify token of the receiver there. */
  readonly url: string
  readonly verifyToken: string
}

/** What has to be known about the session that wants the callback, and where the outcome is reported. */
export interface JudgeParts {
  readonly context: Context
  readonly config: Config
  readonly connection: Connection
  /** Whether a callback in use may be replaced, and its verify token for when it is restored. */
  readonly plan: {readonly takeOver: boolean; readonly restoreVerifyToken: string | undefined}
  readonly say: (line: CallbackLine) => void
  /** Cancels the requests to the callback. */
  readonly signal: AbortSignal
}

export interface CallbackLine {
  readonly kind: 'callback'
  readonly isWarning?: boolean
  readonly text: string
  readonly note?: string
}

/**
 * Decides what happens to the previous callback, and reports it before it is replaced. Returns what to restore.
 * @throws {UsageError} if it is in use and --take-over was not given, or if it could never be restored.
 */
export async function judgeFormer(parts: JudgeParts, judged: Judged): Promise<Former['callback']> {
  const {say} = parts
  const {callback, leftover, url, verifyToken} = judged
  if (leftover !== undefined) {
    say({
      kind: 'callback',
      isWarning: true,
      text: `a session broke off (process ${leftover.pid}, ${leftover.saved_at})`,
      note: 'the state before it is restored on exit',
    })
  }
  if (callback === null) {
    say({kind: 'callback', text: url, note: 'there was none: removed on exit'})
    return null
  }
  if (callback.url === url) {
    say({kind: 'callback', text: url, note: 'already set, and stays'})
    return {...callback, verify_token: callback.verify_token ?? verifyToken}
  }
  return judgeOther(parts, judged, callback)
}

async function judgeOther(
  parts: JudgeParts,
  {isInUse, appId}: Judged,
  callback: FormerCallback,
): Promise<Former['callback']> {
  const {plan, say, context} = parts
  if (isTunnelAddress(callback.url) && (await isGone(callback.url, parts.signal))) {
    say({
      kind: 'callback',
      isWarning: true,
      text: `was ${callback.url}, which is gone → replaced`,
      note: 'removed on exit: it cannot be restored',
    })
    return null
  }
  if (isInUse && !plan.takeOver) throw inUse(parts, callback.url, appId)
  const token = await formerToken(parts, callback)
  const answer = await askCallback(callback.url, token, parts.signal)
  if (answer.kind === 'refused') {
    throw new UsageError(`${callback.url} could not be restored: with this verify token, ${answer.text}`, {
      hint: 'Give its verify token with --restore-verify-token, or remove it permanently: msgr webhook unset',
    })
  }
  if (answer.kind !== 'verified')
    context.io.warn(`${callback.url} can be restored only when it answers again: ${answer.text}`)
  say({
    kind: 'callback',
    isWarning: true,
    text: `was ${callback.url} → replaced, restored on exit`,
    note: '(msgr webhook restore)',
  })
  say({kind: 'callback', isWarning: true, text: `for every Page of app ${appId}${knownPages(parts, appId)}`})
  return {...callback, verify_token: token}
}

async function isGone(url: string, signal: AbortSignal): Promise<boolean> {
  const {kind} = await askCallback(url, '', signal)
  return kind === 'silent' || kind === 'gone'
}

/** No call of the platform lists these Pages. */
function knownPages({config}: JudgeParts, appId: string): string {
  const pages = config.pagesOfApp(appId)
  return pages.length === 0 ? '' : ` (${pages.join(', ')}, by your settings)`
}

function inUse(parts: JudgeParts, url: string, appId: string): UsageError {
  return new UsageError(
    `App ${appId} delivers to ${url}. An app has one callback, so events of every subscribed Page would come here${knownPages(parts, appId)}`,
    {
      hint: 'Better: create a second app for development (App Dashboard) and set MSGR_APP_ID and MSGR_APP_SECRET. To divert this one until the end: --take-over',
    },
  )
}

/** The platform never returns it, and restoring needs it. */
function formerToken(
  {plan, connection, context}: JudgeParts,
  {url, verify_token: kept}: FormerCallback,
): Promise<string> | string {
  return (
    plan.restoreVerifyToken ??
    kept ??
    connection.verifyToken ??
    context.prompt.secret(
      `Verify token of ${url}: without it, that URL cannot be restored at the end`,
      '--restore-verify-token',
    )
  )
}
