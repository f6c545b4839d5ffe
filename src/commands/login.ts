import type {Command} from 'commander'
import {createApi} from '../api/index.ts'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import type {PageNode} from '../platform/page.ts'
import type {View} from '../terminal/view.ts'

export interface LoggedIn {
  /** What the Page is called in the settings. */
  readonly page: string
  readonly pageId: string
  readonly pageName: string | undefined
  readonly credentialsFile: string
  /** False in a dry run, which only tries the token. */
  readonly kept: boolean
}

export function declare(command: Command): void {
  command.option('--with-token', 'read the token from standard input instead of asking for it').addHelpText(
    'after',
    `
The token is tried first, then kept in the credentials file (msgr config path), which only you can read. A Page that no
settings file names gets an entry in your user file; --page says what it is to be called there.

Examples:
  $ msgr login
  $ msgr login --page shop --with-token < token.txt`,
  )
}

export async function run(context: Context, {withToken = false}: {withToken?: boolean}): Promise<LoggedIn> {
  const config = await context.config()
  if (config.target === 'emulator') {
    throw new UsageError('The emulator takes no login: msgr knows its tokens', {
      hint: 'Leave --emulator and MSGR_EMULATOR out to log in to the platform',
    })
  }
  const token = await readToken(context, withToken)
  const page = await tryToken(context, token)
  const name = context.globals.page ?? config.connection.pageName ?? nameFor(page)
  const kept = !context.globals.dryRun
  if (kept) {
    const {nameUserPage, storeToken} = await import('../config/write.ts')
    await storeToken(config.paths, name, token)
    if (!config.pageNames.includes(name)) await nameUserPage(config.paths, name, page.id)
  }
  const {credentialsFile} = config.paths
  return {page: name, pageId: page.id, pageName: page.name, credentialsFile, kept}
}

export const view: View<LoggedIn> = ({page, pageId, pageName, credentialsFile, kept}, {good}) => {
  const who = `${pageName ?? 'the Page'} (${pageId}) as ${page}`
  return kept
    ? `${good('✔')} Logged in to ${who}; the token is in ${credentialsFile}`
    : `The token works: ${who} would be kept in ${credentialsFile}`
}

async function readToken({io, prompt}: Context, isPiped: boolean): Promise<string> {
  const flag = '--with-token < token.txt'
  const token = (isPiped ? await io.readText('-') : await prompt.secret('Page access token', flag)).trim()
  if (/^\S{10,}$/.test(token)) return token
  throw new UsageError(token === '' ? 'There is no token' : 'That is not a token: it is one word', {
    hint: 'Pipe it in: msgr login --with-token < token.txt',
  })
}

/** The Page whose token it is. The settings may name a token that is not there yet: none of them is used. */
async function tryToken(context: Context, token: string): Promise<PageNode> {
  const {connection} = await context.config()
  const {clock, random, signal, io} = context
  const api = createApi({...connection, pageToken: token, clock, random, signal, warn: io.warn})
  return api.page.get(['id', 'name', 'category'])
}

/** `Acme Shop` → `acme-shop`. */
function nameFor({id, name = ''}: PageNode): string {
  const word = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
  return word === '' ? id : word
}
