import type {ChosenStore} from '../../../config/store/address.ts'
import type {Context} from '../../../context.ts'
import type {StoreConnection} from '../../../store/connection.ts'
import {noStore} from '../../shared/arguments/named-store.ts'

/** The store of the settings. @throws {ConfigError} if they name none. */
export async function chosenStore(context: Context): Promise<ChosenStore> {
  const {store} = await context.config()
  if (store === undefined) throw noStore()
  if (store.problem !== undefined) throw store.problem
  return store
}

/** A connection to the store for whoever tends it, closed when the command ends. */
export async function connectAdmin(context: Context, store: ChosenStore): Promise<StoreConnection> {
  const {openForAdmin} = await import('../../../store/open-store.ts')
  const connection = openForAdmin(store)
  context.onExit(() => connection.close())
  return connection
}
