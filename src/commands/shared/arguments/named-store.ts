import type {Context} from '../../../context.ts'
import {ConfigError} from '../../../errors.ts'
import type {Store} from '../../../store/open-store.ts'

/** The store of the settings, connected. @throws {ConfigError} if they name none; as `openStore`. */
export async function namedStore(context: Context): Promise<Store> {
  const store = await context.store()
  if (store === undefined) throw noStore()
  return store
}

export const noStore = (): ConfigError =>
  new ConfigError('The settings name no store', {
    hint: 'Name one: --store postgres://user@host/database, MSGR_STORE, or store in the user file',
  })
