import {messageLimits} from '../../platform/messages.ts'

type Message = Readonly<Record<string, unknown>>

/** An item of `messaging`, as far as the bot reads it. */
export interface BotEvent {
  readonly sender?: {readonly id?: string}
  readonly message?: {
    readonly text?: string
    readonly is_echo?: boolean
    readonly quick_reply?: {readonly payload?: string}
    readonly attachments?: readonly {readonly type?: string}[]
  }
  readonly postback?: {readonly title?: string; readonly payload?: string; readonly referral?: Referral}
  readonly reaction?: {readonly action?: string; readonly emoji?: string}
  readonly message_edit?: {readonly text?: string}
  readonly referral?: Referral
  readonly optin?: {readonly type?: string; readonly title?: string}
  readonly account_linking?: {readonly status?: string}
  readonly messaging_feedback?: unknown
}

interface Referral {
  readonly ref?: string
}

/** The fields of the events that the bot answers. */
export const answeredFields = [
  'messages',
  'messaging_postbacks',
  'message_reactions',
  'message_edits',
  'messaging_referrals',
  'messaging_optins',
  'messaging_account_linking',
  'messaging_feedback',
] as const

const button = (title: string, payload: string): Message => ({type: 'postback', title, payload})
const reply = (title: string, payload: string): Message => ({content_type: 'text', title, payload})
const template = (payload: Message): Message => ({attachment: {type: 'template', payload}})

const help: Message = {
  text: 'Hi! I am the echo bot of the emulator: I repeat what you write. To see what else a bot can send, say card, buttons, replies or receipt.',
  quick_replies: [
    reply('Card', 'SHOW_CARD'),
    reply('Buttons', 'SHOW_BUTTONS'),
    reply('Replies', 'SHOW_REPLIES'),
    reply('Receipt', 'SHOW_RECEIPT'),
  ],
}

const card = (title: string, subtitle: string): Message => ({
  title,
  subtitle,
  buttons: [
    button(`Buy ${title}`, `BUY_${title.toUpperCase()}`),
    {type: 'web_url', title: 'Details', url: 'https://example.com/'},
  ],
})

/** What the bot sends when somebody says the word. */
const shown: Readonly<Record<string, Message>> = {
  card: template({
    template_type: 'generic',
    elements: [card('Hat', 'Felt, in grey'), card('Scarf', 'Wool, in red'), card('Coat', 'For the rain')],
  }),
  buttons: template({
    template_type: 'button',
    text: 'A text can have up to three buttons.',
    buttons: [button('Opening hours', 'HOURS'), button('Talk to a person', 'PERSON'), button('Help', 'HELP')],
  }),
  replies: {
    text: 'Which size? Quick replies are gone once you have answered.',
    quick_replies: ['S', 'M', 'L'].map(size => reply(size, `SIZE_${size}`)),
  },
  receipt: template({
    template_type: 'receipt',
    recipient_name: 'Ada Lindqvist',
    order_number: '1001',
    currency: 'EUR',
    payment_method: 'Visa 2345',
    summary: {subtotal: 38, shipping_cost: 4, total_cost: 42},
    elements: [{title: 'Hat', subtitle: 'Felt, in grey', quantity: 1, price: 38, currency: 'EUR'}],
  }),
}

const greetings = /^(hi|hello|hey|help|start|get started)\b[\s!.?]*$/i

/**
 * What the bot answers to an event; undefined for one that needs no answer. The same event always gets the same answer, so
 * that a recorded conversation replays.
 */
export function answerTo(event: BotEvent): Message | undefined {
  const {message, postback, reaction, message_edit: edit, referral, optin, account_linking: linking} = event
  if (message !== undefined) return message.is_echo === true ? undefined : toMessage(message)
  if (postback !== undefined) return toPostback(postback)
  if (reaction !== undefined)
    return reaction.action === 'react' ? said(`You reacted with ${reaction.emoji ?? 'an emoji'}`) : undefined
  if (edit !== undefined) return said(`You changed it to: ${edit.text ?? ''}`)
  if (referral !== undefined) return said(`You came through a link: ${referral.ref ?? 'an ad'}`)
  if (optin !== undefined) return said(`You opted in: ${optin.title ?? optin.type ?? 'thank you'}`)
  if (linking !== undefined) return said(`Your account is ${linking.status ?? 'changed'}`)
  return event.messaging_feedback === undefined ? undefined : said('Thank you for your feedback')
}

function toMessage({text, attachments = [], quick_reply: chosen}: NonNullable<BotEvent['message']>): Message {
  const word = (text ?? '').trim().toLowerCase()
  if (Object.hasOwn(shown, word)) return shown[word] ?? help
  if (text !== undefined && greetings.test(text.trim())) return help
  if (chosen?.payload !== undefined) return said(`You chose ${text ?? ''} (payload ${chosen.payload})`)
  if (text !== undefined) return said(`You said: ${text}`)
  const [{type = 'file'} = {}] = attachments
  if (attachments.length > 1) return said(`You sent ${attachments.length} attachments`)
  return said(`You sent ${names[type] ?? `an attachment of the type ${type}`}`)
}

const names: Readonly<Record<string, string>> = {
  image: 'a picture',
  video: 'a video',
  audio: 'a voice clip',
  file: 'a file',
  sticker: 'a sticker',
  location: 'a place',
}

function toPostback({title = '', payload = ''}: NonNullable<BotEvent['postback']>): Message {
  if (title === 'Get Started' || payload === 'HELP') return help
  return said(`You tapped ${title} (payload ${payload})`)
}

/** A text, within the limit of the platform. */
function said(text: string): Message {
  const {text: most} = messageLimits
  return {text: text.length <= most ? text : `${text.slice(0, most - 1)}…`}
}
