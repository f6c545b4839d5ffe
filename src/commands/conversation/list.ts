import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {MESSAGING_WINDOW_HOURS} from '../../platform/messages.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit, perCall} from '../shared/arguments/limit.ts'
import {collectUntilEnd} from './list/collect-until-end.ts'
import {type ActiveFlags, activeFlag, nobodyWrote} from './shared/active.ts'
import {type ConversationRow, conversationColumns, readConversationRows} from './shared/conversation-row.ts'

interface ListOptions extends ActiveFlags {
  readonly limit: string
}

export function declare(command: Command): void {
  declareLimit(command.addOption(activeFlag()), 'conversations', 'long').addHelpText(
    'after',
    `
The window is open while the person's last message is less than ${MESSAGING_WINDOW_HOURS} hours old. It is unknown when the newest
messages are all from the Page. To list everybody: msgr conversation export.

Examples:
  $ msgr conversation list
  $ msgr conversation list --active-within 24h --limit all
  $ msgr conversation list --active-within 24h --json | jq -r '.[].psid'`,
  )
}

/** Rows as they arrive; with --json all in one array, or those read so far when the command is interrupted. */
export function run(
  context: Context,
  {limit, activeWithin}: ListOptions,
): Promise<readonly ConversationRow[]> | AsyncIterable<ConversationRow> {
  const most = parseLimit(limit)
  const {json} = context.globals
  const options = {activeWithin, perCall: perCall(most), withProfiles: json}
  const rows = limited(context, readConversationRows(context, options), most)
  return json ? collectUntilEnd(context, rows, 'Reading conversations') : rows
}

export const view: View<ConversationRow | readonly ConversationRow[]> = (result, style) => ({
  columns: ['psid', 'name', 'updated', 'window'],
  rows: [result]
    .flat()
    .map(({psid, name, updatedAt, window}) => [
      psid,
      name,
      updatedAt && style.ago(updatedAt),
      window === 'open' ? style.good(window) : window === 'closed' ? style.faint(window) : window,
    ]),
  whole: ['psid'],
  leaveOut: ['updated', 'window'],
})

export const json = 'array'
export const csv = {columns: conversationColumns}

export const empty = nobodyWrote
