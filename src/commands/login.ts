import type {Command} from 'commander'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import {lackingScopes} from '../platform/debug-token.ts'
import {shellWord} from '../terminal/shell-word.ts'
import type {View} from '../terminal/view.ts'
import {keepTokens, namePages} from './login/keep-tokens.ts'
import {offerDefault} from './login/offer-default.ts'
import {pageTokens} from './login/page-tokens.ts'
import {type TriedToken, workingToken} from './login/try-token.ts'
import type {Expiry} from './shared/wording/token-info.ts'

/** A Page whose token is kept. */
export interface LoggedInPage extends Expiry {
  /** What it is called in the settings. */
  readonly page: string
  readonly pageId: string
  readonly pageName: string | undefined
}

export interface LoggedIn {
  readonly pages: readonly LoggedInPage[]
  readonly credentialsFile: string
  /** False in a dry run, which only tries the token. */
  readonly kept: boolean
  /** The Page that commands are for when none is named; null when there is none, and in a dry run. */
  readonly defaultPage: string | null
  /** What to type next; null in a dry run. */
  readonly next: string | null
}

interface Options {
  readonly withToken?: boolean
  readonly allPages?: boolean
}

export function declare(command: Command): void {
  command
    .option('--with-token', 'read the token from standard input; on a terminal it is asked for')
    .option('--all-pages', 'with the token of a person: every Page that it sees; several: --page a,b,c')
    .addHelpText(
      'after',
      `
Takes the token of a Page, or that of a person or a system user, which is kept nowhere: their Pages are listed, and the tokens of
those that are chosen are kept. Where the app id and the app secret are known (MSGR_APP_ID, MSGR_APP_SECRET), the token of a person is
first exchanged for a long-lived one, so that the tokens of the Pages have no end, and permissions that messaging lacks are told.

The token is tried first, then kept in the credentials file (msgr config path), which only you can read. A Page that no
settings file names gets an entry in your user file; with the token of a Page, --page says what it is to be called there.
When several Pages are known and none is the default, a person at a terminal is asked for one; later: msgr use NAME.

Examples:
  $ msgr login
  $ msgr login --page shop --with-token < token.txt
  $ msgr login --page "Acme Shop,Acme Support" --with-token < user-token.txt`,
    )
}

export async function run(
  context: Context,
  {withToken = false, allPages = false}: Options,
): Promise<LoggedIn> {
  const {page: asked, dryRun} = context.globals
  const {target, paths} = await context.config()
  if (target === 'emulator') {
    throw new UsageError('The emulator takes no login: msgr knows its tokens', {
      hint: 'Leave --emulator and MSGR_EMULATOR out to log in to the platform',
    })
  }
  if (allPages && asked !== undefined) throw new UsageError('--page and --all-pages exclude each other')
  const tried = await workingToken(context, withToken)
  warnOfLacking(context, tried)
  const tokens = await pageTokens(context, tried, {all: allPages})
  const named = await namePages(context, tokens, tried.page === undefined ? undefined : asked)
  const pages = named.map(({page, id, name, expiry}) => ({page, pageId: id, pageName: name, ...expiry}))
  const {credentialsFile} = paths
  if (dryRun) return {pages, credentialsFile, kept: false, defaultPage: null, next: null}
  await keepTokens(context, named)
  warnOfEnd(context, pages, tried.page === undefined)
  const {page = null, origin} = await offerDefault(context)
  return {pages, credentialsFile, kept: true, defaultPage: page, next: nextOf(pages, page, origin)}
}

function nextOf([first]: readonly LoggedInPage[], standing: string | null, origin: string): string {
  const page = first?.page ?? ''
  if (standing === page) return 'msgr whoami'
  return standing === null && origin === 'not set'
    ? `msgr use ${shellWord(page)}`
    : `msgr whoami --page ${shellWord(page)}`
}

function warnOfLacking({io}: Context, {info}: TriedToken): void {
  const lacking = info === undefined ? [] : lackingScopes(info)
  if (lacking.length === 0) return
  io.warn(
    `The token has not the permission ${lacking.join(' and ')}, which messaging takes: msgr doctor says what to do`,
  )
}

/** A token that ends is told of at once, not when a night's broadcast stops. Those of one person end together. */
function warnOfEnd({io}: Context, pages: readonly LoggedInPage[], isOfPerson: boolean): void {
  const ending = pages.filter(({expires}) => expires ?? isOfPerson)
  const [first] = ending
  if (first === undefined) return
  const whose = ending.map(({page}) => page).join(', ')
  const when =
    first.expiresAt === undefined
      ? 'when that of the person does, maybe within hours'
      : `on ${first.expiresAt.slice(0, 16)}Z`
  io.warn(
    `The token of ${whose} ends ${when}. For one without an end set MSGR_APP_ID and MSGR_APP_SECRET, and give the token of a person`,
  )
}

export const view: View<LoggedIn> = ({pages, credentialsFile, kept, defaultPage, next}, {good, bold}) => {
  const lines = pages.map(({page, pageId, pageName}) => {
    const who = `${pageName ?? 'the Page'} (${pageId}) as ${page}`
    return kept
      ? `${good('✔')} Logged in to ${who}; the token is in ${credentialsFile}`
      : `The token works: ${who} would be kept in ${credentialsFile}`
  })
  if (next === null) return lines.join('\n')
  const why = defaultPage === null ? 'Name the Page in each command with --page, or choose a default' : 'Next'
  return [...lines, `${why}: ${bold(next)}`].join('\n')
}
