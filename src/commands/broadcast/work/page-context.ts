import type {Manifest} from '../../../bulk/manifest.ts'
import type {Context} from '../../../context.ts'
import {MsgrError} from '../../../errors.ts'

/**
 * The same context for the Page of a run.
 * @throws {MsgrError} if the settings have no token of the Page.
 */
export async function contextOfPage(context: Context, page: Manifest['page']): Promise<Context> {
  const {pageId} = await context.connection()
  if (pageId === page.id) return context
  const own = context.forPage(page.id)
  const {problems, connection} = await own.config()
  const isKnown = problems.length === 0 && ((await own.connection()).pageId ?? connection.pageId) === page.id
  if (isKnown) return own
  // A token in the environment, whose Page is known only to the platform: sending checks it.
  if (pageId === undefined) return context
  throw new MsgrError(`The settings have no Page ${page.name ?? page.id}`, {
    hint: 'Store its token: msgr login',
  })
}
