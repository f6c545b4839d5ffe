import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import type {Message} from '../../platform/messages.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {declareLinkTags, type LinkTagsFlag, linkTagsHelp, withLinkTags} from '../shared/files/link-tags.ts'
import {madeOf, readPlaced} from '../shared/files/placed-document.ts'
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
  declareLinkTags(
    declareSending(
      declareRecipient(command).addArgument(
        completedArgument(
          'files',
          '[file]',
          'JSON or YAML with template_type and its fields; - reads standard input',
        ),
      ),
    ),
  ).addHelpText(
    'after',
    `
The file contains the payload of the template; a whole attachment or message is accepted too. \${NAME} in it is filled in from the
environment, {{first_name|there}} from the profile of the person.
${linkTagsHelp}

Examples:
  $ msgr send template 7001 hats.yaml
  $ msgr send template 7001 hats.yaml --link-tags utm_source=messenger`,
  )
}

export async function run(
  context: Context,
  psid: string | undefined,
  file: string | undefined,
  options: SendOptions & LinkTagsFlag,
): Promise<SentMessage> {
  const {recipient, rest} = takeRecipient([psid, file], options)
  const [name] = rest
  if (name === undefined)
    throw new UsageError('The template is missing', {hint: 'Give a JSON or YAML file after the recipient'})
  const {data, input} = await readPlaced(context, name)
  const {message, depth} = toMessage(data)
  return send(context, toRequest(recipient, withLinkTags(message, options).message, options), {
    ...options,
    given: madeOf(input, segments => segments.slice(depth)),
  })
}

/** The message from the content of a template file: a payload, an attachment, or the message itself, so deep in the request. */
export function toMessage(document: unknown): {readonly message: Message; readonly depth: number} {
  const keys = typeof document === 'object' && document !== null ? Object.keys(document) : []
  if (keys.includes('attachment') || keys.includes('template'))
    return {message: document as Message, depth: 1}
  if (keys.includes('payload') && keys.includes('type'))
    return {message: {attachment: document} as Message, depth: 2}
  return {message: {attachment: {type: 'template', payload: document}} as Message, depth: 3}
}
