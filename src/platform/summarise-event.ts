import {type Item, toItem, toList, toText} from './loose-json.ts'
import {LEAD_GEN_APP_ID, PAGE_INBOX_APP_ID, type WebhookChannel} from './webhook-events.ts'

const MAX_TEXT_LENGTH = 80

type Part = string | undefined

/** What happened in a few words, for a line of a log. Tokens are cut short; control characters cannot reach a terminal. */
export function summariseEvent({
  channel,
  item,
}: {
  readonly channel: WebhookChannel
  readonly item: Item
}): string {
  const known = summaries.find(([key]) => typeof item[key] === 'object' && item[key] !== null)
  const parts = known === undefined ? otherParts(channel, item) : known[1](toItem(item[known[0]]), item)
  return parts
    .filter(part => part !== undefined)
    .map(toPrintable)
    .join(' ')
}

const summaries: readonly (readonly [key: string, parts: (value: Item, item: Item) => readonly Part[]])[] = [
  ['message', messageParts],
  ['message_edit', edit => [quoted(edit['text']), labelled('#', edit['num_edit'])]],
  [
    'postback',
    postback => [
      quoted(postback['title']),
      toText(postback['payload']),
      ...referralParts(toItem(postback['referral'])),
    ],
  ],
  ['reaction', reaction => [toText(reaction['emoji']) ?? toText(reaction['reaction'])]],
  ['delivery', delivery => [counted(toList(delivery['mids']).length, 'message'), ...watermark(delivery)]],
  ['read', watermark],
  ['optin', optinParts],
  ['optout', optinParts],
  ['referral', (referral, item) => [...referralParts(referral), ...leadParts(toItem(item['lead']))]],
  ['account_linking', linking => [labelled('code=', cut(linking['authorization_code']))]],
  ['pass_thread_control', ownerParts],
  ['take_thread_control', ownerParts],
  ['request_thread_control', ownerParts],
  [
    'app_roles',
    roles => Object.entries(roles).map(([app, role]) => `${appName(app)}: ${toList(role).join(', ')}`),
  ],
  ['policy_enforcement', policy => [toText(policy['reason'])]],
  ['policy-enforcement', policy => [toText(policy['reason'])]],
  ['messaging_feedback', feedbackParts],
  ['response_feedback', feedback => [toText(feedback['feedback'])]],
  ['order', order => [counted(toList(order['products']).length, 'product'), quoted(order['note'])]],
  ['template', template => [toText(template['coupon_code'])]],
  ['payment', boughtParts],
  ['pre_checkout', boughtParts],
  ['checkout_update', boughtParts],
  ['game_play', game => [labelled('game=', game['game_id']), labelled('score=', game['score'])]],
]

function messageParts(message: Item): readonly Part[] {
  const attachments = toList(message['attachments']).map(attachment => attachmentPart(toItem(attachment)))
  return [
    message['is_echo'] === true ? `(${appName(message['app_id'])})` : undefined,
    quoted(message['text']),
    ...attachments,
    ...contextParts(message),
    labelled('metadata=', message['metadata']),
  ]
}

/** What came with the content of a message: the payload of a quick reply, the message it answers, a referral, commands. */
export function contextParts(message: Item): readonly Part[] {
  const {mid} = toItem(message['reply_to'])
  return [
    labelled('payload=', toItem(message['quick_reply'])['payload']),
    mid === undefined ? undefined : `↩ ${shortMid(mid)}`,
    ...referralParts(toItem(message['referral'])),
    ...toList(message['commands']).map(command => labelled('/', toItem(command)['name'])),
  ]
}

function attachmentPart(attachment: Item): Part {
  const known = [`[${toText(attachment['type']) ?? 'attachment'}]`, attachmentDetail(attachment)]
  return known.filter(each => each !== undefined).join(' ')
}

/** What is known of an attachment besides its type: where somebody is, or the title of what was shared. */
export function attachmentDetail({title, payload}: Item): Part {
  const {lat, long} = toItem(toItem(payload)['coordinates'])
  if (lat !== undefined && long !== undefined) return `${toText(lat)}, ${toText(long)}`
  return quoted(title ?? toItem(payload)['title'])
}

/** `ref=table-12`, and the ad and the product that a referral names. */
export function referralParts(referral: Item): readonly Part[] {
  const product = toText(toItem(referral['product'])['id'])
  return [
    labelled('ref=', referral['ref']),
    labelled('ad=', referral['ad_id']),
    labelled('product=', product),
  ]
}

function leadParts(lead: Item): readonly Part[] {
  const answers = toList(lead['data']).length
  return answers === 0 ? [] : [counted(answers, 'answer')]
}

function optinParts(optin: Item): readonly Part[] {
  return [
    quoted(optin['title']),
    labelled('ref=', optin['ref']),
    labelled('user_ref=', optin['user_ref']),
    labelled('payload=', optin['payload']),
    labelled('token=', cut(optin['notification_messages_token'] ?? optin['one_time_notif_token'])),
    toText(optin['notification_messages_status']),
  ]
}

function ownerParts(control: Item): readonly Part[] {
  const {previous_owner_app_id: previous, new_owner_app_id: next, requested_owner_app_id: asking} = control
  const owners = asking === undefined ? `${appName(previous)} → ${appName(next)}` : `for ${appName(asking)}`
  return [owners, quoted(control['metadata'])]
}

function feedbackParts(feedback: Item): readonly Part[] {
  const questions = toList(feedback['feedback_screens']).flatMap(screen =>
    Object.values(toItem(toItem(screen)['questions'])),
  )
  return questions.map(toItem).map(({type, payload}) => `${toText(type) ?? '?'}=${toText(payload) ?? '?'}`)
}

function otherParts(channel: WebhookChannel, item: Item): readonly Part[] {
  if (channel === 'calls')
    return [toText(item['call_status'] ?? item['status']), labelled('duration=', item['duration'])]
  const words = item['message'] ?? item['story']
  return [
    quoted(words),
    words === undefined ? toText(item['link']) : undefined,
    toText(toItem(item['label'])['page_label_name']),
    toText(item['message_template_name']),
    toText(item['error_message']),
    labelled('form=', item['form_id']),
    labelled('lead=', item['leadgen_id']),
    toText(item['reaction_type']),
    labelled('rating=', item['rating']),
    toText(item['recommendation_type']),
    quoted(item['review_text']),
    labelled('by ', item['sender_name'] ?? item['reviewer_name'] ?? toItem(item['from'])['name']),
  ]
}

function boughtParts(bought: Item): readonly Part[] {
  const {amount, currency} = toItem(bought['amount'])
  return [toText(bought['payload']), toText(amount), toText(currency)]
}

/** An app in words: `Page Inbox`, `app 1234567890123456`. */
export function appName(id: unknown): string {
  const text = toText(id)
  if (text === PAGE_INBOX_APP_ID) return 'Page Inbox'
  if (text === LEAD_GEN_APP_ID) return 'lead ads'
  return text === undefined ? 'no app' : `app ${text}`
}

function watermark(value: Item): readonly Part[] {
  const time = Number(value['watermark'])
  return Number.isFinite(time) && Math.abs(time) < 8e15 ? [`up to ${new Date(time).toISOString()}`] : []
}

/** The end of a message id, which identifies it among others in the same conversation. */
export function shortMid(mid: unknown): string {
  const text = toText(mid) ?? ''
  return text.length <= 8 ? text : `m_…${text.slice(-2)}`
}

/** A text in quotation marks, on one line and cut after 80 characters; undefined without one. */
export function quoted(value: unknown): Part {
  const text = toText(value)
  if (text === undefined) return undefined
  const characters = [...text.replaceAll(/\s+/g, ' ')]
  return characters.length <= MAX_TEXT_LENGTH
    ? `"${characters.join('')}"`
    : `"${characters.slice(0, MAX_TEXT_LENGTH).join('')}…"`
}

function labelled(label: string, value: unknown): Part {
  const text = toText(value)
  return text === undefined ? undefined : `${label}${text}`
}

/** The beginning of a secret: enough to tell two apart, useless to a reader. */
function cut(secret: unknown): Part {
  const text = toText(secret)
  return text === undefined ? undefined : `${text.slice(0, 6)}…`
}

/** `3 messages`, `1 message`; undefined for none. */
export function counted(count: number, noun: string): Part {
  return count === 0 ? undefined : `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Control characters and marks that turn the direction of writing would let a sender rewrite the screen. */
export function toPrintable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
}
