import type {Context} from '../../../context.ts'
import {MsgrError} from '../../../errors.ts'

/** How a link names the Page: by its id, from the settings or the platform, or by its username. */
export async function pageInLink(
  context: Context,
  {username: isByUsername = false}: {readonly username?: boolean},
): Promise<string> {
  const {pageId} = await context.connection()
  if (pageId !== undefined && !isByUsername) return pageId
  const {page} = await context.api()
  const {id, username} = await page.get(['id', 'username'])
  if (!isByUsername) return id
  if (username !== undefined) return username
  if (context.globals.dryRun) return 'USERNAME'
  throw new MsgrError('The Page has no username', {hint: 'Leave out --username: the id works too'})
}
