import {runsFolderIn} from '../bulk/file-store/run-files.ts'
import {
  openSharedSubscriberNames,
  openSubscriberNames,
  type SubscriberNames,
} from '../bulk/subscriber-names.ts'
import type {Context} from '../context.ts'

/** The names of subscribers without a PSID: those of the store that the settings name, else those of the state folder. */
export async function subscriberNamesOf({
  config,
  store,
}: Pick<Context, 'config' | 'store'>): Promise<SubscriberNames> {
  const [{paths}, shared] = await Promise.all([config(), store()])
  const folder = runsFolderIn(paths.stateFolder)
  return shared === undefined
    ? openSubscriberNames(folder)
    : openSharedSubscriberNames(shared.queries.query, folder)
}
