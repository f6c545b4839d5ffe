import type {Command} from 'commander'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import {lackingScopes} from '../platform/debug-token.ts'
import {shellWord} from '../terminal/shell-word.ts'
import type {View} from '../terminal/view.ts'
import type {LoggedInAdAccount} from './login/ad-account.ts'
import {keepTokens, namePages} from './login/keep-tokens.ts'
import {offerDefault} from './login/offer-default.ts'
import {pageTokens} from './login/page-tokens.ts'
import {type TriedToken, workingToken} from './login/try-token.ts'
import type {Expiry} from './shared/wording/token-info.ts'

/** A Page whose token is stored. */
export interface LoggedInPage extends Expiry {
  /** Its name in the settings. */
  readonly page: string
  readonly pageId: string
  readonly pageName: string | undefined
}

export interface LoggedIn {
  readonly pages: readonly LoggedInPage[]
  /** With --ad-account; else undefined. */
  readonly adAccount: LoggedInAdAccount | undefined
  readonly credentialsFile: string
  /** False in a dry run, which only checks the token. */
  readonly kept: boolean
  /** The default Page; null when there is none, and in a dry run. */
  readonly defaultPage: string | null
  /** What to type next; null in a dry run. */
  readonly next: string | null
}

interface Options {
  readonly adAccount?: string
  readonly withToken?: boolean
  readonly allPages?: boolean
}

export function declare(command: Command): void {
  command
    .option('--with-token', 'read the token from standard input instead of asking for it')
    .option(
      '--all-pages',
      'with the token of a person: every Page that it can access; for some: --page a,b,c',
    )
    .option('--ad-account <id>', 'store the token of an ad account, for marketing messages of the Page')
    .addHelpText(
      'after',
      `
Takes the token of a Page, or the token of a person or a system user. A user token is not stored: msgr lists its Pages and stores the
tokens of those you choose. If the app id and the app secret are known (MSGR_APP_ID, MSGR_APP_SECRET), a user token is first exchanged
for a long-lived one, so that the Page tokens never expire, and missing permissions are reported.

The token is checked first, then stored in the credentials file (msgr config path), which only you can read. A Page that no
settings file names gets an entry in your user file; with the token of a Page, --page sets its name there.
When there are several Pages and no default, msgr asks for one at a terminal; to set it later: msgr use NAME.

With --ad-account, the token is that of a system user or a person who has access to the ad account: campaigns and marketing messages of
the Page use it, and no other call does.

Examples:
  $ msgr login
  $ msgr login --page shop --with-token < token.txt
  $ msgr login --page shop --ad-account act_123 --with-token < system-user-token.txt
  $ msgr login --page "Acme Shop,Acme Support" --with-token < user-token.txt`,
    )
}

export async function run(
  context: Context,
  {withToken = false, allPages = false, adAccount}: Options,
): Promise<LoggedIn> {
  const {page: asked, dryRun} = context.globals
  const {target, paths} = await context.config()
  if (target === 'emulator') {
    throw new UsageError('The emulator needs no login: msgr knows its tokens', {
      hint: 'To log in to the platform, leave out --emulator and MSGR_EMULATOR',
    })
  }
  if (allPages && asked !== undefined) throw new UsageError('--page and --all-pages exclude each other')
  if (adAccount !== undefined) {
    if (allPages) throw new UsageError('--ad-account and --all-pages exclude each other')
    return loggedIntoAds(context, adAccount, withToken)
  }
  const tried = await workingToken(context, withToken)
  warnOfLacking(context, tried)
  const tokens = await pageTokens(context, tried, {all: allPages})
  const named = await namePages(context, tokens, tried.page === undefined ? undefined : asked)
  const pages = named.map(({page, id, name, expiry}) => ({page, pageId: id, pageName: name, ...expiry}))
  const {credentialsFile} = paths
  if (dryRun)
    return {pages, adAccount: undefined, credentialsFile, kept: false, defaultPage: null, next: null}
  await keepTokens(context, named)
  warnOfEnd(context, pages, tried.page === undefined)
  const {page = null, origin} = await offerDefault(context)
  const next = nextOf(pages, page, origin)
  return {pages, adAccount: undefined, credentialsFile, kept: true, defaultPage: page, next}
}

async function loggedIntoAds(context: Context, given: string, isPiped: boolean): Promise<LoggedIn> {
  const {loginToAdAccount} = await import('./login/ad-account.ts')
  const adAccount = await loginToAdAccount(context, given, isPiped)
  const {dryRun} = context.globals
  const {credentialsFile} = (await context.config()).paths
  return {
    pages: [],
    adAccount,
    credentialsFile,
    kept: !dryRun,
    defaultPage: null,
    next: dryRun ? null : 'msgr doctor',
  }
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
    `The token lacks the permission ${lacking.join(' and ')}, which messaging needs. To see what to do: msgr doctor`,
  )
}

/** Warns immediately about a token that expires, not when a broadcast stops at night. Tokens of one person expire together. */
function warnOfEnd({io}: Context, pages: readonly LoggedInPage[], isOfPerson: boolean): void {
  const ending = pages.filter(({expires}) => expires ?? isOfPerson)
  const [first] = ending
  if (first === undefined) return
  const whose = ending.map(({page}) => page).join(', ')
  const when =
    first.expiresAt === undefined
      ? 'with the user token, maybe within hours'
      : `on ${first.expiresAt.slice(0, 16)}Z`
  io.warn(
    `The token of ${whose} expires ${when}. For one that never expires, set MSGR_APP_ID and MSGR_APP_SECRET and log in with a user token`,
  )
}

export const view: View<LoggedIn> = (
  {pages, adAccount, credentialsFile, kept, defaultPage, next},
  {good, bold},
) => {
  if (adAccount !== undefined) {
    const {id, name = 'the ad account', currency, page} = adAccount
    const what = `${name} (${[id, currency].filter(Boolean).join(', ')}) for the Page ${page}`
    return kept
      ? `${good('✔')} The token of ${what} is in ${credentialsFile}\nNext: ${bold(next ?? '')}`
      : `The token works: that of ${what} would be stored in ${credentialsFile}`
  }
  const lines = pages.map(({page, pageId, pageName}) => {
    const who = `${pageName ?? 'the Page'} (${pageId}) as ${page}`
    return kept
      ? `${good('✔')} Logged in to ${who}; the token is in ${credentialsFile}`
      : `The token works: ${who} would be stored in ${credentialsFile}`
  })
  if (next === null) return lines.join('\n')
  const why = defaultPage === null ? 'Name the Page in each command with --page, or choose a default' : 'Next'
  return [...lines, `${why}: ${bold(next)}`].join('\n')
}
