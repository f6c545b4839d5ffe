import type {Route} from './route.ts'

/**
 * Calls in Messenger: what the Page allows, and whether a person allows it to call.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/calling (2026-04-06), its page
 * callsettings (2026-03-30), and the reference of messenger_call_settings (v26.0)
 */
export const callsRoutes = {
  settings: 'GET /{page}/messenger_call_settings',
  set: 'POST /{page}/messenger_call_settings',
  permission: 'GET /{page}/messenger_call_permissions',
  enable: 'POST /{page}/business_messaging_feature_status',
} as const satisfies Record<string, Route>

/** The feature that `enable` turns on. */
export const CALLING_FEATURE = 'messenger_api_calling'

/** Who is called: the Page's people in Meta's apps, or the app by its webhook. */
export const ringTargets = ['META', 'PARTNERS'] as const

export interface OperatingHours {
  /** `MONDAY`; the reference lists no values. */
  readonly day_of_week: string
  /** HHMM: `0900`. */
  readonly open_time: string
  readonly close_time: string
}

export interface CallHours {
  /** IANA name: `Europe/Zurich`. */
  readonly timezone_id: string
  readonly weekly_operating_hours: readonly OperatingHours[]
}

/** Keys that are not given stay unchanged. */
export interface CallSettings {
  readonly audio_enabled?: boolean
  readonly video_enabled?: boolean
  /** Whether the conversation shows a button for calls; on for every Page at first. */
  readonly icon_enabled?: boolean
  readonly call_hours?: CallHours
  readonly call_routing?: {readonly ring_target: (typeof ringTargets)[number]}
}

/** The keys of `CallSettings`. */
export const callSettingNames = [
  'audio_enabled',
  'video_enabled',
  'icon_enabled',
  'call_hours',
  'call_routing',
] as const satisfies readonly (keyof CallSettings)[]

/** What answers a change: `result` by the reference and for the icon, `success` by the guide for hours and routing. */
export interface CallSettingsAnswer {
  readonly success?: boolean
  /** `success` or `failure`. */
  readonly result?: string
}

/** Whether the Page may call a person. */
export interface CallPermission {
  readonly permission?: {
    readonly status: string
    /** In seconds since 1970. */
    readonly expiration_time?: number
  }
  readonly actions?: readonly {
    readonly action_name: string
    readonly can_perform_action: boolean
    readonly limits?: readonly Readonly<Record<string, unknown>>[]
  }[]
}

/** A person's approval ends by itself. Source: calling guide, 2026-04-06 */
export const CALL_PERMISSION_DAYS = 7
