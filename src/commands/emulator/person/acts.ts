/** The words and options of an act. */
export interface ActForm {
  /** The act's parameter for the word after the PSID; undefined if it takes no word. */
  readonly word?: string
  /** Whether the word may be left out. */
  readonly isOptional?: true
  /** The options it takes. */
  readonly options: readonly OptionName[]
}

/** Each option with its parameter's name in an act. */
export const optionWords = {
  payload: 'payload',
  title: 'title',
  mid: 'mid',
  replyTo: 'reply_to',
  attach: 'attachments',
  nlp: 'nlp',
  ref: 'ref',
  source: 'source',
  adId: 'ad_id',
  adTitle: 'ad_title',
  flowId: 'flow_id',
  type: 'type',
  topic: 'topic',
  status: 'status',
  timezone: 'timezone',
  answer: 'answers',
  followUp: 'follow_ups',
  firstName: 'firstName',
  lastName: 'lastName',
  locale: 'locale',
  country: 'country',
  threadsPerDay: 'threadsPerDay',
} as const

export type OptionName = keyof typeof optionWords

const details = ['firstName', 'lastName', 'locale', 'timezone', 'country', 'threadsPerDay'] as const

/** Everything that a person can do. */
export const actForms: Readonly<Record<string, ActForm>> = {
  add: {options: details},
  change: {options: details},
  delete: {options: []},
  say: {word: 'text', isOptional: true, options: ['payload', 'replyTo', 'attach', 'nlp']},
  attach: {word: 'file', options: ['replyTo']},
  sticker: {word: 'sticker_id', isOptional: true, options: ['replyTo']},
  edit: {word: 'text', options: ['mid']},
  tap: {word: 'payload', isOptional: true, options: ['title', 'mid']},
  menu: {word: 'payload', options: ['title']},
  start: {options: ['ref']},
  'ice-breaker': {word: 'payload', options: ['title']},
  open: {word: 'url', options: ['mid']},
  coupon: {options: ['mid']},
  react: {word: 'emoji', isOptional: true, options: ['mid']},
  unreact: {options: ['mid']},
  read: {options: []},
  typing: {options: []},
  refer: {word: 'ref', isOptional: true, options: ['source', 'adId', 'adTitle', 'flowId']},
  'opt-in': {options: ['type', 'topic', 'title', 'payload', 'ref', 'status', 'timezone', 'mid']},
  tick: {word: 'user_ref', options: ['ref']},
  link: {word: 'authorization_code', options: []},
  unlink: {options: []},
  feedback: {options: ['mid', 'answer', 'followUp']},
  rate: {word: 'rating', isOptional: true, options: ['mid']},
  comment: {word: 'text', options: []},
  post: {word: 'text', options: []},
  'call-permission': {word: 'response', isOptional: true, options: []},
  block: {options: []},
  unblock: {options: []},
}
