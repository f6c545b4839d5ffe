import type {Api} from '../../../api/index.ts'
import type {Context} from '../../../context.ts'
import type {PageId} from '../../../platform/ids.ts'

/** The Page that messages are for: that of the settings, else that of its token. */
export async function pageOfCampaigns({connection, globals}: Context, {page}: Api): Promise<PageId> {
  const {pageId} = await connection()
  if (pageId !== undefined) return pageId
  return globals.dryRun ? ('<page id>' as PageId) : (await page.get(['id'])).id
}
