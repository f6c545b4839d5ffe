import type {Api} from '../../../api/index.ts'
import {toMs} from '../../../audience/window.ts'
import {Pace} from '../../../bulk/pace.ts'
import type {Doubt, Finding, SettleOptions, TimeSpan} from '../../../bulk/settle.ts'
import type {Context} from '../../../context.ts'
import {type ConversationMessage, conversationsRoutes} from '../../../platform/conversations.ts'
import type {Psid} from '../../../platform/ids.ts'

/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/conversations */
const CALLS_PER_SECOND = 2
/** The platform gives no details of older messages. */
const READABLE_MESSAGES = 20
/** Read all of them: a message that is not among them counts as not sent. */
const newest = {
  count: READABLE_MESSAGES,
  fields: 'id,created_time,from,message,attachments{id}',
  isWhole: true,
}

/** How much the clock of the platform and this one may differ. The emulator reports its own. */
const PLATFORM_SLACK_MS = 120_000
const EMULATOR_SLACK_MS = 2_000
/** How long after the last attempt the platform may still be processing it: fetching a video takes up to 75 s. */
const PROCESSING_MS = 90_000
/** A message with the same content this close to the attempt may be that of the attempt, with a clock that is wrong. */
const NEAR_MS = 24 * 3_600_000

export interface LookOptions extends Pick<Context, 'clock' | 'random' | 'signal'> {
  /** The clock of an emulator is known, its calls are not limited, and it answers when it is done. */
  readonly isEmulator: boolean
  /** How far the clock of the target is ahead of this one now, by its last answer; undefined when that is not known. */
  readonly aheadMs: () => number | undefined
}

/**
 * Looks for messages in the conversations of the people, two calls a second. Nobody is reported absent before the platform must have
 * finished what the last attempt began.
 */
export function createLook(
  {conversations}: Pick<Api, 'conversations'>,
  {isEmulator, aheadMs, clock, random, signal}: LookOptions,
): SettleOptions['look'] {
  const slackMs = isEmulator ? EMULATOR_SLACK_MS : PLATFORM_SLACK_MS
  const pace = new Pace({rate: isEmulator ? Number.POSITIVE_INFINITY : CALLS_PER_SECOND, clock, random})
  const begunMs = clock.now()

  async function lookOnce(doubt: Doubt): Promise<Finding> {
    await pace.take(signal)
    const userId = doubt.psid as Psid
    for await (const {messages} of conversations.list({fields: 'id', messages: newest, limit: 1, userId})) {
      return findMessage(messages?.data ?? [], doubt, spanOf(doubt, {aheadMs: aheadMs() ?? 0, slackMs}))
    }
    return {kind: 'unclear', reason: `${conversationsRoutes.list} shows no conversation with this person`}
  }

  return async doubt => {
    const finding = await lookOnce(doubt)
    if (finding.kind !== 'absent' || isEmulator) return finding
    const {within} = doubt
    // When the time of the attempt is unknown, it was before this process began to look.
    const sinceMs =
      within === undefined ? clock.now() - begunMs : clock.now() + (aheadMs() ?? 0) - within.toMs
    if (sinceMs >= PROCESSING_MS) return finding
    await clock.sleep(Math.min(PROCESSING_MS, PROCESSING_MS - sinceMs), signal)
    return lookOnce(doubt)
  }
}

export interface Span extends TimeSpan {
  /** Whether it is a guess, because the clock of the machine that made the attempt is unknown. */
  readonly isGuess?: boolean | undefined
}

/** When the message to a person in doubt can have been accepted, by the clock of the platform. */
function spanOf(
  {within, firstAt, lastAt}: Doubt,
  {aheadMs, slackMs}: {readonly aheadMs: number; readonly slackMs: number},
): Span {
  const {fromMs, toMs} = within ?? {fromMs: firstAt + aheadMs, toMs: lastAt + aheadMs}
  return {fromMs: fromMs - slackMs, toMs: toMs + PROCESSING_MS + slackMs, isGuess: within === undefined}
}

/**
 * What the newest messages of a conversation say about a message to the person. Absence is reported only where everything
 * since the first attempt can be seen. Metadata is not among what can be read.
 */
export function findMessage(
  messages: readonly ConversationMessage[],
  {psid, request}: Pick<Doubt, 'psid' | 'request'>,
  {fromMs, toMs: untilMs, isGuess = false}: Span,
): Finding {
  const isReadable = ({created_time: at}: ConversationMessage) => toMs(at) !== undefined
  const readable = messages.filter(isReadable).slice(0, READABLE_MESSAGES)
  const fromPage = readable.filter(({from}) => from?.id !== psid)
  const alike = fromPage.filter(message => isAlike(message, request.message))
  const at = (message: ConversationMessage) => toMs(message.created_time) ?? 0
  const within = alike.filter(message => at(message) >= fromMs && at(message) <= untilMs)
  const [found, another] = within
  if (found !== undefined && (another === undefined || isText(request.message)))
    return {kind: 'found', messageId: found.id}
  if (found !== undefined) return unclear('several messages of that time look alike')
  if (alike.some(message => isGuess || Math.abs(at(message) - fromMs) < NEAR_MS))
    return unclear('there is a message with the same content, but from another time')
  const isWhole = messages.length < READABLE_MESSAGES
  if (!isWhole && (isGuess || !readable.some(message => at(message) < fromMs)))
    return unclear(`the newest ${READABLE_MESSAGES} messages do not reach back to the attempt`)
  if (isRendered(request.message) && fromPage.some(message => isGuess || at(message) >= fromMs))
    return unclear('the Page sent something at that time, and a template cannot be recognized by its text')
  return {kind: 'absent', reason: 'not found in the conversation'}
}

const unclear = (reason: string): Finding => ({kind: 'unclear', reason})

type Content = Doubt['request']['message']

/** A text is compared; of anything else only that it is not a text can be seen. */
function isAlike({message = '', ...rest}: ConversationMessage, content: Content): boolean {
  if (isText(content)) return normal(message) === normal(String(content['text']))
  if (isRendered(content)) return false
  return message.trim() === '' && ('attachments' in rest || content['attachment'] !== undefined)
}

const isText = (content: Content) => typeof content['text'] === 'string'
/** A utility template: the platform writes its text. */
const isRendered = (content: Content) => content['template'] !== undefined
const normal = (text: string) => text.normalize('NFC').trim().replaceAll(/\s+/g, ' ')
