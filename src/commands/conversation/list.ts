import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {MESSAGING_WINDOW_HOURS} from '../../platform/messages.ts'
import type {View} from '../../terminal/view.ts'
import {parseCount} from '../count.ts'
import {type ListedConversation, walkConversations} from './walk.ts'

interface ListOptions {
  readonly limit?: string
  readonly activeWithin?: string
}

export function declare(command: Command): void {
  command
    .option('--limit <n>', 'stop after so many conversations')
    .option('--active-within <time>', 'only people who wrote within this time: 24h, 7d')
    .addHelpText(
      'after',
      `
The window is open while the person's last message is less than ${MESSAGING_WINDOW_HOURS} hours old. It is unknown when the newest
messages are all of the Page.

Examples:
  msgr conversation list --active-within 24h --json | jq -r '.[].psid'`,
    )
}

export async function run(
  context: Context,
  {limit, activeWithin}: ListOptions,
): Promise<readonly ListedConversation[]> {
  const most = parseCount(limit, '--limit') ?? Number.POSITIVE_INFINITY
  const listed: ListedConversation[] = []
  for await (const walked of walkConversations(context, {activeWithin, perCall: Math.min(most, 100)})) {
    listed.push(walked.listed)
    if (listed.length >= most) break
  }
  return listed
}

export const view: View<readonly ListedConversation[]> = (conversations, style) => ({
  columns: ['psid', 'name', 'updated', 'window'],
  rows: conversations.map(({psid, name, updatedTime, window}) => [
    psid,
    name,
    updatedTime,
    window === 'open' ? style.good(window) : window === 'closed' ? style.faint(window) : window,
  ]),
  empty: 'Nobody wrote to the Page.',
})

export const json = 'array'
