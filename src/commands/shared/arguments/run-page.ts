import type {Manifest} from '../../../bulk/manifest.ts'
import type {Context} from '../../../context.ts'
import type {PagePlace} from '../../../desired/page-place.ts'
import {MsgrError} from '../../../errors.ts'

/**
 * The Page that a plan or a saved state belongs to.
 * @throws {UnauthorisedError} when the token belongs to a Page other than the one in the settings.
 */
export async function pageOf(context: Context): Promise<Manifest['page']> {
  const {pageId, pageName} = await context.connection()
  await context.confirmPage()
  if (pageId !== undefined) return {id: pageId, name: pageName}
  const api = await context.api()
  return api.page.get(['id', 'name'])
}

/** Where data of the Page of the context is stored. @param known Its id, if known. */
export async function placeOf(context: Context, known?: string): Promise<PagePlace> {
  const [{paths}, {target, graphUrl}] = await Promise.all([context.config(), context.connection()])
  const pageId = known ?? (await pageOf(context)).id
  return {stateFolder: paths.stateFolder, target, graphUrl, pageId}
}

/**
 * @throws {MsgrError} if the ids of the run mean nobody, or other people, on this connection: {UnauthorisedError} if it
 *   is the token that leads there.
 */
export async function refuseOtherPage(
  context: Context,
  {target, page, run}: Pick<Manifest, 'target' | 'page' | 'run'>,
): Promise<void> {
  const connection = await context.connection()
  if (connection.target !== target) {
    throw new MsgrError(
      `The run ${run} was planned for the ${target}, but this is the ${connection.target}`,
      {
        hint: target === 'emulator' ? 'Add --emulator' : 'Leave out --emulator',
      },
    )
  }
  if (connection.pageId === undefined || connection.pageId === page.id)
    return context.confirmPage({...page, origin: `the run ${run}`})
  throw new MsgrError(
    `The run ${run} belongs to the Page ${page.id}, but this is the Page ${connection.pageId}`,
    {
      hint: `Use its Page: --page ${page.name ?? page.id}`,
    },
  )
}
