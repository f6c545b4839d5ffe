import {collect} from '../../../api/core/paging.ts'
import type {Context} from '../../../context.ts'
import type {Fault} from '../../../errors.ts'
import {nearest} from '../../../platform/near-miss.ts'
import type {PageFile} from './page-file.ts'

/**
 * An overlay for an unknown Page would never be used, and its content would be missing. An id is accepted unchanged;
 * if no Page is known, nothing can be checked.
 */
export async function unknownPages(context: Context, {file, overlays}: PageFile): Promise<readonly Fault[]> {
  const {pageNames, target} = await context.config()
  const unnamed = overlays.filter(page => !pageNames.includes(page) && !/^\d+$/.test(page))
  if (unnamed.length === 0) return []
  const known = [...pageNames, ...(target === 'emulator' ? await emulatedPages(context) : [])]
  if (known.length === 0) return []
  return unnamed
    .filter(page => !known.includes(page))
    .map(page => {
      const suggestion = nearest(page, known)
      const more =
        suggestion === undefined ? `; use one of ${known.join(', ')}` : `; did you mean \`${suggestion}\`?`
      return {path: `pages.${page}`, message: `is not a Page of the settings${more}`, file}
    })
}

async function emulatedPages(context: Context): Promise<readonly string[]> {
  if (context.globals.dryRun) return []
  const {userToken} = await context.connection()
  const {accounts} = await context.api()
  const pages = await collect(accounts.list(userToken))
  return pages.map(({name}) => name)
}
