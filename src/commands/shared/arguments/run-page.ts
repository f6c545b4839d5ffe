import type {Manifest} from '../../../bulk/manifest.ts'
import type {Context} from '../../../context.ts'
import type {PagePlace} from '../../../desired/page-place.ts'
import {MsgrError} from '../../../errors.ts'

/**
 * The Page in whose name something is planned and remembered.
 * @throws {UnauthorisedError} when the token is that of another Page than the settings name.
 */
export async function pageOf(context: Context): Promise<Manifest['page']> {
  const {pageId, pageName} = await context.connection()
  await context.confirmPage()
  if (pageId !== undefined) return {id: pageId, name: pageName}
  const api = await context.api()
  return api.page.get(['id', 'name'])
}

/** Where things are kept of the Page of the context. @param known its id, where that is known. */
export async function placeOf(context: Context, known?: string): Promise<PagePlace> {
  const [{paths}, {target, graphUrl}] = await Promise.all([context.config(), context.connection()])
  const pageId = known ?? (await pageOf(context)).id
  return {stateFolder: paths.stateFolder, target, graphUrl, pageId}
}

/**
 * @throws {MsgrError} if the ids of the run mean nobody, or somebody else, where this connection leads: {UnauthorisedError} if it
 *   is the token that leads there.
 */
export async function refuseOtherPage(
  context: Context,
  {target, page, run}: Pick<Manifest, 'target' | 'page' | 'run'>,
): Promise<void> {
  const connection = await context.connection()
  if (connection.target !== target) {
    throw new MsgrError(
      `The run ${run} was planned for the ${target}, and this is the ${connection.target}`,
      {
        hint: target === 'emulator' ? 'Add --emulator' : 'Leave out --emulator',
      },
    )
  }
  if (connection.pageId === undefined || connection.pageId === page.id)
    return context.confirmPage({...page, origin: `the run ${run}`})
  throw new MsgrError(
    `The run ${run} belongs to the Page ${page.id}, and this is the Page ${connection.pageId}`,
    {
      hint: `Name its Page: --page ${page.name ?? page.id}`,
    },
  )
}
