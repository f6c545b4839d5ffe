import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {messageLimits, type QuickReply} from '../../platform/messages.ts'
import {
  declareRecipient,
  declareSending,
  type SendOptions,
  type SentMessage,
  send,
  takeRecipient,
  toRequest,
} from './shared/send-message.ts'
import {readMessageText} from './text.ts'

export {view} from './shared/send-message.ts'

interface QuickReplyOptions extends SendOptions {
  readonly reply: readonly string[]
  readonly askPhone?: boolean
  readonly askEmail?: boolean
}

export function declare(command: Command): void {
  declareSending(declareRecipient(command).argument('[text]', 'the question; - reads standard input'))
    .option(
      '--reply <title=payload>',
      `an answer, repeatable; the payload defaults to the title. A title has at most ${messageLimits.quickReplyTitle} characters`,
      (reply: string, replies: readonly string[]) => [...replies, reply],
      [] as readonly string[],
    )
    .option('--ask-phone', "offer the person's phone number")
    .option('--ask-email', "offer the person's e-mail address")
    .addHelpText(
      'after',
      `
At most ${messageLimits.quickReplies} answers.

Examples:
  $ msgr send quick-replies 7001 "Which size?" --reply S=SIZE_S --reply M=SIZE_M`,
    )
}

export async function run(
  context: Context,
  psid: string | undefined,
  text: string | undefined,
  options: QuickReplyOptions,
): Promise<SentMessage> {
  const {recipient, rest} = takeRecipient([psid, text], options)
  const message = {text: await readMessageText(context, rest[0]), quick_replies: toQuickReplies(options)}
  return send(context, toRequest(recipient, message, options), options)
}

function toQuickReplies({reply, askPhone, askEmail}: QuickReplyOptions): readonly QuickReply[] {
  return [
    ...reply.map(toQuickReply),
    ...(askPhone ? [{content_type: 'user_phone_number'} as const] : []),
    ...(askEmail ? [{content_type: 'user_email'} as const] : []),
  ]
}

function toQuickReply(reply: string): QuickReply {
  const end = reply.indexOf('=')
  if (end === -1) return {content_type: 'text', title: reply, payload: reply}
  return {content_type: 'text', title: reply.slice(0, end), payload: reply.slice(end + 1)}
}
