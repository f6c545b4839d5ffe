import {readFile} from 'node:fs/promises'
import {basename} from 'node:path'
import type {Command} from 'commander'
import {fileBytesOf} from '../../api/core/upload.ts'
import {parsePsid} from '../../audience/people.ts'
import type {Context} from '../../context.ts'
import type {EmulatorAccess} from '../../emulator/find.ts'
import {UsageError} from '../../errors.ts'
import {contentTypeOf} from '../../platform/content-types.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {toIso} from '../shared/wording/times.ts'
import {actForms} from './person/acts.ts'
import {tapOnScreen} from './person/tap.ts'
import {formOf, type Options, ownOf, wordsOf} from './person/words.ts'
import {reach} from './shared/reach.ts'

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
  /** ISO 8601. */
  readonly lastActionAt: string | undefined
  readonly blocked: boolean
}

interface Done {
  readonly psid: string
  readonly did: string
  /** The message that came of it, or that it is about. */
  readonly messageId: string | undefined
  /** For a private reply: `msgr send text --comment`. */
  readonly commentId: string | undefined
  /** `msgr send text --post`. */
  readonly postId: string | undefined
  /** `msgr send text --user-ref`. */
  readonly userRef: string | undefined
  /** The page that was opened. */
  readonly url: string | undefined
  /** What a web page learns of who opens it: `msgr signed-request verify`. */
  readonly signedRequest: string | undefined
}

/** What the emulator says of an act. */
interface Told {
  readonly mid?: string
  readonly comment_id?: string
  readonly post_id?: string
  readonly user_ref?: string
  readonly url?: string
  readonly signed_request?: string
}

function toDone(psid: string, did: string, told: Told): Done {
  return {
    psid,
    did,
    messageId: told.mid,
    commentId: told.comment_id,
    postId: told.post_id,
    userRef: told.user_ref,
    url: told.url,
    signedRequest: told.signed_request,
  }
}

/** Without an act they are listed. */
export const json = {usual: 'array', with: {'an act': 'document'}} as const

type Result = readonly PersonRow[] | Done

const collect = (value: string, former: readonly string[] = []) => [...former, value]

export function declare(command: Command): void {
  command
    .argument('[act]', `list (default), ${Object.keys(actForms).join(', ')}`, 'list')
    .addArgument(completedArgument('people', '[psid]', 'who acts; for add the first name'))
    .argument(
      '[word]',
      'what is said, written or opened, the payload tapped, the file attached, the emoji, the ref, the user_ref, the authorization code; for add the last name',
    )
    .option('--payload <payload>', 'say: of the quick reply that is tapped; opt-in: of the request')
    .option('--title <title>', 'of the button or item that is tapped, or of the request')
    .option('--mid <mid>', 'the message that it is about (default: the newest that fits)')
    .option('--reply-to <mid>', 'say, attach, sticker: the message that is answered')
    .option('--attach <type=url>', 'say: with what stands at this address; repeatable', collect)
    .option(
      '--nlp <reading>',
      'say: what the built-in NLP reads out of it: greetings, sentiment=positive@0.8, email=ada@shop.example, or the JSON of message.nlp; repeatable',
      collect,
    )
    .option('--ref <ref>', 'start, opt-in, tick: what the link or plugin carries')
    .option('--source <source>', 'refer: SHORTLINK (default), ADS')
    .option('--ad-id <id>', 'refer by ADS: which ad')
    .option('--ad-title <title>', 'refer by ADS: its title')
    .option('--type <type>', 'opt-in: notification_messages (default), one_time_notif_req, plugin')
    .option('--topic <topic>', 'opt-in: what the messages are about')
    .option('--status <status>', 'opt-in: stop or resume what was opted in to')
    .option('--answer <question=answer>', 'feedback: repeatable', collect)
    .option('--follow-up <question=text>', 'feedback: what is added to an answer; repeatable', collect)
    .option('--first-name <name>', 'add, change')
    .option('--last-name <name>', 'add, change')
    .option('--locale <locale>', 'add, change: such as de_DE')
    .option('--timezone <timezone>', 'add, change: hours from GMT; opt-in: such as Europe/Vienna')
    .addHelpText(
      'after',
      `
tap takes the title or the payload of a quick reply or button that is on screen and sends what it sends; what is not on screen is
sent as the payload of a button.

An act changes the emulator and causes the webhook events that the platform would send, to the apps that subscribed them. comment
and post write for all to see and print the id that a private reply takes; tick ticks the box of a checkbox plugin; open
prints the signed request that a page with Messenger Extensions gets. Who comes new by a link (refer) is told of with Get Started
(start), an ice breaker or the first message.

Examples:
  $ msgr emulator person
  $ msgr emulator person add Zoe Miller --locale de_AT --timezone 1
  $ msgr emulator person say 6411223344556677 "Do you open on Sundays?"
  $ msgr emulator person say 6411223344556677 Large --payload SIZE_L
  $ msgr emulator person say 6411223344556677 "Hello" --nlp greetings
  $ msgr emulator person tap 6411223344556677 Large
  $ msgr emulator person tap 6411223344556677 HOURS --title Hours
  $ msgr emulator person attach 6411223344556677 photo.png
  $ msgr emulator person react 6411223344556677 👍
  $ msgr emulator person refer 6411223344556677 table-12
  $ msgr emulator person opt-in 6411223344556677 --topic "Weekly offers" --payload OFFERS
  $ msgr emulator person feedback 6411223344556677 --answer q_service=5 --follow-up q_service=Quick
  $ msgr emulator person comment 6411223344556677 "How much is the lamp?"`,
    )
}

export async function run(
  context: Context,
  act: string,
  psid: string | undefined,
  word: string | undefined,
  options: Options,
): Promise<Result> {
  if (act === 'list') {
    const [stray] = Object.keys(ownOf(options))
    if (stray !== undefined || psid !== undefined)
      throw new UsageError('list takes no words and no options of its own.', {
        hint: 'Type: msgr emulator person',
      })
    const emulator = await reach(context)
    const {pageId} = await emulator.connection(context.globals.page)
    const people = (await emulator.admin('GET', `people?page=${pageId}`)) as Person[]
    return people.map(toRow)
  }
  formOf(act)
  if (act === 'add') return add(context, psid, word, options)
  if (psid === undefined)
    throw new UsageError(`Who is to ${act}?`, {hint: 'Name a PSID; all of them: msgr emulator person'})
  const words = wordsOf(act, word, options)
  const path = `people/${parsePsid(psid)}`
  if (act === 'tap' && words['payload'] === undefined && words['title'] === undefined)
    throw new UsageError('tap needs its payload, or the title of what is on screen.', {
      hint: 'Type: msgr emulator person tap PSID TITLE',
    })
  const file = act === 'attach' ? await readAttachment(context, String(word)) : undefined
  const emulator = await reach(context)
  if (act === 'tap')
    return toDone(psid, act, (await tapOnScreen(context, emulator, {path, psid, words})) as Told)
  return toDone(psid, act, (await carryOut(emulator, act, path, words, file)) as Told)
}

async function add(
  context: Context,
  firstName: string | undefined,
  lastName: string | undefined,
  options: Options,
): Promise<Done> {
  const words = {
    ...(firstName === undefined ? {} : {firstName}),
    ...(lastName === undefined ? {} : {lastName}),
    ...wordsOf('add', undefined, options),
  }
  const emulator = await reach(context)
  const {pageId} = await emulator.connection(context.globals.page)
  const {psid} = (await emulator.admin('POST', 'people', {page: pageId, ...words})) as {psid: string}
  return toDone(psid, 'add', {})
}

function carryOut(
  {admin}: EmulatorAccess,
  act: string,
  path: string,
  words: Record<string, unknown>,
  file: Blob | undefined,
): Promise<unknown> {
  if (act === 'change') return admin('PATCH', path, words)
  if (file === undefined) return admin('POST', `${path}/${act}`, words)
  const {file: name, ...others} = words
  const query = new URLSearchParams({name: basename(String(name)), ...(others as Record<string, string>)})
  return admin('POST', `${path}/attach?${query}`, file)
}

/** @throws {UsageError} for a file that cannot be read, or is too large. */
async function readAttachment({io}: Context, name: string): Promise<Blob> {
  const path = io.resolve(name)
  await fileBytesOf(path)
  return new Blob([await readFile(path)], {type: contentTypeOf(name)})
}

export const view: View<Result> = (result, style) =>
  'did' in result
    ? [
        `${result.psid}: ${result.did}`,
        result.commentId ?? result.postId ?? result.userRef ?? result.signedRequest ?? result.url,
      ]
        .filter(Boolean)
        .join(' ')
    : {
        columns: ['PSID', 'name', 'locale', 'last action', 'blocked'],
        rows: result.map(({psid, name, locale, lastActionAt, blocked}) => [
          psid,
          name,
          locale,
          style.ago(lastActionAt ?? 'never'),
          blocked ? 'yes' : '',
        ]),
        whole: ['PSID'],
        leaveOut: ['locale', 'last action'],
        empty: 'Nobody has written to this Page.',
      }

function toRow({psid, firstName, lastName, locale, lastActionMs, hasBlockedPage}: Person): PersonRow {
  const name = `${firstName} ${lastName}`
  return {psid, name, locale, lastActionAt: toIso(lastActionMs), blocked: hasBlockedPage}
}
