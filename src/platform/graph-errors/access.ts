import {group} from './rule.ts'

const acceptContactTerms =
  'An administrator of the Page accepts them once at https://www.facebook.com/<page id>/inbox/page_contact_tos/'
const loginFirst = (what: string) =>
  `Do not make a new token yet: ${what} at https://www.facebook.com first, then make one`
const quality = 'Check the Page quality in the Meta Business Suite; more attempts prolong the restriction'

/** The token or the secret is not the right one. */
export const tokens = () =>
  group({kind: 'token', onSend: 'stop', reason: 'tokenInvalid'}, [
    {
      code: 1,
      says: 'client secret',
      meaning: 'the app secret does not belong to the app',
      reason: 'appSecretWrong',
    },
    {
      code: 100,
      says: 'appsecret_proof',
      meaning:
        'the app secret is not from the app that the token belongs to, or the clock of this machine is off by minutes',
      reason: 'proofWrong',
    },
    {
      code: 100,
      says: 'require an appsecret_proof',
      meaning: 'the app accepts only calls with a proof, and no app secret is known',
      reason: 'proofMissing',
    },
    {code: 102, reason: 'tokenExpired', meaning: 'the session of the token has ended'},
    {code: 104, meaning: 'an access token is required'},
    {code: 101, reason: 'appUnknown', meaning: 'there is no such app'},
    {code: 190, meaning: 'the access token is not valid'},
    {
      code: 190,
      subcode: 2069032,
      says: 'page access token',
      meaning: 'the token is not a Page token',
      reason: 'notAPageToken',
    },
    {
      code: 190,
      says: 'takes no token of the real platform',
      reason: 'tokenOfPlatform',
      meaning: 'the access token is not valid',
    },
    {
      code: 190,
      says: ['malformed access token', 'cannot parse access token'],
      meaning: 'the value is not an access token: it has quotes or spaces around it, or is cut off',
      reason: 'tokenMangled',
    },
    {code: 190, subcode: 458, reason: 'tokenRevoked', meaning: 'the user removed the app'},
    {
      code: 190,
      subcode: 459,
      meaning: 'the account behind the token has to pass a checkpoint',
      reason: 'accountLocked',
      hint: loginFirst('log in'),
    },
    {code: 190, subcode: 460, reason: 'tokenRevoked', meaning: 'the password behind the token was changed'},
    {code: 190, subcode: 463, reason: 'tokenExpired', meaning: 'the access token has expired'},
    {
      code: 190,
      subcode: 464,
      meaning: 'the account behind the token is not confirmed',
      reason: 'accountLocked',
      hint: loginFirst('confirm the account'),
    },
    {
      code: 190,
      subcode: 467,
      reason: 'tokenRevoked',
      meaning: 'the user logged out, or the token belongs to another app',
    },
    {
      code: 190,
      subcode: 492,
      meaning: 'the user of the token no longer has a role on the Page',
      reason: 'roleMissing',
      hint: 'A new token would fail the same way: give the user a role on the Page first',
    },
    {code: 190, subcode: 493, reason: 'tokenExpired', meaning: 'the 90 days of data access are over'},
    {code: 210, reason: 'notAPageToken', meaning: 'the token is not a Page token'},
    {
      code: 2500,
      says: 'active access token',
      meaning: 'there is no token, or it is not a Page token',
      reason: 'notAPageToken',
    },
  ])

/** The token may not do this. */
export const permissions = () => [
  ...group({kind: 'permission', onSend: 'in-doubt', reason: 'permissionLikelyMissing'}, [
    {
      code: 1,
      subcode: 99,
      meaning: 'an unknown failure; usually a missing permission or Advanced Access',
    },
  ]),
  ...group({kind: 'permission', onSend: 'stop', reason: 'permissionMissing'}, [
    {code: 3, reason: 'appNotAllowed', meaning: 'the app may not make this call'},
    {
      code: 5,
      reason: 'appNotAllowed',
      meaning: 'calls from the address of this machine are not allowed',
      hint: 'Add it to the server allow list in the settings of the app, or leave that empty',
    },
    {code: 10, meaning: 'a permission, a role on the Page or a feature is missing'},
    {code: [200, 299], meaning: 'a permission is missing'},
    {
      code: 200,
      subcode: 2018028,
      reason: 'appNotAllowed',
      meaning: 'the app is not live: it may write only to people with a role on it',
    },
    {
      code: 230,
      meaning: 'pages_messaging is missing',
      hint: 'Grant pages_messaging again and make a new token',
    },
    {code: 100, subcode: 2018247, meaning: 'a permission for fields of the profile is missing'},
    {
      code: 100,
      subcode: [2018171, 2018234],
      meaning: 'the role of the app in handover does not allow this',
    },
  ]),
]

/** Nobody may be written to in the name of this Page: a person has to act. */
export const pages = () =>
  group({kind: 'page', onSend: 'stop', reason: 'pageRestricted'}, [
    {
      code: 2,
      subcode: 2018344,
      reason: 'termsNotAccepted',
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
