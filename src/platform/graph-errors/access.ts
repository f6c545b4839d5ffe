import {NEW_TOKEN_HINT} from '../token-hints.ts'
import {group} from './group.ts'

const acceptContactTerms =
  'An administrator of the Page accepts them once at https://www.facebook.com/<page id>/inbox/page_contact_tos/'
const newToken = NEW_TOKEN_HINT
const pageToken = "This is a user's or an app's token: msgr login turns a user's token into the Page's"
const compareSecret = 'See which secret is in use and compare the clock: msgr config show --origin'
const whoami = 'See what the token may do: msgr whoami'
const loginFirst = (what: string) =>
  `Do not make a new token yet: ${what} at https://www.facebook.com first, then make one`
const quality = 'Look at the Page quality in the Meta Business Suite; more attempts prolong the restriction'

/** The token or the secret is not the right one. */
export const tokens = group({kind: 'token', onSend: 'stop'}, [
  {
    code: 1,
    says: 'client secret',
    meaning: 'the app secret is not that of the app',
    hint: 'See which app and which secret are in use: msgr config show --origin',
  },
  {
    code: 100,
    says: 'appsecret_proof',
    meaning:
      'the app secret is not that of the app whose token it is, or the clock of this machine is off by minutes',
    hint: compareSecret,
  },
  {
    code: 100,
    says: 'require an appsecret_proof',
    meaning: 'the app accepts only calls with a proof, and no app secret is known',
    hint: 'Give the secret in MSGR_APP_SECRET, and see what is in use: msgr config show --origin',
  },
  {code: 102, meaning: 'the session of the token has ended', hint: newToken},
  {code: 104, meaning: 'an access token is required', hint: newToken},
  {code: 101, meaning: 'there is no such app', hint: 'See which app id is in use: msgr config show --origin'},
  {code: 190, meaning: 'the access token is not valid', hint: newToken},
  {
    code: 190,
    subcode: 2069032,
    says: 'page access token',
    meaning: 'the token is not that of a Page',
    hint: pageToken,
  },
  {
    code: 190,
    says: ['malformed access token', 'cannot parse access token'],
    meaning: 'the value is not an access token: it has quotes or blanks around it, or is cut off',
    hint: 'See where the value came from: msgr config show --origin',
  },
  {code: 190, subcode: 458, meaning: 'the user removed the app', hint: newToken},
  {
    code: 190,
    subcode: 459,
    meaning: 'the account behind the token has to pass a checkpoint',
    hint: loginFirst('log in'),
  },
  {code: 190, subcode: 460, meaning: 'the password behind the token was changed', hint: newToken},
  {code: 190, subcode: 463, meaning: 'the access token has expired', hint: newToken},
  {
    code: 190,
    subcode: 464,
    meaning: 'the account behind the token is not confirmed',
    hint: loginFirst('confirm the account'),
  },
  {
    code: 190,
    subcode: 467,
    meaning: 'the user logged out, or the token belongs to another app',
    hint: newToken,
  },
  {
    code: 190,
    subcode: 492,
    meaning: 'the user of the token has no role on the Page any more',
    hint: 'A new token would fail the same way: give the user a role on the Page first',
  },
  {code: 190, subcode: 493, meaning: 'the 90 days of data access are over', hint: newToken},
  {code: 210, meaning: 'the token is not that of a Page', hint: pageToken},
  {
    code: 2500,
    says: 'active access token',
    meaning: 'there is no token, or not that of a Page',
    hint: pageToken,
  },
])

/** The token may not do this. */
export const permissions = [
  ...group({kind: 'permission', onSend: 'in-doubt'}, [
    {
      code: 1,
      subcode: 99,
      meaning: 'an unknown failure; usually a missing permission or Advanced Access',
      hint: 'Compare the scopes the token holds with those needed: msgr whoami',
    },
  ]),
  ...group({kind: 'permission', onSend: 'stop'}, [
    {code: 3, meaning: 'the app may not make this call'},
    {
      code: 5,
      meaning: 'calls from the address of this machine are not allowed',
      hint: 'Add it to the server allow list in the settings of the app, or leave that empty',
    },
    {code: 10, meaning: 'a permission, a role on the Page or a feature is missing', hint: whoami},
    {code: [200, 299], meaning: 'a permission is missing', hint: whoami},
    {
      code: 200,
      subcode: 2018028,
      meaning: 'the app is not live: it may write only to people with a role on it',
    },
    {
      code: 230,
      meaning: 'pages_messaging is missing',
      hint: 'Grant pages_messaging again and make a new token',
    },
    {code: 100, subcode: 2018247, meaning: 'a permission for fields of the profile is missing', hint: whoami},
    {
      code: 100,
      subcode: [2018171, 2018234],
      meaning: 'the role of the app in handover does not allow this',
      hint: whoami,
    },
  ]),
]

/** Nobody may be written to in the name of this Page: a person has to act. */
export const pages = group({kind: 'page', onSend: 'stop'}, [
  {
    code: 2,
    subcode: 2018344,
    meaning: 'the Page Contact Terms, which custom labels need, are not accepted',
    hint: acceptContactTerms,
  },
  {code: 10, subcode: 1404170, meaning: 'the Page is temporarily restricted from opt-in requests'},
  {
    code: 10,
    subcode: 1893063,
    meaning: 'the Page is temporarily restricted from sending messages',
    hint: quality,
  },
  {code: 10, subcode: 2534122, meaning: 'the Page is restricted', hint: quality},
  {code: 100, subcode: 2534029, meaning: 'the business is blocked from messaging'},
  {
    code: 368,
    meaning: 'temporarily blocked for a violation of policy',
    hint: 'Do not try again for some hours: each attempt prolongs the block',
  },
  {code: 613, subcode: 2018338, meaning: 'a warning of abuse: too many tagged messages to one person'},
  {code: 2022, meaning: 'messaging is switched off for the Page after a violation'},
])
