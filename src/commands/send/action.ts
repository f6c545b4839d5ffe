import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {type SendRequest, senderActions} from '../../platform/messages.ts'
import {nearest} from '../../platform/near-miss.ts'
import {completedArgument, completedOption} from '../shared/arguments/completed.ts'
import {
  declareRecipient,
  type RecipientOptions,
  type SentMessage,
  send,
  takeRecipient,
} from './shared/send-message.ts'

export {view} from './shared/send-message.ts'

interface ActionOptions extends RecipientOptions {
  readonly mid?: string
  readonly reaction?: string
  readonly persona?: string
}

export function declare(command: Command): void {
  declareRecipient(command)
    .addArgument(completedArgument('senderActions', '[action]', senderActions.join(', ')))
    .option('--mid <mid>', 'the message to react to')
    .option('--reaction <emoji>', 'what to react with')
    .addOption(completedOption('personas', '--persona <id>', 'with the name and picture of this persona'))
    .addHelpText(
      'after',
      `
Examples:
  $ msgr send action 7001 typing_on
  $ msgr send action 7001 react --mid m_AbC --reaction 😍`,
    )
}

export async function run(
  context: Context,
  psid: string | undefined,
  action: string | undefined,
  options: ActionOptions,
): Promise<SentMessage> {
  const {recipient, rest} = takeRecipient([psid, action], options)
  const {mid, reaction, persona} = options
  const isReaction = mid !== undefined || reaction !== undefined
  const request: SendRequest = {
    recipient,
    sender_action: parseAction(rest[0]),
    ...(isReaction ? {payload: {message_id: mid ?? '', ...(reaction === undefined ? {} : {reaction})}} : {}),
    ...(persona === undefined ? {} : {persona_id: persona}),
  }
  return send(context, request)
}

function parseAction(action = ''): (typeof senderActions)[number] {
  const known = senderActions.find(name => name === action.toLowerCase().replaceAll('-', '_'))
  if (known !== undefined) return known
  const suggestion = nearest(action, senderActions)
  throw new UsageError(action === '' ? 'The action is missing' : `${action} is not an action`, {
    hint:
      suggestion === undefined ? `Use one of: ${senderActions.join(', ')}` : `Did you mean ${suggestion}?`,
  })
}
