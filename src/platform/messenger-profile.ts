import type {WebviewHeightRatio} from './buttons.ts'
import type {EndedName} from './ended.ts'
import type {Route} from './route.ts'

export const messengerProfileRoutes = {
  get: 'GET /{page}/messenger_profile',
  set: 'POST /{page}/messenger_profile',
  delete: 'DELETE /{page}/messenger_profile',
} as const satisfies Record<string, Route>

export interface MenuPostback {
  readonly type: 'postback'
  readonly title: string
  readonly payload: string
}

export interface MenuLink {
  readonly type: 'web_url'
  readonly title: string
  readonly url: string
  readonly webview_height_ratio?: WebviewHeightRatio
  readonly messenger_extensions?: boolean
  readonly fallback_url?: string
  readonly webview_share_button?: 'hide'
}

export type MenuItem = MenuPostback | MenuLink

export interface LocalisedMenu {
  readonly locale: string
  /** Whether people may only use the menu, not write. */
  readonly composer_input_disabled?: boolean
  readonly call_to_actions?: readonly MenuItem[]
  readonly disabled_surfaces?: readonly string[]
}

export interface IceBreaker {
  readonly question: string
  readonly payload: string
}

export interface LocalisedIceBreakers {
  readonly locale: string
  readonly call_to_actions: readonly IceBreaker[]
}

export interface LocalisedGreeting {
  readonly locale: string
  readonly text: string
}

export interface LocalisedCommands {
  readonly locale: string
  readonly commands: readonly {readonly name: string; readonly description: string}[]
}

/** What a Page shows before and beside a conversation. A property that is not set is absent. */
export interface MessengerProfile {
  readonly get_started?: {readonly payload: string}
  readonly greeting?: readonly LocalisedGreeting[]
  readonly ice_breakers?: readonly IceBreaker[] | readonly LocalisedIceBreakers[]
  readonly persistent_menu?: readonly LocalisedMenu[]
  readonly commands?: readonly LocalisedCommands[]
  readonly whitelisted_domains?: readonly string[]
  readonly account_linking_url?: string
}

export type ProfileProperty = keyof MessengerProfile

/** The properties that can be set, in the order in which they are shown. */
export const profileProperties = [
  'get_started',
  'greeting',
  'ice_breakers',
  'persistent_menu',
  'commands',
  'whitelisted_domains',
  'account_linking_url',
] as const satisfies readonly ProfileProperty[]

/** Can be read, not set: whether the Page falls under the restrictions for Europe and Japan. */
export const readOnlyProperties = ['subject_to_new_eu_privacy_rules'] as const

/**
 * Texts in characters, the rest in items; each is the most allowed.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/messenger-profile-api
 */
export const profileLimits = {
  payload: 1000,
  greeting: 160,
  iceBreakers: 4,
  /** Not documented; longer questions are reported as a warning. */
  iceBreakerQuestion: 80,
  menuItems: 20,
  menuTitle: 30,
  commands: 100,
  commandName: 32,
  commandDescription: 64,
  domains: 50,
} as const

/** Calls to the Messenger Profile that one Page may make in `PROFILE_CALLS_WINDOW_MS`; reading counts. */
export const MAX_PROFILE_CALLS = 10
export const PROFILE_CALLS_WINDOW_MS = 10 * 60 * 1000

/** Since this day (Graph API v25.0) the greeting is missing from Meta's SDKs. */
export const GREETING_IN_DOUBT_SINCE = '2026-02-18'

/** Nested menus: gone with v8.0 on the first day, from every version on the second. */
export const nestedMenu = {endedInNewestVersions: '2020-08-04', name: 'nested', until: '2022-08-04'} as const

/** What is said to a body of the calls before the Messenger Profile: one `setting_type` a call. */
export const endedThreadSettings =
  'belongs to thread settings, which ended on 2020-08-04; today each setting is a key: `get_started: {payload}`, `greeting: [{locale: default, text}]`, `persistent_menu: [{locale: default, call_to_actions}]`, `whitelisted_domains`, `account_linking_url`'

export const endedProperties: readonly EndedName[] = [
  {name: 'home_url', until: '2020-05-05', instead: 'offer the page as a web_url item of persistent_menu'},
  {name: 'payment_settings', until: '2025-06-16', instead: 'link to a payment page with a web_url button'},
  {
    name: 'target_audience',
    until: '2025-06-16',
    instead: 'nothing replaces it: there is no Discover tab any longer',
  },
]
