import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {pageNameFor} from '../shared/wording/page-name.ts'
import type {PageToken} from './page-tokens.ts'

/** A token, and under which name of the settings it is kept. */
export interface NamedToken extends PageToken {
  readonly page: string
}

/** What each Page is called, before any of them is written. @throws {UsageError} for a name that is taken by another Page. */
export async function namePages(
  context: Context,
  pages: readonly PageToken[],
  wanted: string | undefined,
): Promise<readonly NamedToken[]> {
  const named: NamedToken[] = []
  for (const page of pages) {
    const known = await knownName(context, wanted ?? page.id, pages.length === 1 && wanted === undefined)
    const name = known ?? wanted ?? pageNameFor(page)
    const configured = await idOf(context, name)
    const other = named.find(one => one.page === name)?.id ?? configured?.id
    const isTaken = other !== undefined && other !== page.id
    if (isTaken && wanted !== undefined) {
      throw new UsageError(
        `The token is that of ${page.name ?? 'a Page'} (${page.id}), and ${name} is the Page ${other}${configured === undefined ? '' : ` (${configured.origin})`}`,
        {
          hint: `Give the token of ${other}, keep this one under another name (msgr login --page ${await freeName(context, page)}), or correct the id`,
        },
      )
    }
    named.push({...page, page: isTaken ? `${name}-${page.id}` : name})
  }
  return named
}

/** What the settings call a Page, by its name or id; or the only one, because they name a Page without its id. */
async function knownName(context: Context, page: string, isOnly: boolean): Promise<string | undefined> {
  const {connection} = await context.forPage(page).config()
  if (connection.pageName !== undefined) return connection.pageName
  const {connection: usual} = await context.config()
  return isOnly && usual.pageId === undefined ? usual.pageName : undefined
}

/** The id that the settings give a Page of this name, and where they do. */
async function idOf(
  context: Context,
  name: string,
): Promise<{readonly id: string; readonly origin: string} | undefined> {
  const {connection, settings} = await context.forPage(name).config()
  const {pageName, pageId: id} = connection
  if (pageName !== name || id === undefined) return undefined
  return {id, origin: settings.find(setting => setting.name === 'pageId')?.origin ?? 'the settings'}
}

/** What a Page is called in the settings, or could be. */
async function freeName(context: Context, page: PageToken): Promise<string> {
  const known = await knownName(context, page.id, false)
  if (known !== undefined) return known
  const name = pageNameFor(page)
  return (await idOf(context, name)) === undefined ? name : `${name}-${page.id}`
}

/** Writes the tokens into the credentials file, and Pages that no settings file names into the user file. */
export async function keepTokens(context: Context, pages: readonly NamedToken[]): Promise<void> {
  const {paths, pageNames} = await context.config()
  const {nameUserPage, storeToken} = await import('../../config/write.ts')
  for (const {page, id, token} of pages) {
    await storeToken(paths, page, {id, token})
    if (!pageNames.includes(page)) await nameUserPage(paths, page, id)
    else await warnIfUnused(context, page)
  }
}

/** A token in the store is of no use to a Page whose token is somewhere else. */
async function warnIfUnused(context: Context, page: string): Promise<void> {
  const {settings} = await context.forPage(page).config()
  const origin = settings.find(({name}) => name === 'token')?.origin ?? ''
  if (origin.endsWith('(store)')) return
  context.io.warn(
    `The token is kept, and nothing reads it yet: the settings take that of ${page} from elsewhere (${origin}); write token: store there`,
  )
}
