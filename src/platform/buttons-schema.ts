import * as z from 'zod'
import {buttonLimits} from './buttons.ts'
import {exactlyOne, formed, httpsUrl, type Report, text, url, withRule} from './fields-schema.ts'

const title = text(buttonLimits.title).describe('The text on the button')
const payload = text(buttonLimits.payload).describe('Sent to the webhook when it is tapped')
const opens = z.literal('web_url').describe('Opens a web page')

/** The fields of everything that opens a web page: buttons, default actions, items of the persistent menu. */
export const webviewFields = {
  url: url.describe('The page that is opened'),
  webview_height_ratio: z
    .enum(['compact', 'tall', 'full'])
    .describe('How much of the screen the page takes')
    .optional(),
  messenger_extensions: z
    .boolean()
    .describe('Whether the page uses the Messenger Extensions SDK; its domain must be in whitelisted_domains')
    .optional(),
  fallback_url: url
    .describe('The page for apps without Messenger Extensions; only with messenger_extensions: true')
    .optional(),
  webview_share_button: z.literal('hide').describe('Hides the share button of the page').optional(),
}

/** What holds wherever a web page is opened. */
export function checkWebview(value: Readonly<Record<string, unknown>>, report: Report): void {
  const isExtended = value['messenger_extensions'] === true
  if (value['fallback_url'] !== undefined && !isExtended)
    report('unclear', ['fallback_url'], 'has no effect without `messenger_extensions: true`', {
      severity: 'warning',
    })
  if (isExtended && typeof value['url'] === 'string' && /^http:/i.test(value['url']))
    report('format', ['url'], 'must start with https:// because of `messenger_extensions`', {
      value: value['url'],
    })
}

export const urlButton = withRule(z.strictObject({type: opens, title, ...webviewFields}), checkWebview)

/** The action of a tap on an element: a URL button without a title. */
export const defaultAction = withRule(z.strictObject({type: opens, ...webviewFields}), checkWebview)

export const postbackButton = z.strictObject({
  type: z.literal('postback').describe('Sends its payload to the webhook'),
  title,
  payload,
})

const callButton = z.strictObject({
  type: z.literal('phone_number').describe('Calls a number'),
  title,
  payload: formed(/^\+[0-9]{5,15}$/, 'is not a number like +15105551234').describe(
    'The number with its country code: +15105551234',
  ),
})

const logInButton = z.strictObject({
  type: z.literal('account_link').describe('Links the account of the person'),
  url: httpsUrl.describe('The page that logs the person in'),
})

const logOutButton = z.strictObject({
  type: z.literal('account_unlink').describe('Unlinks the account of the person'),
})

const gamePlayButton = z.strictObject({
  type: z.literal('game_play').describe('Opens the Instant Game of the Page'),
  title,
  payload: payload.optional(),
  game_metadata: withRule(
    z.strictObject({
      player_id: z.string().describe('The player to play against').optional(),
      context_id: z.string().describe('The context to play in').optional(),
    }),
    (value, report) => exactlyOne(value, ['player_id', 'context_id'], report),
  )
    .describe('Where the game starts: with a player or in a context')
    .optional(),
})

const audioCallButton = z.strictObject({
  type: z.literal('audio_call').describe('Calls the Page'),
  title: title.optional(),
  payload: payload.optional(),
  expires_in_days: z.int().min(1).max(7).describe('How long the button works').optional(),
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
