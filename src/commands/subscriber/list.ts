import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit, perCall} from '../shared/arguments/limit.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {declareFilters, type FilterFlags, noSubscribers, toFilter} from './shared/filter-flags.ts'
import {
  type OwnSubscriber,
  readSubscribers,
  subscriberColumns,
  subscribersTable,
} from './shared/subscriber-row.ts'

interface ListOptions extends FilterFlags {
  readonly limit: string
}

export const json = 'array'
export const csv = {columns: subscriberColumns}

export function declare(command: Command): void {
  declareLimit(declareFilters(command), 'subscribers', 'long').addHelpText(
    'after',
    `
People who agreed to get marketing messages of the Page. A person gets at most one in 12 hours; "next" is when the next one can be
sent. People of a custom audience have neither a PSID nor times. Tokens are secrets and are cut; for a file with
whole tokens: msgr subscriber export --show-tokens --out FILE.`,
  )
  addExamples(
    command,
    'msgr subscriber list',
    'msgr subscriber list --eligible --since 30d --limit all',
    "msgr subscriber list --eligible --limit all --json | jq -r '.[].psid'",
  )
}

export async function* run(context: Context, {limit, ...flags}: ListOptions): AsyncGenerator<OwnSubscriber> {
  const most = parseLimit(limit)
  const filter = await toFilter(context, flags)
  const size = flags.eligible === true ? undefined : perCall(most)
  const rows = readSubscribers(context, {
    ...filter,
    showTokens: false,
    ...(size === undefined ? {} : {perCall: size}),
  })
  yield* limited(context, rows, most)
}

export const view: View<OwnSubscriber | readonly OwnSubscriber[]> = (result, style) =>
  subscribersTable([result].flat(), style)

export const empty = noSubscribers
