import {MAX_PROFILE_CALLS, PROFILE_CALLS_WINDOW_MS} from '../messenger-profile.ts'
import {group} from './rule.ts'

/** It may have been delivered. */
export const doubtful = () =>
  group({kind: 'temporary', onSend: 'in-doubt', reason: 'platformFailed'}, [
    {code: [-999_999, 0], meaning: 'a failure on the side of the platform'},
    {code: 1, meaning: 'an unknown failure on the side of the platform'},
    {
      code: 1,
      subcode: 1357046,
      meaning: 'the platform lost its own answer; everything may have been delivered',
    },
    {code: 2, meaning: 'the platform is temporarily unavailable, or the person blocked the Page'},
    {code: 1200, meaning: 'a temporary failure to send'},
  ])

/**
 * The answer to a read would be too big: one sentence, with several codes and with or without a subcode. Whoever asked for
 * a list asks again for less at once.
 */
export const tooMuch = () =>
  group(
    {kind: 'too-much', onSend: 'in-doubt', reason: 'tooMuchData'},
    [1, 2, 100, -3].map(code => ({
      code,
      says: 'reduce the amount of data',
      outweighsSubcode: true,
      meaning: 'the answer would contain too much data',
    })),
  )

/** Too many calls. */
export const limits = () =>
  group({kind: 'throttle', onSend: 'throttled', reason: 'rateLimited'}, [
    {code: 4, meaning: 'the app made too many calls'},
    {code: 17, meaning: 'the user of the token made too many calls'},
    {code: 32, meaning: 'too many calls for this Page'},
    {code: 341, meaning: 'the limit of the app is reached'},
    {code: 613, meaning: 'too many calls in a short time'},
    {
      code: 613,
      edge: 'messenger_profile',
      meaning: `the Messenger Profile takes ${MAX_PROFILE_CALLS} calls in ${PROFILE_CALLS_WINDOW_MS / 60_000} minutes`,
      waitMs: PROFILE_CALLS_WINDOW_MS,
    },
    {
      code: 613,
      edge: 'custom_user_settings',
      meaning: `the menu of one person takes ${MAX_PROFILE_CALLS} calls in ${PROFILE_CALLS_WINDOW_MS / 60_000} minutes`,
      waitMs: PROFILE_CALLS_WINDOW_MS,
    },
    {code: [80000, 80099], meaning: 'the allowance of calls for this business is used up'},
  ])

/** What the call itself is about. */
export const calls = () => [
  ...group({kind: 'refused', onSend: 'stop', reason: 'callEnded'}, [
    {code: 12, meaning: 'this call has ended'},
    {code: 2635, reason: 'versionEnded', meaning: 'this version has ended'},
  ]),
  ...group({kind: 'refused', onSend: 'fail', reason: 'requestRefused'}, [
    {code: 1, subcode: 2018382, meaning: 'the instant form cannot be sent'},
    {
      code: 1,
      subcode: 2018085,
      says: 'cannot specify both item_url and default_action',
      meaning: 'item_url and default_action exclude each other',
    },
    {code: 100, meaning: 'a parameter is invalid'},
    {
      code: 100,
      subcode: 33,
      meaning: 'there is no such object, or this Page cannot reach it',
      reason: 'objectNotFound',
      isUnknownPerson: true,
    },
    {
      code: 100,
      subcode: 2018145,
      meaning: 'a persistent menu needs a Get Started button',
      hint: 'Set get_started in the same file',
    },
    {
      code: 100,
      subcode: 2018008,
      says: 'failed to fetch the file',
      meaning: 'the platform could not fetch the URL',
    },
    {code: 100, subcode: 2018034, meaning: 'the message is empty'},
    {code: 100, subcode: 2018047, meaning: 'the upload failed, or the file is of another kind'},
    {code: 100, subcode: 2018074, meaning: 'there is no such attachment on this Page'},
    {code: 100, subcode: 2018109, meaning: 'the attachment is too large'},
    {code: 100, subcode: 2018164, meaning: 'the app id is wrong'},
    {code: 100, subcode: 2018294, meaning: 'the video took too long to fetch, or is damaged'},
    {code: 100, subcode: 2018320, meaning: 'a product id is invalid'},
    {code: 200, subcode: [2018021, 2018027], meaning: 'messages to phone numbers are not allowed'},
    {code: 105, meaning: 'too many elements'},
    {code: 803, meaning: 'some of the ids do not exist'},
    {
      code: 2200,
      reason: 'callbackNotVerified',
      meaning: 'the callback URL did not answer the verification',
      hint: 'Is the receiver reachable from outside, under exactly this URL, and does it know the verify token?',
    },
    {
      code: 2500,
      says: 'syntax error',
      meaning: 'what it asks for cannot be read',
      hint: 'Fields look like id,name or messages{id,from}',
    },
    {
      code: 2500,
      meaning: 'the path does not exist',
      hint: 'Paths look like me/messages or <id>/label, without a version',
    },
    {code: 3001, meaning: 'the query is invalid'},
    {code: 3001, subcode: 1504028, meaning: 'no metric was named'},
    {code: 10303, meaning: 'the account linking token is invalid'},
    {
      code: 10900,
      meaning: 'the comment or post already has its private reply',
      reason: 'privateReplySent',
    },
    {code: 9000001, meaning: 'the message was deleted, or is older than the newest 20'},
  ]),
]
