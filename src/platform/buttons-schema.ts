import * as z from 'zod'
import {buttonLimits} from './buttons.ts'
import {exactlyOne, formed, httpsUrl, type Report, text, url, withRule} from './fields-schema.ts'

const title = text(buttonLimits.title)
const payload = text(buttonLimits.payload)

/** The fields of everything that opens a web page: buttons, default actions, items of the persistent menu. */
export const webviewFields = {
  url,
  webview_height_ratio: z.enum(['compact', 'tall', 'full']).optional(),
  messenger_extensions: z.boolean().optional(),
  fallback_url: url.optional(),
  webview_share_button: z.literal('hide').optional(),
}

/** What holds wherever a web page is opened. */
export function checkWebview(value: Readonly<Record<string, unknown>>, report: Report): void {
  const isExtended = value['messenger_extensions'] === true
  if (value['fallback_url'] !== undefined && !isExtended)
    report('choice', ['fallback_url'], 'is only allowed together with `messenger_extensions: true`')
  if (isExtended && typeof value['url'] === 'string' && /^http:/i.test(value['url']))
    report('format', ['url'], 'must start with https:// because of `messenger_extensions`', {
      value: value['url'],
    })
}

export const urlButton = withRule(
  z.strictObject({type: z.literal('web_url'), title, ...webviewFields}),
  checkWebview,
)

/** The action of a tap on an element: a URL button without a title. */
export const defaultAction = withRule(
  z.strictObject({type: z.literal('web_url'), ...webviewFields}),
  checkWebview,
)

export const postbackButton = z.strictObject({type: z.literal('postback'), title, payload})

const callButton = z.strictObject({
  type: z.literal('phone_number'),
  title,
  payload: formed(/^\+[0-9]{5,15}$/, 'is not a number like +15105551234'),
})

const logInButton = z.strictObject({type: z.literal('account_link'), url: httpsUrl})

const logOutButton = z.strictObject({type: z.literal('account_unlink')})

const gamePlayButton = z.strictObject({
  type: z.literal('game_play'),
  title,
  payload: payload.optional(),
  game_metadata: withRule(
    z.strictObject({player_id: z.string().optional(), context_id: z.string().optional()}),
    (value, report) => exactlyOne(value, ['player_id', 'context_id'], report),
  ).optional(),
})

const audioCallButton = z.strictObject({
  type: z.literal('audio_call'),
  title: title.optional(),
  payload: payload.optional(),
  expires_in_days: z.int().min(1).max(7).optional(),
})

/** Buttons of the media template. */
export const mediaButton = z.discriminatedUnion('type', [
  urlButton,
  postbackButton,
  callButton,
  logInButton,
  logOutButton,
])

/** Buttons of the generic and the button template. */
export const button = z.discriminatedUnion('type', [
  urlButton,
  postbackButton,
  callButton,
  logInButton,
  logOutButton,
  gamePlayButton,
  audioCallButton,
])

/** Buttons of the image grid. */
export const gridButton = z.discriminatedUnion('type', [urlButton, postbackButton])
