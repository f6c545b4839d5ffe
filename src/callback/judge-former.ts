import type {Config, Connection} from '../config/index.ts'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import {askCallback, isTunnelAddress} from '../webhook/ask-callback.ts'
import type {Former} from './former.ts'
import type {Found} from './registration.ts'

type FormerCallback = NonNullable<Former['callback']>

interface Judged extends Found {
  readonly appId: string
  /** Where deliveries are to go, and what the receiver there is verified with. */
  readonly url: string
  readonly verifyToken: string
}

/** What has to be known of whoever wants the callback, and where it is said what becomes of it. */
export interface JudgeParts {
  readonly context: Context
  readonly config: Config
  readonly connection: Connection
  /** Whether a callback that is in use may be replaced, and what it is verified with when it is put back. */
  readonly plan: {readonly takeOver: boolean; readonly restoreVerifyToken: string | undefined}
  readonly say: (line: CallbackLine) => void
  /** Ends the questions to the callback early. */
  readonly signal: AbortSignal
}

export interface CallbackLine {
  readonly kind: 'callback'
  readonly isWarning?: boolean
  readonly text: string
  readonly note?: string
}

/**
 * Decides what becomes of the callback there was, and says so before it is replaced. Yields what is to be put back.
 * @throws {UsageError} if it is in use and --take-over was not given, or if it could never be put back.
 */
export async function judgeFormer(parts: JudgeParts, judged: Judged): Promise<Former['callback']> {
  const {say} = parts
  const {callback, leftover, url, verifyToken} = judged
  if (leftover !== undefined) {
    say({
      kind: 'callback',
      isWarning: true,
      text: `a session broke off (process ${leftover.pid}, ${leftover.saved_at})`,
      note: 'what was before it is put back on exit',
    })
  }
  if (callback === null) {
    say({kind: 'callback', text: url, note: 'there was none: taken out on exit'})
    return null
  }
  if (callback.url === url) {
    say({kind: 'callback', text: url, note: 'was so before, and stays'})
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
      text: `was ${callback.url}, where nobody is any more → swapped`,
      note: 'taken out on exit: it cannot be put back',
    })
    return null
  }
  if (isInUse && !plan.takeOver) throw inUse(parts, callback.url, appId)
  const token = await formerToken(parts, callback)
  const answer = await askCallback(callback.url, token, parts.signal)
  if (answer.kind === 'refused') {
    throw new UsageError(
      `${callback.url} could not be put back: asked with the verify token, ${answer.text}`,
      {
        hint: 'Name the token it knows with --restore-verify-token, or give it up for good: msgr webhook unset',
      },
    )
  }
  if (answer.kind !== 'verified')
    context.io.warn(`${callback.url} can be put back only once it answers again: ${answer.text}`)
  say({
    kind: 'callback',
    isWarning: true,
    text: `was ${callback.url} → swapped, put back on exit`,
    note: '(msgr webhook restore)',
  })
  say({kind: 'callback', isWarning: true, text: `for every Page of app ${appId}${knownPages(parts, appId)}`})
  return {...callback, verify_token: token}
}

async function isGone(url: string, signal: AbortSignal): Promise<boolean> {
  const {kind} = await askCallback(url, '', signal)
  return kind === 'silent' || kind === 'gone'
}

/** No call of the platform lists them. */
function knownPages({config}: JudgeParts, appId: string): string {
  const pages = config.pagesOfApp(appId)
  return pages.length === 0 ? '' : ` (${pages.join(', ')}, by your settings)`
}

function inUse(parts: JudgeParts, url: string, appId: string): UsageError {
  return new UsageError(
    `App ${appId} delivers to ${url}. An app has one callback: every Page subscribed to it would come here too${knownPages(parts, appId)}`,
    {
      hint: 'Better: a second app for development (App Dashboard), in MSGR_APP_ID and MSGR_APP_SECRET. To divert this one until the end: --take-over',
    },
  )
}

/** The platform never tells it, and putting back takes it. */
function formerToken(
  {plan, connection, context}: JudgeParts,
  {url, verify_token: kept}: FormerCallback,
): Promise<string> | string {
  return (
    plan.restoreVerifyToken ??
    kept ??
    connection.verifyToken ??
    context.prompt.secret(
      `Verify token of ${url}: without it that cannot be put back at the end`,
      '--restore-verify-token',
    )
  )
}
