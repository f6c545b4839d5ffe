import {type Item, toItem, toList, toText} from '../../platform/loose-json.ts'
import {counted, quoted, referralParts, summariseEvent} from '../../platform/summarise-event.ts'
import type {State} from '../state/state.ts'
import {messageGist} from './message-gist.ts'

type Parts = readonly (string | undefined)[]

/** The channels of an entry that hold its events. */
const channels = ['messaging', 'standby', 'changes'] as const

/** What the events of a delivery say, in a few words: `postback HOURS`, `reaction ❤️`, `delivered 2 messages`. */
export function eventGist(envelope: unknown, state: State): string {
  const gists = toList(toItem(envelope)['entry']).flatMap(entry =>
    channels.flatMap(channel =>
      toList(toItem(entry)[channel]).map(item => gistOfItem(channel, toItem(item), state)),
    ),
  )
  return listed(gists)
}

/** How many parts of a batch or delivery are named. */
const MOST_NAMED = 3

/** `a · b · c · 4 more` */
export function listed(gists: readonly string[]): string {
  const more = gists.length - MOST_NAMED
  const named = gists.slice(0, MOST_NAMED).filter(gist => gist !== '')
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(' · ')
}

function gistOfItem(channel: (typeof channels)[number], item: Item, state: State): string {
  const value = channel === 'changes' ? toItem(item['value']) : item
  const parts = own.find(([key]) => typeof value[key] === 'object' && value[key] !== null)
  const shown = parts === undefined ? otherParts(channel, value, state) : parts[1](toItem(value[parts[0]]))
  return shown.filter(part => part !== undefined && part !== '').join(' ')
}

/** Events whose details are few enough for a line to name them all. */
const own: readonly (readonly [key: string, parts: (value: Item) => Parts])[] = [
  ['message', message => [messageGist(message)]],
  ['message_edit', edit => ['edit', quoted(edit['text'])]],
  [
    'postback',
    postback => [
      'postback',
      toText(postback['payload']) ?? quoted(postback['title']),
      ...referralParts(toItem(postback['referral'])),
    ],
  ],
  [
    'reaction',
    ({action, emoji, reaction}) =>
      action === 'unreact' ? ['reaction removed'] : ['reaction', toText(emoji) ?? toText(reaction)],
  ],
  ['delivery', delivery => ['delivered', counted(toList(delivery['mids']).length, 'message')]],
  ['read', () => ['read']],
]

/** The word for each other kind of event; what follows it is the rule of `summariseEvent`. */
const words: readonly (readonly [key: string, word: (value: Item) => string | undefined])[] = [
  ['optin', () => 'opt-in'],
  ['referral', () => 'referral'],
  ['account_linking', linking => toText(linking['status'])],
  ['pass_thread_control', () => 'control passed'],
  ['take_thread_control', () => 'control taken'],
  ['request_thread_control', () => 'control requested'],
  ['app_roles', () => 'roles'],
  ['policy_enforcement', policy => toText(policy['action'])],
  ['messaging_feedback', () => 'feedback'],
  ['response_feedback', () => 'rating'],
]

function otherParts(channel: (typeof channels)[number], value: Item, state: State): Parts {
  const known = words.find(([key]) => value[key] !== undefined)
  const word =
    known === undefined
      ? [value['item'], value['verb'] ?? value['action']].map(toText).filter(Boolean).join(' ')
      : known[1](toItem(value[known[0]]))
  return [word, withAppNames(summariseEvent({channel, item: value}), state)]
}

/** `app 1234567890123456` by its name. */
export const withAppNames = (text: string, {apps}: State): string =>
  text.replaceAll(/\bapp (\d{5,})\b/g, (found, id: string) => apps[id]?.name ?? found)
