import type {Fields} from '../fields.ts'

interface ActField {
  readonly key: string
  readonly label: string
  readonly value: string
  readonly isOptional?: true
}

/** Something a person does besides writing. Whether the platform of the day has it is the emulator's to say. */
export interface PersonAct {
  readonly title: string
  /** What the bot gets of it. */
  readonly hint: string
  readonly fields: readonly ActField[]
  /** The act below `/_msgr/people/PSID/`, and its words. */
  readonly toAct: (typed: Readonly<Record<string, string>>) => readonly [act: string, words: Fields]
}

/** The typed texts without those left empty. */
const filled = (typed: Readonly<Record<string, string>>): Fields =>
  Object.fromEntries(Object.entries(typed).filter(([, text]) => text !== ''))

export const personActs: readonly PersonAct[] = [
  {
    title: 'Come through an m.me link',
    hint: 'messaging_referrals, or with the first message',
    fields: [{key: 'ref', label: 'ref', value: 'summer'}],
    toAct: typed => ['refer', filled(typed)],
  },
  {
    title: 'Come from an ad',
    hint: 'messaging_referrals with ads_context_data',
    fields: [
      {key: 'ad_title', label: 'Title of the ad', value: 'Summer hats'},
      {key: 'ad_id', label: 'Id of the ad', value: '', isOptional: true},
      {key: 'flow_id', label: 'Id of its welcome message flow', value: '', isOptional: true},
      {key: 'ref', label: 'ref', value: '', isOptional: true},
    ],
    toAct: typed => ['refer', {source: 'ADS', ...filled(typed)}],
  },
  {
    title: 'Send a sticker',
    hint: 'messages with sticker_id',
    fields: [{key: 'sticker_id', label: 'Id of the sticker', value: '369239343222814'}],
    toAct: typed => ['sticker', filled(typed)],
  },
  {
    title: 'Send a location',
    hint: 'messages; today’s apps no longer offer it, old conversations have it',
    fields: [
      {key: 'lat', label: 'Latitude', value: '48.2082'},
      {key: 'long', label: 'Longitude', value: '16.3738'},
    ],
    toAct: ({lat, long}) => [
      'say',
      {attachments: [{type: 'location', payload: {coordinates: {lat: Number(lat), long: Number(long)}}}]},
    ],
  },
  {
    title: 'Comment on a post of the Page',
    hint: 'feed; the Page may answer privately',
    fields: [{key: 'text', label: 'Comment', value: 'Is it still available?'}],
    toAct: typed => ['comment', filled(typed)],
  },
  {
    title: 'Post on the Page',
    hint: 'feed',
    fields: [{key: 'text', label: 'Text', value: 'I love this shop'}],
    toAct: typed => ['post', filled(typed)],
  },
  {
    title: 'Use Send to Messenger on a website',
    hint: 'messaging_optins with ref',
    fields: [{key: 'ref', label: 'ref', value: 'website'}],
    toAct: typed => ['opt-in', {type: 'plugin', ...filled(typed)}],
  },
  {
    title: 'Tick the checkbox on a website',
    hint: 'messaging_optins with user_ref',
    fields: [
      {key: 'user_ref', label: 'user_ref', value: 'order-1'},
      {key: 'ref', label: 'ref', value: '', isOptional: true},
    ],
    toAct: typed => ['tick', filled(typed)],
  },
  {
    title: 'Link an account',
    hint: 'messaging_account_linking: linked',
    fields: [{key: 'authorization_code', label: 'Authorization code', value: 'code-1'}],
    toAct: typed => ['link', filled(typed)],
  },
  {
    title: 'Unlink the account',
    hint: 'messaging_account_linking: unlinked',
    fields: [],
    toAct: () => ['unlink', {}],
  },
]
