import {readFile} from 'node:fs/promises'
import {basename} from 'node:path'
import type {Command} from 'commander'
import {fileBytesOf} from '../../api/core/upload.ts'
import {parsePsid} from '../../audience/people.ts'
import type {Context} from '../../context.ts'
import type {EmulatorAccess} from '../../emulator/find.ts'
import type {ActOutcome} from '../../emulator/people/scene.ts'
import type {Person} from '../../emulator/state/person.ts'
import {UsageError} from '../../errors.ts'
import {contentTypeOf} from '../../platform/content-types.ts'
import type {View} from '../../terminal/view.ts'
import {completedArgument} from '../shared/arguments/completed.ts'
import {toIso} from '../shared/wording/times.ts'
import {actForms} from './person/acts.ts'
import {tapOnScreen} from './person/tap.ts'
import {formOf, type Options, ownOf, wordsOf} from './person/words.ts'
import {reach} from './shared/reach.ts'

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
  /** The message that the act created, or refers to. */
  readonly messageId: string | undefined
  /** For a private reply: `msgr send text --comment`. */
  readonly commentId: string | undefined
  /** `msgr send text --post`. */
  readonly postId: string | undefined
  /** `msgr send text --user-ref`. */
  readonly userRef: string | undefined
  /** The web page that was opened. */
  readonly url: string | undefined
  /** What the web page gets about the person who opens it: `msgr signed-request verify`. */
  readonly signedRequest: string | undefined
}

function toDone(psid: string, did: string, outcome: ActOutcome): Done {
  return {
    psid,
    did,
    messageId: outcome.mid,
    commentId: outcome.comment_id,
    postId: outcome.post_id,
    userRef: outcome.user_ref,
    url: outcome.url,
    signedRequest: outcome.signed_request,
  }
}

/** Without an act, lists the people. */
export const json = {usual: 'array', with: {'an act': 'document'}} as const

type Result = readonly PersonRow[] | Done

const collect = (value: string, former: readonly string[] = []) => [...former, value]

export function declare(command: Command): void {
  command
    .argument('[act]', `list (default), ${Object.keys(actForms).join(', ')}`, 'list')
    .addArgument(completedArgument('people', '[psid]', 'the person who acts; add: the first name'))
    .argument(
      '[word]',
      'the text, URL, payload, file, emoji, ref, user_ref or authorization code of the act; add: the last name',
    )
    .option('--payload <payload>', 'say: payload of the tapped quick reply; opt-in: payload of the request')
    .option('--title <title>', 'title of the tapped button or item, or of the request')
    .option('--mid <mid>', 'the message to act on (default: the newest that fits)')
    .option('--reply-to <mid>', 'say, attach, sticker: the message to reply to')
    .option('--attach <type=url>', 'say: attach the file at this URL; repeatable', collect)
    .option(
      '--nlp <reading>',
      'say: what the built-in NLP finds in the text: greetings, sentiment=positive@0.8, email=ada@shop.example, or the JSON of message.nlp; repeatable',
      collect,
    )
    .option('--ref <ref>', 'start, opt-in, tick: the ref of the link or plugin')
    .option('--source <source>', 'refer: SHORTLINK (default), ADS')
    .option('--ad-id <id>', 'refer with ADS: the id of the ad')
    .option('--ad-title <title>', 'refer with ADS: the title of the ad')
    .option('--flow-id <id>', 'refer with ADS: the welcome message flow of the ad, which is then in use')
    .option('--type <type>', 'opt-in: notification_messages (default), one_time_notif_req, plugin')
    .option('--topic <topic>', 'opt-in: topic of the messages')
    .option('--status <status>', 'opt-in: stop or resume the messages')
    .option('--answer <question=answer>', 'feedback: answer to a question; repeatable', collect)
    .option('--follow-up <question=text>', 'feedback: text added to an answer; repeatable', collect)
    .option('--first-name <name>', 'add, change: first name')
    .option('--last-name <name>', 'add, change: last name')
    .option('--locale <locale>', 'add, change: locale, such as de_DE')
    .option('--country <code>', 'add, change: country in two letters; in some nobody gets marketing messages')
    .option(
      '--threads-per-day <n>',
      'add, change: conversations a day with anybody, on which the caps of marketing messages depend',
    )
    .option('--timezone <timezone>', 'add, change: hours from GMT; opt-in: a name such as Europe/Vienna')
    .addHelpText(
      'after',
      `
tap takes the title or payload of a quick reply or button on screen and sends what it would send. Anything else is sent as the
payload of a button.

An act changes the emulator and sends the webhook events that the platform would send to the subscribed apps. comment and
post write publicly and print the id for a private reply. tick checks the box of a checkbox plugin. open prints the signed
request that a page with Messenger Extensions gets. delete forgets the person with the conversation, opt-ins and
comments. call-permission lets the Page call, or with reject does not. A new person who comes through a link (refer) is first reported with Get
Started (start), an ice breaker or the first message.

Examples:
  $ msgr emulator person
  $ msgr emulator person add Zoe Miller --locale de_AT --timezone 1
  $ msgr emulator person change 6411223344556677 --first-name Zoe
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
      throw new UsageError('list takes no words and no options.', {
        hint: 'Type: msgr emulator person',
      })
    const emulator = await reach(context)
    const {pageId} = await emulator.connection(context.globals.page)
    const people = await emulator.admin('GET', `people?page=${pageId}`)
    return people.map(toRow)
  }
  formOf(act)
  if (act === 'add') return add(context, psid, word, options)
  if (psid === undefined)
    throw new UsageError(`${act} needs a person`, {hint: 'Name a PSID; to list them: msgr emulator person'})
  const words = wordsOf(act, word, options)
  const who = parsePsid(psid)
  if (act === 'tap' && words['payload'] === undefined && words['title'] === undefined)
    throw new UsageError('tap needs the title or payload of a button.', {
      hint: 'Type: msgr emulator person tap PSID TITLE',
    })
  const file = act === 'attach' ? await readAttachment(context, String(word)) : undefined
  const emulator = await reach(context)
  if (act === 'tap') return toDone(psid, act, await tapOnScreen(context, emulator, {psid: who, words}))
  return toDone(psid, act, await carryOut(emulator, act, who, words, file))
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
  const {psid} = await emulator.admin('POST', 'people', {page: pageId, ...words})
  return toDone(psid, 'add', {})
}

async function carryOut(
  {admin}: EmulatorAccess,
  act: string,
  psid: string,
  words: Record<string, unknown>,
  file: Blob | undefined,
): Promise<ActOutcome> {
  if (act === 'change') {
    await admin('PATCH', `people/${psid}`, words)
    return {}
  }
  if (act === 'delete') {
    await admin('DELETE', `people/${psid}`)
    return {}
  }
  if (file === undefined) return admin('POST', `people/${psid}/${act}`, words)
  const name = encodeURIComponent(basename(String(words['file'])))
  const {reply_to: replyTo} = words
  return replyTo === undefined
    ? admin('POST', `people/${psid}/attach?name=${name}`, file)
    : admin(
        'POST',
        `people/${psid}/attach?name=${name}&reply_to=${encodeURIComponent(String(replyTo))}`,
        file,
      )
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
