import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {messageLimits} from '../../platform/messages.ts'
import {
  declareRecipient,
  declareSending,
  type SendOptions,
  type SentMessage,
  send,
  takeRecipient,
  toRequest,
} from './shared/send-message.ts'

export {view} from './shared/send-message.ts'

export function declare(command: Command): void {
  declareSending(
    declareRecipient(command).argument(
      '[text]',
      `at most ${messageLimits.text} characters; - reads standard input`,
    ),
  ).addHelpText(
    'after',
    `
{{name}}, {{first_name}} and {{last_name}} come from the profile of the person; {{first_name|there}} gives a fallback
for a missing name, and {{{{ is the text {{.

Examples:
  $ msgr send text 7001 "Your order is on its way"
  $ msgr send text 7001 "Hi {{first_name|there}}, it has arrived"
  $ msgr send text 7001 "Anna here, about your question" --tag HUMAN_AGENT
  $ msgr send text --comment 1001_55 "We wrote you about this"`,
  )
}

export async function run(
  context: Context,
  psid: string | undefined,
  text: string | undefined,
  options: SendOptions,
): Promise<SentMessage> {
  const {recipient, rest} = takeRecipient([psid, text], options)
  const message = {text: await readMessageText(context, rest[0])}
  return send(context, toRequest(recipient, message, options), options)
}

/** @throws {UsageError} if there is none. */
export async function readMessageText({io}: Context, text: string | undefined): Promise<string> {
  if (text === undefined)
    throw new UsageError('The text is missing', {hint: 'Give it after the recipient, in quotes'})
  return text === '-' ? (await io.readText('-')).replace(/\n$/, '') : text
}
