import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {pageNameFor} from '../shared/wording/page-name.ts'
import type {PageToken} from './page-tokens.ts'

/** A token, and the name in the settings under which it is stored. */
export interface NamedToken extends PageToken {
  readonly page: string
}

/** The name of each Page, before any of them is written. @throws {UsageError} for a name that another Page has. */
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
        `The token belongs to ${page.name ?? 'a Page'} (${page.id}), but ${name} is the Page ${other}${configured === undefined ? '' : ` (${configured.origin})`}`,
        {
          hint: `Use the token of ${other}, store this one under another name (msgr login --page ${await freeName(context, page)}), or correct the id`,
        },
      )
    }
    named.push({...page, page: isTaken ? `${name}-${page.id}` : name})
  }
  return named
}

/** The name of a Page in the settings, by its name or id; or the only one, if the settings name a Page without its id. */
async function knownName(context: Context, page: string, isOnly: boolean): Promise<string | undefined> {
  const {connection} = await context.forPage(page).config()
  if (connection.pageName !== undefined) return connection.pageName
  const {connection: usual} = await context.config()
  return isOnly && usual.pageId === undefined ? usual.pageName : undefined
}

/** The id of the Page with this name in the settings, and where it is set. */
async function idOf(
  context: Context,
  name: string,
): Promise<{readonly id: string; readonly origin: string} | undefined> {
  const {connection, settings} = await context.forPage(name).config()
  const {pageName, pageId: id} = connection
  if (pageName !== name || id === undefined) return undefined
  return {id, origin: settings.find(setting => setting.name === 'pageId')?.origin ?? 'the settings'}
}

/** A free name for a Page in the settings. */
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

/** A token in the store has no effect if the settings read the token of the Page from elsewhere. */
async function warnIfUnused(context: Context, page: string): Promise<void> {
  const {settings} = await context.forPage(page).config()
  const origin = settings.find(({name}) => name === 'token')?.origin ?? ''
  if (origin.endsWith('(store)')) return
  context.io.warn(
    `The token is stored but not used: the settings read the token of ${page} from elsewhere (${origin}). To use it, write token: store there`,
  )
}
