import type {LocalisedMenu} from './messenger-profile.ts'

/**
 * The menu that one person sees instead of that of the Page.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/persistent-menu
 */
export const customUserSettingsRoutes = {
  get: 'GET /{page}/custom_user_settings',
  set: 'POST /{page}/custom_user_settings',
  delete: 'DELETE /{page}/custom_user_settings',
} as const

/** The only setting there is for one person. */
export const userSettings = ['persistent_menu'] as const

/** The menu that one person is to see. */
export interface NewUserSettings {
  readonly psid: string
  readonly persistent_menu: readonly LocalisedMenu[]
}

/** A level without a menu is absent. */
export interface UserSettings {
  readonly user_level_persistent_menu?: readonly LocalisedMenu[]
  readonly page_level_persistent_menu?: readonly LocalisedMenu[]
}

/** Calls about one person that a Page may make in `USER_SETTINGS_WINDOW_MS`; reading counts. */
export const MAX_USER_SETTINGS_CALLS = 10
export const USER_SETTINGS_WINDOW_MS = 10 * 60 * 1000
