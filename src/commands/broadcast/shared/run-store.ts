import {fileStore} from '../../../bulk/file-store/file-store.ts'
import {runsFolderIn} from '../../../bulk/file-store/run-files.ts'
import type {RunStore} from '../../../bulk/store.ts'
import type {Context} from '../../../context.ts'

/** Where the runs are: in the state folder. */
export async function runStoreOf(context: Pick<Context, 'config'>): Promise<RunStore> {
  const {paths} = await context.config()
  return fileStore(runsFolderIn(paths.stateFolder))
}
