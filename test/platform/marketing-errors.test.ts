import {expect, test} from 'vitest'
import {readAnswer} from '../../src/api/core/failures.ts'
import {sendClassOf} from '../../src/api/core/send-answer.ts'
import {exitCodeOf, hintOf} from '../../src/cli/hints/index.ts'
import {GraphError} from '../../src/errors.ts'
import {explainRefusal} from '../../src/platform/graph-errors.ts'
import {marketingRules} from '../../src/platform/marketing-certainty.ts'

const nowMs = Date.parse('2026-11-29T12:00:00')

/** What the platform answers to a send, as an error. */
function refused(error: object): GraphError {
  const body = JSON.stringify({error: {message: 'Refused', type: 'OAuthException', ...error}})
  try {
    readAnswer({status: 400, headers: {}, body}, {route: 'POST /act_1/messages', mask: text => text, nowMs})
  } catch (thrown) {
    if (thrown instanceof GraphError) return thrown
    throw thrown
  }
  throw new Error('It was not refused')
}

const numbered = (number: number) => refused({code: 2_300_000 + number})

/** What each number means for a run: the class, what a program matches, the exit code, and whether it is permanent. */
const classes: readonly (readonly [
  numbers: readonly number[],
  kind: string,
  reason: string,
  exitCode: number,
])[] = [
  [[12, 28, 33, 41], 'not-yet', 'campaignNotReady', 5],
  [[55, 57, 60, 61, 62, 63, 68], 'throttled', 'campaignPaced', 5],
  [[78, 79, 80], 'throttled', 'rateLimited', 5],
  [[35, 36, 42, 43, 44, 52], 'skip', 'subscriberResting', 1],
  [[4, 5, 37], 'skip', 'subscriberUnknown', 1],
  [[34], 'skip', 'subscriberStopped', 1],
  [[32], 'skip', 'marketingRegionExcluded', 1],
  [[0, 2, 3], 'stop', 'campaignInactive', 1],
  [[1], 'stop', 'campaignUnknown', 1],
  [[6, 7, 8, 9, 10, 14, 16], 'stop', 'campaignUnsuitable', 1],
  [[15, 17, 53, 54], 'stop', 'budgetSpent', 1],
  [[11], 'stop', 'paymentMethodMissing', 1],
  [[56, 58, 59], 'stop', 'adBalanceSpent', 1],
  [[13, 19, 66, 67, 69], 'stop', 'marketingTermsNotAccepted', 1],
  [[30, 31], 'stop', 'marketingRegionExcluded', 1],
  [[40], 'stop', 'marketingNotAvailable', 1],
  [[39], 'stop', 'adPermissionMissing', 4],
  [
    [18, 20, 21, 22, 23, 24, 25, 26, 27, 46, 47, 48, 64, 65, 70, 71, 72, 73, 74, 75, 76, 77],
    'stop',
    'marketingMessageRefused',
    1,
  ],
  [[38], 'fail', 'marketingMessageRefused', 1],
]

test('each number has its class, its reason and its exit code', () => {
  for (const [numbers, kind, reason, exitCode] of classes)
    for (const number of numbers) {
      const error = numbered(number)
      expect([sendClassOf(error), error.reason, exitCodeOf(error)], `${number}`).toEqual([
        kind,
        reason,
        exitCode,
      ])
    }
  const known = classes.flatMap(([numbers]) => numbers).toSorted((one, other) => one - other)
  const unknown = Array.from({length: 81}, (_, number) => number).filter(number => !known.includes(number))
  expect(unknown).toEqual([29, 45, 49, 50, 51])
  for (const number of unknown) expect(numbered(number).reason, `${number}`).toBe('requestRefused')
})

test('a person who may be written to later is told apart from one who may not', () => {
  const isPermanent = (number: number) => explainRefusal(numbered(number).refusal)?.isPermanent === true
  expect([4, 5, 32, 34, 37].filter(number => !isPermanent(number))).toEqual([])
  expect([35, 36, 42, 43, 44, 52].filter(isPermanent)).toEqual([])
})

test('the number may be the subcode of a general error', () => {
  expect(sendClassOf(refused({code: 100, error_subcode: 2_300_041}))).toBe('not-yet')
  expect(refused({code: 10, error_subcode: 2_300_034}).reason).toBe('subscriberStopped')
})

test('how long it lasts is what the platform says, wherever it says so', () => {
  const data: readonly unknown[] = [
    {remaining_seconds: 90},
    {remaining_seconds: '90'},
    {pacing: {remaining_seconds: 90}},
    '{"remaining_seconds":90}',
    [{remaining_seconds: 90}],
  ]
  for (const error_data of data)
    for (const number of [12, 57, 35])
      expect(
        refused({code: 2_300_000 + number, error_data}).refusal.waitMs,
        `${number} ${JSON.stringify(error_data)}`,
      ).toBe(90_000)
  for (const error_data of [undefined, null, 'soon', {remaining_seconds: 0}, {remaining_seconds: 'soon'}])
    expect(refused({code: 2_300_028, error_data}).refusal.waitMs).toBe(3_600_000)
  expect(numbered(35).refusal.waitMs).toBeUndefined()
})

test('when it is worth trying again is said, with the day where it is not this one', () => {
  expect(hintOf(numbered(28))).toBe('Try again after 13:00')
  expect(hintOf(refused({code: 2_300_035, error_data: {remaining_seconds: 60}}))).toBe(
    'Try again after 12:01',
  )
  expect(hintOf(refused({code: 2_300_033, error_data: {remaining_seconds: 172_800}}))).toBe(
    'Try again after 2026-12-01 12:00',
  )
})

test('every rule says how sure it is, and nothing is in the table twice', () => {
  const names = marketingRules.map(({rule}) => rule)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  const ofErrors = marketingRules.filter(({rule}) => rule.startsWith('error 2300'))
  expect(ofErrors.length).toBeGreaterThan(60)
  expect(marketingRules.find(({rule}) => rule.startsWith('error 2300043'))?.certainty).toBe('inferred')
})
