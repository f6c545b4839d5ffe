import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {reach} from './reach.ts'

interface Person {
  readonly psid: string
  readonly pageId: string
  readonly firstName: string
  readonly lastName: string
  readonly locale: string
  readonly lastActionMs?: number
  readonly hasBlockedPage: boolean
}

interface PersonRow {
  readonly psid: string
  readonly name: string
  readonly locale: string
  readonly lastAction: string | undefined
  readonly blocked: boolean
}

interface Done {
  readonly psid: string
  readonly did: string
  /** For a private reply: `msgr send text --comment`. */
  readonly comment_id?: string
  /** `msgr send text --post`. */
  readonly post_id?: string
  /** `msgr send text --user-ref`. */
  readonly user_ref?: string
}

type Result = readonly PersonRow[] | Done

/** Each act with the name of the word that it takes, if any. */
const wordOf: Readonly<Record<string, string | undefined>> = {
  say: 'text',
  tap: 'payload',
  react: 'emoji',
  read: undefined,
  refer: 'ref',
  comment: 'text',
  post: 'text',
  tick: 'user_ref',
  block: undefined,
  unblock: undefined,
}

export function declare(command: Command): void {
  command
    .argument('[act]', `list (default), ${Object.keys(wordOf).join(', ')}`, 'list')
    .argument('[psid]', 'who acts')
    .argument('[word]', 'what is said or written, the payload tapped, the emoji, the ref, the user_ref')
    .option('--title <title>', 'title of the button that is tapped')
    .addHelpText(
      'after',
      `
An act changes the emulator and causes the webhook events that the platform would send. comment and post write for all to see and
print the id that a private reply takes; tick ticks the box of a checkbox plugin.

Examples:
  $ msgr emulator person
  $ msgr emulator person say 6411223344556677 "Do you open on Sundays?"
  $ msgr emulator person tap 6411223344556677 HOURS --title Hours
  $ msgr emulator person comment 6411223344556677 "How much is the lamp?"`,
    )
}

export async function run(
  context: Context,
  act: string,
  psid: string | undefined,
  word: string | undefined,
  {title}: {title?: string},
): Promise<Result> {
  const emulator = await reach(context)
  if (act === 'list') {
    const {pageId} = await emulator.connection(context.globals.page)
    const people = (await emulator.admin('GET', `people?page=${pageId}`)) as Person[]
    return people.map(toRow)
  }
  if (!Object.hasOwn(wordOf, act)) {
    throw new UsageError(`A person cannot ${act}.`, {hint: `They can ${Object.keys(wordOf).join(', ')}`})
  }
  if (psid === undefined)
    throw new UsageError(`Who is to ${act}?`, {hint: 'Name a PSID; all of them: msgr emulator person'})
  const name = wordOf[act]
  const words = {
    ...(name === undefined || word === undefined ? {} : {[name]: word}),
    ...(title === undefined ? {} : {title}),
  }
  const path = `people/${encodeURIComponent(psid)}/${act}`
  const {ok: _, ...told} = (await emulator.admin('POST', path, words)) as {readonly ok: true}
  return {psid, did: act, ...told}
}

export const view: View<Result> = result =>
  'did' in result
    ? [`${result.psid}: ${result.did}`, result.comment_id ?? result.post_id ?? result.user_ref]
        .filter(Boolean)
        .join(' ')
    : {
        columns: ['PSID', 'name', 'locale', 'last action', 'blocked'],
        rows: result.map(({psid, name, locale, lastAction, blocked}) => [
          psid,
          name,
          locale,
          lastAction ?? 'never',
          blocked ? 'yes' : '',
        ]),
        empty: 'Nobody has written to this Page.',
      }

function toRow({psid, firstName, lastName, locale, lastActionMs, hasBlockedPage}: Person): PersonRow {
  const lastAction = lastActionMs === undefined ? undefined : new Date(lastActionMs).toISOString()
  return {psid, name: `${firstName} ${lastName}`, locale, lastAction, blocked: hasBlockedPage}
}
