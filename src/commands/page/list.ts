import type {Command} from 'commander'
import {warnOn} from '../../cli/hints/index.ts'
import type {Context} from '../../context.ts'
import type {PageId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit} from '../shared/arguments/limit.ts'
import {readToken} from '../shared/arguments/read-token.ts'

/** A Page of the person; its token is not shown. */
export interface ListedPage {
  readonly id: PageId
  readonly name: string
  readonly category: string | undefined
  /** What the person may do there. */
  readonly tasks: readonly string[]
}

export const json = 'array'
export const csv = {columns: ['id', 'name', 'category', 'tasks']}

export function declare(command: Command): void {
  declareLimit(command, 'Pages', 'short')
    .option('--with-token', 'read the user token from standard input instead of asking for it')
    .addHelpText(
      'after',
      `
Takes the token of a person or a system user, not of a Page, and does not store it. The emulator needs no token.

Examples:
  $ msgr page list --with-token < user-token.txt
  $ msgr --emulator page list`,
    )
}

export async function run(
  context: Context,
  {withToken = false, limit}: {readonly withToken?: boolean; readonly limit: string},
): Promise<readonly ListedPage[]> {
  const most = parseLimit(limit)
  const [api, connection] = await Promise.all([import('../../api/index.ts'), connectionOf(context)])
  const token =
    connection.userToken ?? (context.globals.dryRun ? 'USER_TOKEN' : await askForToken(context, withToken))
  const {clock, random, signal, io} = context
  const {accounts} = context.globals.dryRun
    ? await context.api()
    : api.createApi({...connection, pageToken: token, clock, random, signal, warn: warnOn(io)})
  const pages: ListedPage[] = []
  for await (const {id, name, category, tasks = []} of limited(context, accounts.list(token), most))
    pages.push({id, name, category, tasks})
  return pages
}

const askForToken = (context: Context, isPiped: boolean) =>
  readToken(context, {
    question: 'User access token',
    isPiped,
    command: 'msgr page list --with-token < user-token.txt',
  })

/** The configured token is not used, so a missing one does not matter. */
async function connectionOf(context: Context) {
  const config = await context.config()
  return config.target === 'emulator' ? context.connection() : config.connection
}

export const view: View<readonly ListedPage[]> = pages => ({
  columns: ['id', 'name', 'category', 'tasks'],
  rows: pages.map(({id, name, category, tasks}) => [id, name, category, tasks.join(' ')]),
  whole: ['id'],
  leaveOut: ['tasks', 'category'],
  empty: 'This token has access to no Page.',
})
