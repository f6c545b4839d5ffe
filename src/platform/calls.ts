import type {Route} from './route.ts'

/**
 * Calls in Messenger: what the Page allows, and whether a person allows it to call. Settings and the feature are known from Meta's SDK
 * v26 and from programs that use them; the permission is documented.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/calling (2026-04-06)
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

export interface CallHours {
  /** IANA name: `Europe/Zurich`. */
  readonly timezone_id: string
  /** The keys of an entry are not documented. */
  readonly weekly_operating_hours: readonly Readonly<Record<string, unknown>>[]
}

/** Keys that are not given stay unchanged. */
export interface CallSettings {
  readonly audio_enabled?: boolean
  readonly video_enabled?: boolean
  /** Whether the conversation shows a button for calls. */
  readonly icon_enabled?: boolean
  readonly call_hours?: CallHours
  readonly call_routing?: {readonly ring_target: (typeof ringTargets)[number]}
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

/** The hours in a document. @returns what is wrong with it, or the hours. */
export function readCallHours(document: unknown): CallHours | string {
  const {timezone_id: zone, weekly_operating_hours: week} = (document ?? {}) as Partial<CallHours>
  if (typeof zone !== 'string' || !isZone(zone))
    return 'timezone_id is not the name of a time zone, such as Europe/Zurich'
  const isWeek =
    Array.isArray(week) && week.length > 0 && week.every(each => typeof each === 'object' && each !== null)
  return isWeek
    ? {timezone_id: zone, weekly_operating_hours: week}
    : 'weekly_operating_hours is not a list of hours'
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', {timeZone: name})
    return true
  } catch {
    return false
  }
}
