import type {OptOutSource} from '../../bulk/opt-outs/entry.ts'
import {type Item, toItem, toText} from '../../webhook/json.ts'
import type {WebhookEvent} from '../../webhook/parse-events.ts'
import {normalWord} from './opt-out-words.ts'

/** By what an event shows that somebody opts out or comes back. */
export interface OptOutSigns {
  readonly outWords: ReadonlySet<string>
  readonly inWords: ReadonlySet<string>
  /** The label of the settings, by its name or id. */
  readonly label: string | undefined
}

/** What somebody asks for by an event. */
export interface OptOutWish {
  readonly event: 'out' | 'in'
  /** Undefined where the event names nobody by a PSID. */
  readonly psid: string | undefined
  /** The subscription token, which is a secret. */
  readonly token: string | undefined
  readonly source: OptOutSource
  readonly detail: string | undefined
}

/** The fields that the signs come by. */
export const optOutFields: readonly string[] = [
  'messages',
  'messaging_postbacks',
  'messaging_optins',
  'messaging_optouts',
]

/** What an event asks for; undefined for any other event. Echoes and the Test button ask for nothing. */
export function wishOf(event: WebhookEvent, signs: OptOutSigns): OptOutWish | undefined {
  if (event.isTest) return undefined
  switch (event.field) {
    case 'messages':
    case 'message_edits':
    case 'messaging_postbacks':
    case 'standby':
      return wishInWords(event, signs)
    case 'messaging_optins':
      return wishOfOptIn(event)
    case 'messaging_optouts':
      return {
        event: 'out',
        ...personOf(event, toItem(event.item['optout'])),
        source: 'event',
        detail: undefined,
      }
    case 'inbox_labels':
      return wishByLabel(event, signs)
    default:
      return undefined
  }
}

/** What the person wrote or tapped, if it is one of the words and nothing else. */
function wishInWords({item, psid}: WebhookEvent, {outWords, inWords}: OptOutSigns): OptOutWish | undefined {
  // Another app's view of what the Page wrote.
  if (psid === undefined || toText(toItem(item['sender'])['id']) !== psid) return undefined
  const message = toItem(item['message'])
  if (message['is_echo'] === true) return undefined
  const texts = [
    message['text'],
    toItem(message['quick_reply'])['payload'],
    toItem(item['message_edit'])['text'],
    toItem(item['postback'])['payload'],
  ].flatMap(value => toText(value) ?? [])
  const find = (words: ReadonlySet<string>) => texts.find(text => words.has(normalWord(text)))
  const out = find(outWords)
  const detail = out ?? find(inWords)
  if (detail === undefined) return undefined
  return {event: out === undefined ? 'in' : 'out', psid, token: undefined, source: 'message', detail}
}

/**
 * Marketing messages of a topic were stopped, resumed, or subscribed to.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages/grow-audience
 */
function wishOfOptIn(event: WebhookEvent): OptOutWish | undefined {
  const optin = toItem(event.item['optin'])
  if (optin['type'] !== 'notification_messages') return undefined
  const status = toText(optin['notification_messages_status']) ?? ''
  const isStop = status.toUpperCase().startsWith('STOP')
  const person = personOf(event, optin)
  const detail = toText(optin['title'])
  return {event: isStop ? 'out' : 'in', ...person, source: 'event', detail}
}

function wishByLabel({item, psid}: WebhookEvent, {label}: OptOutSigns): OptOutWish | undefined {
  const given = toItem(item['label'])
  const names = [given['id'], given['page_label_name']].map(toText)
  if (label === undefined || !names.includes(label)) return undefined
  const isAdded = item['action'] === 'add'
  return {event: isAdded ? 'out' : 'in', psid, token: undefined, source: 'label', detail: label}
}

const personOf = ({psid}: WebhookEvent, from: Item): Pick<OptOutWish, 'psid' | 'token'> => ({
  psid,
  token: toText(from['notification_messages_token']),
})
