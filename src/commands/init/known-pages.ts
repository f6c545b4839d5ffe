import type {Context} from '../../context.ts'
import {pageNameFor} from '../shared/wording/page-name.ts'

/** A Page that msgr already knows. */
export interface KnownPage {
  readonly name: string
  readonly pageId: string
}

/** The Pages of the settings files and, with `--emulator`, those of the emulator. */
export async function knownPages(context: Context): Promise<readonly KnownPage[]> {
  const {pageNames, target} = await context.config()
  const named = await Promise.all(pageNames.map(name => pageOf(context, name)))
  const known = named.flatMap(page => page ?? [])
  if (target !== 'emulator') return known
  const ids = known.map(({pageId}) => pageId)
  return [...known, ...(await emulatedPages(context)).filter(({pageId}) => !ids.includes(pageId))]
}

async function pageOf(context: Context, name: string): Promise<KnownPage | undefined> {
  const {pageId} = (await context.forPage(name).config()).connection
  return pageId === undefined ? undefined : {name, pageId}
}

/** Also asked in a dry run: it is the emulator, and a dry run only writes nothing. */
async function emulatedPages(context: Context): Promise<readonly KnownPage[]> {
  const connection = await context.connection()
  if (connection.userToken === undefined) return []
  const [{createApi}, {collect}] = await Promise.all([
    import('../../api/index.ts'),
    import('../../api/core/paging.ts'),
  ])
  const {clock, random, signal} = context
  const {accounts} = createApi({...connection, clock, random, signal})
  const pages = await collect(accounts.list(connection.userToken))
  return pages.map(page => ({name: pageNameFor(page), pageId: page.id}))
}
