import type {Route} from './route.ts'

/**
 * Pictures that the camera of Messenger opened a conversation with, until 2019.
 * Source: https://developers.facebook.com/docs/messenger-platform/reference/messenger-code-api
 */
export const messengerCodesRoutes = {
  create: 'POST /{page}/messenger_codes',
} as const satisfies Record<string, Route>

export interface MessengerCodeRequest {
  readonly type: 'standard'
  /** Without it the code is the one of the Page. */
  readonly data?: {readonly ref: string}
  /** Width and height in pixels. */
  readonly image_size?: number
}

export interface MessengerCode {
  /** Where the picture is, for a short time. */
  readonly uri: string
}

export const messengerCodeLimits = {
  smallestPixels: 100,
  largestPixels: 2000,
  defaultPixels: 1000,
  refLength: 250,
  ref: /^[a-zA-Z0-9+/=\-.:_]+$/,
} as const
