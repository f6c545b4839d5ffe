import type {Command} from 'commander'
import {parsePsid} from '../../audience/people.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {type SentMessage, send} from './shared/send-message.ts'

export {view} from './shared/send-message.ts'

export function declare(command: Command): void {
  command
    .addArgument(completedArgument('people', '<psid>', 'the person'))
    .argument('<mid>', 'the message to react to')
    .argument('[emoji]', 'the reaction; replaces an earlier one')
    .option('--remove', 'remove the reaction')
    .addHelpText(
      'after',
      `
Examples:
  $ msgr send reaction 7001 m_AbC 😍
  $ msgr send reaction 7001 m_AbC --remove`,
    )
}

export async function run(
  context: Context,
  psid: string,
  mid: string,
  emoji: string | undefined,
  {remove = false}: {readonly remove?: boolean},
): Promise<SentMessage> {
  if (emoji === undefined && !remove)
    throw new UsageError('The emoji is missing', {hint: 'Give one after the message id, or --remove'})
  if (emoji !== undefined && remove) throw new UsageError('--remove takes no emoji')
  return send(context, {
    recipient: {id: parsePsid(psid)},
    sender_action: remove ? 'unreact' : 'react',
    payload: {message_id: mid, ...(emoji === undefined ? {} : {reaction: emoji})},
  })
}
