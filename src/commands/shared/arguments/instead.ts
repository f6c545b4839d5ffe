import type {EndedCall} from '../../../platform/ended.ts'

const broadcast = 'msgr broadcast send writes to each person through the Send API'
const estimate = 'msgr broadcast plan counts who would get the message'

/** What takes the place of a call that ended on the platform. */
const replacements: Readonly<Record<string, string>> = {
  'POST /{page}/message_creatives': broadcast,
  'POST /{page}/broadcast_messages': broadcast,
  'GET /{page}/broadcast_messages': broadcast,
  'GET /{broadcast_id}': broadcast,
  'POST /{broadcast_id}': broadcast,
  'GET /{broadcast_id}/insights/messages_sent': broadcast,
  'POST /{page}/broadcast_reach_estimations': estimate,
  'GET /{reach_estimation_id}': estimate,
  'POST /{ad_account_id}/sponsored_message_ads': 'the Marketing Messages API writes to people who opted in',
  'POST /{page}/messenger_codes': 'msgr code generate draws a QR code of an m.me link',
  'GET /{page}/secondary_receivers':
    'Conversation Routing needs none; msgr thread owner <psid> shows who has a conversation',
  'GET /{page}/thread_settings': 'msgr profile get',
  'POST /{page}/thread_settings': 'msgr profile set',
  'DELETE /{page}/thread_settings': 'msgr profile delete',
}

/** What to do instead of a call that ended; undefined where nothing took its place. */
export const insteadOf = ({route}: Pick<EndedCall, 'route'>): string | undefined => replacements[route]
