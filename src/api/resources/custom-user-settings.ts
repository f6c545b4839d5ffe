import {
  customUserSettingsRoutes as routes,
  type UserSettings,
  userSettings,
} from '../../platform/custom-user-settings.ts'
import type {Psid} from '../../platform/ids.ts'
import type {LocalisedMenu} from '../../platform/messenger-profile.ts'
import type {Page} from '../../platform/route.ts'
import type {GraphClient} from '../core/graph-client.ts'

export const customUserSettings = (graph: GraphClient) => ({
  /** The person's own menu and that of the Page, as far as there are any. */
  get: async (psid: Psid): Promise<UserSettings> => {
    const {data} = await graph.request<Page<UserSettings>>(routes.get, {psid}, {needs: ['data[]']})
    return data[0] ?? {}
  },

  /** Gives a person their own menu. */
  setMenu: async (psid: Psid, menu: readonly LocalisedMenu[]): Promise<void> => {
    await graph.done(routes.set, {psid, persistent_menu: menu})
  },

  /** Shows the person the menu of the Page again. Harmless if they have no menu. */
  deleteMenu: async (psid: Psid): Promise<void> => {
    await graph.done(routes.delete, {psid, params: userSettings})
  },
})
