import {hostname} from 'node:os'
import {pid} from 'node:process'
import {parseFailpoint} from '../../../bulk/failpoints.ts'
import {fileStore} from '../../../bulk/file-store/file-store.ts'
import {runsFolderIn} from '../../../bulk/file-store/run-files.ts'
import type {RunStore} from '../../../bulk/store.ts'
import type {Context} from '../../../context.ts'
import type {Store} from '../../../store/open-store.ts'

/** One for each database: what a process holds is renewed together. */
const opened = new WeakMap<Store, RunStore>()

/** Where the runs are: in the database that the settings name, else in the state folder. */
export async function runStoreOf(context: Pick<Context, 'config' | 'store' | 'signal'>): Promise<RunStore> {
  const store = await context.store()
  if (store === undefined) {
    const {paths} = await context.config()
    return fileStore(runsFolderIn(paths.stateFolder))
  }
  const known = opened.get(store)
  if (known !== undefined) return known
  const {postgresStore} = await import('../../../bulk/postgres-store/postgres-store.ts')
  const {failpoint} = await context.config()
  const runs = postgresStore(store, {
    ...{owner: `process ${pid} on ${hostname()}`, signal: context.signal},
    failpoint: parseFailpoint(failpoint),
  })
  opened.set(store, runs)
  return runs
}
