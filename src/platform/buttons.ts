import type {EndedName} from './ended.ts'

export type WebviewHeightRatio = 'compact' | 'tall' | 'full'

export interface UrlButton {
  readonly type: 'web_url'
  readonly title: string
  readonly url: string
  readonly webview_height_ratio?: WebviewHeightRatio
  /** Needs an https URL whose domain is in `whitelisted_domains`. */
  readonly messenger_extensions?: boolean
  /** Opened where Messenger Extensions are not supported; only together with them. */
  readonly fallback_url?: string
  readonly webview_share_button?: 'hide'
}

export interface PostbackButton {
  readonly type: 'postback'
  readonly title: string
  readonly payload: string
}

export interface CallButton {
  readonly type: 'phone_number'
  readonly title: string
  /** `+` with country code: `+15105551234`. */
  readonly payload: string
}

export interface LogInButton {
  readonly type: 'account_link'
  readonly url: string
}

export interface LogOutButton {
  readonly type: 'account_unlink'
}

export interface GamePlayButton {
  readonly type: 'game_play'
  readonly title: string
  readonly payload?: string
  /** Exactly one of both. */
  readonly game_metadata?: {readonly player_id?: string; readonly context_id?: string}
}

export interface AudioCallButton {
  readonly type: 'audio_call'
  readonly title?: string
  readonly payload?: string
  readonly expires_in_days?: number
}

/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/buttons */
export type Button = MediaButton | GamePlayButton | AudioCallButton

/** Buttons of the media template. */
export type MediaButton = UrlButton | PostbackButton | CallButton | LogInButton | LogOutButton

/** In characters. */
export const buttonLimits = {title: 20, payload: 1000} as const

export const endedButtons: readonly EndedName[] = [
  {name: 'element_share', until: '2020', instead: 'offer a URL button'},
  {name: 'payment', until: '2020', instead: 'offer a URL button to a payment page'},
]
