import {tooMuch} from './graph-errors/too-much.ts'

/**
 * What becomes of a message when a send is answered with this error:
 * - `in-doubt`: it may have been delivered; never send it again unasked
 * - `throttled`: not sent; send it again after waiting
 * - `skip`: not sent, and not for this person; go on with the next
 * - `fail`: not sent, refused; go on with the next
 * - `stop`: not sent, and nothing else will be; end the run
 */
export type SendClass = 'in-doubt' | 'throttled' | 'skip' | 'fail' | 'stop'

/** What a refusal is about; decides the exit code of a single call. */
export type ErrorKind =
  | 'token'
  | 'permission'
  | 'throttle'
  | 'temporary'
  | 'too-much'
  | 'window'
  | 'person'
  | 'page'
  | 'refused'

export interface GraphErrorRule {
  /** A code, or the first and last of a range. */
  readonly code: number | readonly [first: number, last: number]
  readonly subcode?: number
  /** Only where the message of the platform holds this: it gives some errors no subcode. */
  readonly mentions?: string
  readonly kind: ErrorKind
  readonly onSend: SendClass
  readonly meaning: string
  readonly hint?: string
}

const acceptContactTerms =
  'An administrator of the Page accepts them once at https://www.facebook.com/<page id>/inbox/page_contact_tos/'
const newToken = 'Store a new token: msgr login --with-token < token.txt'

/**
 * The errors msgr knows more about than their text.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes
 */
export const graphErrorRules: readonly GraphErrorRule[] = [
  ...tooMuch,
  {code: 1, kind: 'temporary', onSend: 'in-doubt', meaning: 'an unknown failure on the side of the platform'},
  {
    code: 1,
    mentions: 'client secret',
    kind: 'token',
    onSend: 'stop',
    meaning: 'the app secret is not that of the app',
    hint: 'See which app and which secret are in use: msgr config show --origin',
  },
  {
    code: 1,
    subcode: 99,
    kind: 'permission',
    onSend: 'in-doubt',
    meaning: 'an unknown failure; usually a missing permission or Advanced Access',
    hint: 'Compare the scopes the token holds with those needed: msgr whoami',
  },
  {
    code: 1,
    subcode: 1357046,
    kind: 'temporary',
    onSend: 'in-doubt',
    meaning: 'the platform lost its own answer; everything may have been delivered',
  },
  {
    code: 2,
    kind: 'temporary',
    onSend: 'in-doubt',
    meaning: 'the platform is temporarily unavailable, or the person blocked the Page',
  },
  {
    code: 2,
    subcode: 2018344,
    kind: 'page',
    onSend: 'stop',
    meaning: 'the Page Contact Terms, which custom labels need, are not accepted',
    hint: acceptContactTerms,
  },
  {code: 3, kind: 'permission', onSend: 'stop', meaning: 'the app may not make this call'},
  {code: 4, kind: 'throttle', onSend: 'throttled', meaning: 'the app made too many calls'},
  {
    code: 4,
    subcode: 2018354,
    kind: 'person',
    onSend: 'skip',
    meaning: 'too soon after the previous message to this person',
  },
  {
    code: 9,
    subcode: 2018352,
    kind: 'person',
    onSend: 'skip',
    meaning: 'the limit of opt-in requests for this person is reached',
  },
  {
    code: 10,
    kind: 'permission',
    onSend: 'stop',
    meaning: 'a permission, a role on the Page or a feature is missing',
    hint: 'See what the token may do: msgr whoami',
  },
  {
    code: 10,
    subcode: 1404170,
    kind: 'page',
    onSend: 'stop',
    meaning: 'the Page is temporarily restricted from opt-in requests',
  },
  {
    code: 10,
    subcode: 1893015,
    kind: 'person',
    onSend: 'skip',
    meaning: 'the person stopped these notifications',
  },
  {
    code: 10,
    subcode: 1893063,
    kind: 'page',
    onSend: 'stop',
    meaning: 'the Page is temporarily restricted from sending messages',
    hint: 'Look at the Page quality in the Meta Business Suite; more attempts prolong the restriction',
  },
  {code: 10, subcode: 2018065, kind: 'window', onSend: 'skip', meaning: 'outside the messaging window'},
  {
    code: 10,
    subcode: 2018108,
    kind: 'person',
    onSend: 'skip',
    meaning: 'the person cannot receive messages at present',
  },
  {
    code: 10,
    subcode: 2018278,
    kind: 'window',
    onSend: 'skip',
    meaning: 'the person last wrote more than 24 hours ago',
    hint: 'Outside the window only an approved utility template (msgr send utility), or a human agent within 7 days (--tag HUMAN_AGENT), may write',
  },
  {
    code: 10,
    subcode: 2018300,
    kind: 'person',
    onSend: 'skip',
    meaning: 'another app controls this conversation',
    hint: 'Who it is, and until when: msgr thread owner <psid>',
  },
  {code: 10, subcode: 2534022, kind: 'window', onSend: 'skip', meaning: 'outside the messaging window'},
  {
    code: 12,
    kind: 'refused',
    onSend: 'stop',
    meaning: 'this call has ended',
    hint: 'Try another version: --api-version',
  },
  {code: 17, kind: 'throttle', onSend: 'throttled', meaning: 'the user of the token made too many calls'},
  {code: 32, kind: 'throttle', onSend: 'throttled', meaning: 'too many calls for this Page'},
  {code: 100, kind: 'refused', onSend: 'fail', meaning: 'a parameter is invalid'},
  {
    code: 100,
    mentions: 'appsecret_proof',
    kind: 'token',
    onSend: 'stop',
    meaning:
      'the app secret is not that of the app whose token it is, or the clock of this machine is off by minutes',
    hint: 'See which secret is in use and compare the clock: msgr config show --origin',
  },
  {
    code: 100,
    subcode: 33,
    kind: 'refused',
    onSend: 'fail',
    meaning: 'there is no such object, or this Page cannot reach it',
    hint: 'Is it the right Page? msgr whoami',
  },
  {
    code: 100,
    subcode: 2018001,
    kind: 'person',
    onSend: 'skip',
    meaning: 'no such person on this Page',
    hint: 'A PSID belongs to one Page: is it the right one? msgr whoami',
  },
  {
    code: 100,
    subcode: 2018145,
    kind: 'refused',
    onSend: 'fail',
    meaning: 'a persistent menu needs a Get Started button',
    hint: 'Set get_started in the same file',
  },
  {
    code: 100,
    subcode: 2534029,
    kind: 'page',
    onSend: 'stop',
    meaning: 'the business is blocked from messaging',
  },
  {code: 102, kind: 'token', onSend: 'stop', meaning: 'the session of the token has ended', hint: newToken},
  {code: 104, kind: 'token', onSend: 'stop', meaning: 'an access token is required', hint: newToken},
  {code: 105, kind: 'refused', onSend: 'fail', meaning: 'too many elements'},
  {
    code: 101,
    kind: 'token',
    onSend: 'stop',
    meaning: 'there is no such app',
    hint: 'See which app id is in use: msgr config show --origin',
  },
  {code: 190, kind: 'token', onSend: 'stop', meaning: 'the access token is not valid', hint: newToken},
  {
    code: 190,
    subcode: 458,
    kind: 'token',
    onSend: 'stop',
    meaning: 'the user removed the app',
    hint: newToken,
  },
  {
    code: 190,
    subcode: 459,
    kind: 'token',
    onSend: 'stop',
    meaning: 'the account behind the token has to pass a checkpoint',
    hint: 'Do not make a new token yet: log in at https://www.facebook.com first, then make one',
  },
  {
    code: 190,
    subcode: 460,
    kind: 'token',
    onSend: 'stop',
    meaning: 'the password behind the token was changed',
    hint: newToken,
  },
  {
    code: 190,
    subcode: 463,
    kind: 'token',
    onSend: 'stop',
    meaning: 'the access token has expired',
    hint: newToken,
  },
  {
    code: 190,
    subcode: 464,
    kind: 'token',
    onSend: 'stop',
    meaning: 'the account behind the token is not confirmed',
    hint: 'Do not make a new token yet: confirm the account at https://www.facebook.com first, then make one',
  },
  {
    code: 190,
    subcode: 467,
    kind: 'token',
    onSend: 'stop',
    meaning: 'the user logged out, or the token belongs to another app',
    hint: newToken,
  },
  {
    code: 190,
    subcode: 492,
    kind: 'token',
    onSend: 'stop',
    meaning: 'the user of the token has no role on the Page any more',
    hint: 'A new token would fail the same way: give the user a role on the Page first',
  },
  {
    code: 190,
    subcode: 493,
    kind: 'token',
    onSend: 'stop',
    meaning: 'the 90 days of data access are over',
    hint: newToken,
  },
  {
    code: [200, 299],
    kind: 'permission',
    onSend: 'stop',
    meaning: 'a permission is missing',
    hint: 'See what the token may do: msgr whoami',
  },
  {code: 200, subcode: 1545041, kind: 'person', onSend: 'skip', meaning: 'the person is not available'},
  {
    code: 200,
    subcode: 2018028,
    kind: 'permission',
    onSend: 'stop',
    meaning: 'the app is not live: it may write only to people with a role on it',
  },
  {
    code: 230,
    kind: 'permission',
    onSend: 'stop',
    meaning: 'pages_messaging is missing',
    hint: 'Grant pages_messaging again and make a new token',
  },
  {code: 341, kind: 'throttle', onSend: 'throttled', meaning: 'the limit of the app is reached'},
  {
    code: 368,
    kind: 'page',
    onSend: 'stop',
    meaning: 'temporarily blocked for a violation of policy',
    hint: 'Do not try again for some hours: each attempt prolongs the block',
  },
  {code: 551, kind: 'person', onSend: 'skip', meaning: 'the person is not available'},
  {code: 613, kind: 'throttle', onSend: 'throttled', meaning: 'too many calls in a short time'},
  {
    code: 613,
    subcode: 1893016,
    kind: 'person',
    onSend: 'skip',
    meaning: 'this person was asked to opt in to this topic before',
  },
  {
    code: 613,
    subcode: 2018338,
    kind: 'page',
    onSend: 'stop',
    meaning: 'a warning of abuse: too many tagged messages to one person',
  },
  {code: 803, kind: 'refused', onSend: 'fail', meaning: 'some of the ids do not exist'},
  {code: 1200, kind: 'temporary', onSend: 'in-doubt', meaning: 'a temporary failure to send'},
  {
    code: 2022,
    kind: 'page',
    onSend: 'stop',
    meaning: 'messaging is switched off for the Page after a violation',
  },
  {
    code: 2200,
    kind: 'refused',
    onSend: 'fail',
    meaning: 'the callback URL did not answer the verification',
    hint: 'Is the receiver reachable from outside, under exactly this URL, and does it know the verify token?',
  },
  {
    code: 2500,
    kind: 'refused',
    onSend: 'fail',
    meaning: 'the path does not exist',
    hint: 'Paths look like me/messages or <id>/label, without a version',
  },
  {
    code: 2635,
    kind: 'refused',
    onSend: 'stop',
    meaning: 'this version has ended',
    hint: 'Name a living version: --api-version',
  },
  {code: 3001, kind: 'refused', onSend: 'fail', meaning: 'the query is invalid'},
  {code: 3001, subcode: 1504028, kind: 'refused', onSend: 'fail', meaning: 'no metric was named'},
  {
    code: 10900,
    kind: 'refused',
    onSend: 'fail',
    meaning: 'the comment or post has its private reply already',
    hint: 'When the person answers, write to them: msgr conversation list',
  },
  {
    code: [80000, 80099],
    kind: 'throttle',
    onSend: 'throttled',
    meaning: 'the allowance of calls for this business is used up',
  },
]

const unknownError: GraphErrorRule = {code: 0, kind: 'refused', onSend: 'fail', meaning: 'refused'}

/**
 * The most specific rule for an error: code with what its message says, code with subcode, then a subcode that means the same under every code (the
 * reference prints some of them as codes), then the code, then its range. Never decided by HTTP status.
 */
export function explainGraphError(code: number, subcode?: number, said = ''): GraphErrorRule {
  const isUnique = (known: number | undefined) => known !== undefined && known >= 1_000_000
  return (
    graphErrorRules.find(
      rule => rule.code === code && rule.mentions !== undefined && said.includes(rule.mentions),
    ) ??
    graphErrorRules.find(
      rule => rule.code === code && rule.subcode !== undefined && rule.subcode === subcode,
    ) ??
    graphErrorRules.find(
      rule => isUnique(rule.subcode) && (rule.subcode === subcode || rule.subcode === code),
    ) ??
    graphErrorRules.find(
      rule => rule.code === code && rule.subcode === undefined && rule.mentions === undefined,
    ) ??
    graphErrorRules.find(
      ({code: range}) => typeof range !== 'number' && range[0] <= code && code <= range[1],
    ) ??
    unknownError
  )
}
