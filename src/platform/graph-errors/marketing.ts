import {group} from './rule.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const HALF_HOUR_MS = HOUR_MS / 2

const payment = 'Add or correct it in the Business Suite: Billing & payments'
const terms = 'Whoever manages it accepts them: App Dashboard → Messenger → Messenger API Settings → Advanced'

/** Not yet: the campaign or its pacing is being prepared. Nobody fails by that. */
const early = () =>
  group({kind: 'not-yet', onSend: 'not-yet', reason: 'campaignNotReady'}, [
    {
      code: 2_300_012,
      meaning: 'the campaign is being prepared',
      waitMs: HALF_HOUR_MS,
      certainty: 'integration',
    },
    {code: 2_300_028, meaning: 'the pacing of the campaign is not ready', waitMs: HOUR_MS},
    {code: 2_300_033, meaning: 'the campaign starts later', waitMs: HALF_HOUR_MS},
    {code: 2_300_041, meaning: 'the campaign is not ready', waitMs: HALF_HOUR_MS, certainty: 'integration'},
  ])

/** Nothing is sent for a while. The changelog of 2026-03-31 numbers the pacing family 69 to 79, the later reference 53 to 63. */
const paced = () =>
  group({kind: 'throttle', onSend: 'throttled', reason: 'campaignPaced'}, [
    {code: 2_300_055, meaning: 'the platform asks to try again later', waitMs: HALF_HOUR_MS},
    {code: [2_300_061, 2_300_062], meaning: 'the platform asks to try again later', waitMs: HALF_HOUR_MS},
    {code: 2_300_057, meaning: 'the pacing of the campaign holds messages back', waitMs: HALF_HOUR_MS},
    {code: 2_300_060, meaning: 'the pacing of the campaign holds messages back', waitMs: HALF_HOUR_MS},
    {code: 2_300_063, meaning: 'the pacing of the campaign holds messages back', waitMs: HALF_HOUR_MS},
    {code: 2_300_068, meaning: 'the campaign cannot be used at the moment', waitMs: HALF_HOUR_MS},
    {
      code: 2_300_078,
      reason: 'rateLimited',
      meaning: 'too many marketing messages at once',
      waitMs: MINUTE_MS,
    },
    {code: 2_300_079, reason: 'rateLimited', meaning: 'too many campaigns at once', waitMs: MINUTE_MS},
    {
      code: 2_300_080,
      reason: 'rateLimited',
      meaning: 'the subscribers were listed too often',
      waitMs: HOUR_MS,
    },
  ])

const resting = () =>
  group({kind: 'person', onSend: 'skip', reason: 'subscriberResting'}, [
    {code: 2_300_035, meaning: 'the person got a marketing message in the last 12 hours'},
    {code: 2_300_036, meaning: 'the person cannot get this campaign at present', certainty: 'inferred'},
    {code: 2_300_042, meaning: 'the weekly share of marketing messages is used up', certainty: 'inferred'},
    {code: 2_300_043, meaning: 'the daily share of marketing messages is used up', certainty: 'inferred'},
    {
      code: 2_300_044,
      meaning: 'too few conversations since the last marketing message',
      certainty: 'inferred',
    },
    {code: 2_300_052, meaning: 'the person is not available, or the conversation moved within the gap'},
  ])

const gone = () =>
  group({kind: 'person', onSend: 'skip', reason: 'subscriberUnknown'}, [
    {code: 2_300_004, meaning: 'no such subscription token', isUnknownPerson: true, isPermanent: true},
    {
      code: 2_300_005,
      meaning: 'the subscription token belongs to another Page',
      isUnknownPerson: true,
      isPermanent: true,
    },
    {
      code: 2_300_032,
      reason: 'marketingRegionExcluded',
      meaning: 'the person is in a region without marketing messages',
      isPermanent: true,
    },
    {
      code: 2_300_034,
      reason: 'subscriberStopped',
      meaning: 'the person stopped marketing messages',
      isPermanent: true,
      lostBy: 'optedOut',
    },
    {code: 2_300_037, meaning: 'the subscription token has expired', isPermanent: true},
  ])

/** Everybody else would be refused as well, until somebody mends the campaign or the ad account. */
const account = () => [
  ...group({kind: 'ad-account', onSend: 'stop', reason: 'campaignInactive'}, [
    {code: 2_300_000, meaning: 'the campaign is not active'},
    {code: 2_300_001, reason: 'campaignUnknown', meaning: 'no such campaign'},
    {code: 2_300_002, meaning: 'the ad set of the campaign is not active'},
    {code: 2_300_003, meaning: 'the message of the campaign is not active'},
  ]),
  ...group({kind: 'ad-account', onSend: 'stop', reason: 'campaignUnsuitable'}, [
    {code: [2_300_006, 2_300_010], meaning: 'the campaign is not set up for marketing messages'},
    {code: 2_300_014, meaning: 'the campaign is not set up for marketing messages'},
    {code: 2_300_016, meaning: 'the campaign is not set up for marketing messages'},
    {code: 2_300_040, reason: 'marketingNotAvailable', meaning: 'marketing messages are not available'},
  ]),
  ...group({kind: 'ad-account', onSend: 'stop', reason: 'budgetSpent'}, [
    {code: 2_300_015, meaning: 'the lifetime budget is used up', certainty: 'inferred'},
    {code: 2_300_017, meaning: 'the lifetime budget is used up', certainty: 'inferred'},
    {code: 2_300_053, meaning: 'the lifetime budget is used up'},
    {code: 2_300_054, meaning: 'the daily budget is used up'},
  ]),
  ...group({kind: 'ad-account', onSend: 'stop', reason: 'adBalanceSpent'}, [
    {
      code: 2_300_011,
      reason: 'paymentMethodMissing',
      meaning: 'the ad account has no payment method',
      hint: payment,
    },
    {code: 2_300_056, meaning: 'the spending limit of the ad account is reached', hint: payment},
    {code: 2_300_058, meaning: 'the prepaid balance is used up', hint: payment},
    {code: 2_300_059, meaning: 'the stored balance is used up', hint: payment},
  ]),
  ...group({kind: 'ad-account', onSend: 'stop', reason: 'marketingTermsNotAccepted'}, [
    {code: 2_300_013, meaning: 'the business has not accepted the terms', hint: terms},
    {code: 2_300_019, meaning: 'the app has not accepted the terms', hint: terms},
    {code: 2_300_066, meaning: 'the Page has not accepted the terms', hint: terms},
    {code: 2_300_067, meaning: 'the ad account has not accepted the terms', hint: terms},
    {code: 2_300_069, meaning: 'the terms of marketing messages are not accepted', hint: terms},
  ]),
  ...group({kind: 'ad-account', onSend: 'stop', reason: 'marketingRegionExcluded'}, [
    {code: 2_300_030, meaning: 'the ad account is in a region without marketing messages'},
    {code: 2_300_031, meaning: 'the Page is in a region without marketing messages'},
  ]),
  ...group({kind: 'permission', onSend: 'stop', reason: 'adPermissionMissing'}, [
    {code: 2_300_039, meaning: 'the token may not act for this Page'},
  ]),
]

/** What is sent is wrong, to everybody alike. */
const payload = () =>
  group({kind: 'refused', onSend: 'stop', reason: 'marketingMessageRefused'}, [
    {code: 2_300_018, meaning: 'the attachment could not be saved'},
    {code: 2_300_020, meaning: 'the pacing type is not no_pacing'},
    {code: 2_300_021, meaning: 'video_id is not a video of the ad account'},
    {code: 2_300_022, meaning: 'image_url cannot be used'},
    {code: 2_300_023, meaning: 'a button has a type that marketing messages do not have'},
    {code: 2_300_024, meaning: 'the URL of a button is empty'},
    {code: 2_300_025, meaning: 'a title is empty'},
    {code: 2_300_026, meaning: 'more than three buttons'},
    {code: 2_300_027, meaning: 'the attachment belongs to another Page'},
    // A name that one person lacks, or a misspelled one that everybody does.
    {code: 2_300_038, onSend: 'fail', meaning: 'a placeholder cannot be filled in', certainty: 'inferred'},
    {code: [2_300_046, 2_300_048], meaning: 'the images of an element cannot be used together'},
    {code: 2_300_064, meaning: 'the creative is used by another campaign'},
    {code: 2_300_065, meaning: 'the campaign names no Page'},
    {code: 2_300_070, meaning: 'the targeting is not that of marketing messages'},
    {code: 2_300_071, meaning: 'a field is given under two names', certainty: 'inferred'},
    {code: 2_300_072, meaning: 'the offer cannot be used'},
    {code: 2_300_073, meaning: 'a text has line breaks where none are allowed'},
    {code: 2_300_074, meaning: 'there is no button'},
    {code: 2_300_075, meaning: 'the buttons are in an order that is not allowed'},
    {code: 2_300_076, meaning: 'a field is missing'},
    {code: 2_300_077, meaning: 'a URL cannot be used'},
  ])

/**
 * What the Marketing Messages API refuses. The number is the code of the error, not its subcode: two programs that are in use read it there.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/api-reference/errors
 */
export const marketing = () => [...early(), ...paced(), ...resting(), ...gone(), ...account(), ...payload()]
