import type {GraphErrorRule} from '../graph-errors.ts'
import {group} from './group.ts'

const HOUR_MS = 3_600_000
const HALF_HOUR_MS = HOUR_MS / 2

const payment = 'Add or mend it in the Business Suite: Billing & payments'
const terms = 'Whoever manages it signs them: App Dashboard → Messenger → Messenger API Settings → Advanced'

/**
 * What the Marketing Messages API refuses. The number is the code of the error, not its subcode.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/api-reference/errors
 */
export const marketing: readonly GraphErrorRule[] = [
  // Not yet: the campaign or its pacing is being prepared; nobody fails by that.
  ...group({kind: 'throttle', onSend: 'throttled'}, [
    {code: 2_300_012, meaning: 'the campaign is being prepared', waitMs: HALF_HOUR_MS},
    {code: 2_300_028, meaning: 'the pacing of the campaign is not ready', waitMs: HOUR_MS},
    {code: 2_300_033, meaning: 'the campaign starts later', waitMs: HALF_HOUR_MS},
    {code: 2_300_041, meaning: 'the campaign is not ready', waitMs: HALF_HOUR_MS},
    {code: 2_300_055, meaning: 'the platform asks to try again', waitMs: HALF_HOUR_MS},
    {code: [2_300_061, 2_300_062], meaning: 'the platform asks to try again', waitMs: HALF_HOUR_MS},
    {code: 2_300_057, meaning: 'the pacing of the campaign holds messages back', waitMs: HALF_HOUR_MS},
    {code: 2_300_060, meaning: 'the pacing of the campaign holds messages back', waitMs: HALF_HOUR_MS},
    {code: 2_300_063, meaning: 'the pacing of the campaign holds messages back', waitMs: HALF_HOUR_MS},
    {code: 2_300_068, meaning: 'the campaign cannot be used at the moment', waitMs: HALF_HOUR_MS},
    {code: 2_300_078, meaning: 'too many marketing messages at once', waitMs: 60_000},
    {code: 2_300_079, meaning: 'too many campaigns at once', waitMs: 60_000},
    {code: 2_300_080, meaning: 'the subscribers were listed too often', waitMs: HOUR_MS},
  ]),
  // This person, for now.
  ...group({kind: 'person', onSend: 'skip'}, [
    {code: 2_300_035, meaning: 'the person got a marketing message in the last 12 hours'},
    {code: 2_300_036, meaning: 'the person cannot get this campaign at present'},
    {code: 2_300_042, meaning: 'the weekly share of marketing messages is used up'},
    {code: 2_300_043, meaning: 'the daily share of marketing messages is used up'},
    {code: 2_300_044, meaning: 'too few conversations since the last marketing message'},
    {code: 2_300_052, meaning: 'the person is not available, or the conversation moved within the gap'},
  ]),
  // This person, permanently.
  ...group({kind: 'person', onSend: 'skip'}, [
    {code: 2_300_004, meaning: 'no such subscription token', isUnknownPerson: true},
    {code: 2_300_005, meaning: 'the subscription token belongs to another Page', isUnknownPerson: true},
    {code: 2_300_032, meaning: 'the person is in a region without marketing messages'},
    {code: 2_300_034, meaning: 'the person stopped marketing messages'},
    {code: 2_300_037, meaning: 'the subscription token has expired'},
  ]),
  // Everybody else would be refused as well.
  ...group({kind: 'page', onSend: 'stop'}, [
    {code: 2_300_000, meaning: 'the campaign is not active'},
    {code: 2_300_001, meaning: 'no such campaign'},
    {code: 2_300_002, meaning: 'the ad set of the campaign is not active'},
    {code: 2_300_003, meaning: 'the message of the campaign is not active'},
    {code: [2_300_006, 2_300_010], meaning: 'the campaign is not set up for marketing messages'},
    {code: 2_300_011, meaning: 'the ad account has no payment method', hint: payment},
    {code: 2_300_013, meaning: 'the business has not accepted the terms', hint: terms},
    {code: 2_300_014, meaning: 'the campaign is not set up for marketing messages'},
    {code: 2_300_015, meaning: 'the lifetime budget is used up'},
    {code: 2_300_016, meaning: 'the campaign is not set up for marketing messages'},
    {code: 2_300_017, meaning: 'the lifetime budget is used up'},
    {code: 2_300_019, meaning: 'the app has not accepted the terms', hint: terms},
    {code: 2_300_030, meaning: 'the ad account is in a region without marketing messages'},
    {code: 2_300_031, meaning: 'the Page is in a region without marketing messages'},
    {code: 2_300_040, meaning: 'marketing messages are not available to this Page'},
    {code: 2_300_053, meaning: 'the lifetime budget is used up'},
    {code: 2_300_054, meaning: 'the daily budget is used up'},
    {code: 2_300_056, meaning: 'the spending limit of the ad account is reached', hint: payment},
    {code: 2_300_058, meaning: 'the prepaid balance is used up', hint: payment},
    {code: 2_300_059, meaning: 'the stored balance is used up', hint: payment},
    {code: 2_300_066, meaning: 'the Page has not accepted the terms', hint: terms},
    {code: 2_300_067, meaning: 'the ad account has not accepted the terms', hint: terms},
    {code: 2_300_069, meaning: 'the terms of marketing messages are not accepted', hint: terms},
  ]),
  ...group({kind: 'permission', onSend: 'stop'}, [
    {code: 2_300_039, meaning: 'the token may not act for this Page'},
  ]),
  // What is sent is wrong, to everybody alike.
  ...group({kind: 'refused', onSend: 'stop'}, [
    {code: 2_300_018, meaning: 'the attachment could not be saved'},
    {code: 2_300_020, meaning: 'the pacing type is not no_pacing'},
    {code: 2_300_021, meaning: 'video_id is not a video of the ad account'},
    {code: 2_300_022, meaning: 'image_url cannot be used'},
    {code: 2_300_023, meaning: 'a button has a type that marketing messages do not have'},
    {code: 2_300_024, meaning: 'the URL of a button is empty'},
    {code: 2_300_025, meaning: 'a title is empty'},
    {code: 2_300_026, meaning: 'more than three buttons'},
    {code: 2_300_027, meaning: 'the attachment belongs to another Page'},
    {code: 2_300_038, meaning: 'a placeholder cannot be filled in'},
    {code: [2_300_046, 2_300_048], meaning: 'the images of an element cannot be used together'},
    {code: 2_300_064, meaning: 'the creative is used by another campaign'},
    {code: 2_300_065, meaning: 'the campaign names no Page'},
    {code: 2_300_070, meaning: 'the targeting is not that of marketing messages'},
    {code: [2_300_071, 2_300_077], meaning: 'the message has a part that marketing messages do not take'},
  ]),
]
