import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit, perCall} from '../shared/arguments/limit.ts'

export interface BannedPerson {
  readonly psid: string
  readonly name: string | undefined
}

export const json = 'array'
export const csv = {columns: ['psid', 'name']}

export function declare(command: Command): void {
  declareLimit(command, 'people', 'long').addHelpText(
    'after',
    `
Lists who is banned from the Page as a whole, as by msgr user block --ban or in the settings of the Page. The platform has no
list of the people who are blocked from messages alone. Needs the permission pages_read_engagement. Meta documents this list for
older versions only: call and permission are known from its SDK, and were not seen at work.

Examples:
  $ msgr user blocked
  $ msgr user blocked --limit all --format csv > banned.csv`,
  )
}

export async function run(
  context: Context,
  {limit}: {readonly limit: string},
): Promise<readonly BannedPerson[]> {
  const most = parseLimit(limit)
  const {blocked} = await context.api()
  const people = await collect(limited(context, blocked.list({limit: perCall(most)}), most))
  return people.map(({id: psid, name}) => ({psid, name}))
}

export const view: View<readonly BannedPerson[]> = people => ({
  columns: ['psid', 'name'],
  rows: people.map(({psid, name}) => [psid, name]),
  whole: ['psid'],
})

export const empty = (): string => 'Nobody is banned from the Page.'
