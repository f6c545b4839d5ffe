import {expect, test} from 'vitest'
import {toOutcome} from '../../../../src/commands/broadcast/shared/outcome.ts'
import {GraphError, NetworkError, UnauthorisedError} from '../../../../src/errors.ts'
import {explainGraphError} from '../../../../src/platform/graph-errors.ts'
import type {MessageId} from '../../../../src/platform/ids.ts'

function refusal(graphCode?: number, subcode?: number, more: {waitMs?: number} = {}): GraphError {
  return new GraphError('(#1) the words of the platform', {
    route: 'POST /me/messages',
    status: 400,
    type: undefined,
    traceId: 'Atrace',
    kind: graphCode === undefined ? undefined : explainGraphError(graphCode, {subcode}).kind,
    retryable: false,
    graphCode,
    subcode,
    ...more,
  })
}

const network = (sent: 'no' | 'maybe') => new NetworkError('no answer', {sent})

test.each<[string, Error, object]>([
  ['window closed', refusal(10, 2018278), {kind: 'skip', code: 10, subcode: 2018278}],
  ['no such person', refusal(100, 2018001), {kind: 'skip'}],
  [
    'an invalid parameter',
    refusal(100),
    {kind: 'fail', reason: 'a parameter is invalid', code: 100, traceId: 'Atrace'},
  ],
  [
    'a code nobody knows',
    refusal(98765),
    {kind: 'fail', reason: '(#1) the words of the platform', code: 98765, traceId: 'Atrace'},
  ],
  [
    'a rate limit',
    refusal(613, undefined, {waitMs: 60_000}),
    {kind: 'throttled', waitMs: 60_000, exitCode: 5},
  ],
  ['a dead token', refusal(190, 463), {kind: 'stop', exitCode: 4}],
  ['a block for policy', refusal(368), {kind: 'stop', exitCode: 4}],
  ['a temporary failure', refusal(2), {kind: 'in-doubt'}],
  ['an answer without an error object', refusal(), {kind: 'in-doubt'}],
  ['no connection', network('no'), {kind: 'throttled', exitCode: 8}],
  ['a connection that broke', network('maybe'), {kind: 'in-doubt', reason: 'no answer'}],
  ['no token', new UnauthorisedError('There is no Page token'), {kind: 'stop', exitCode: 4}],
])('%s', async (_, error, outcome) => {
  expect(await toOutcome(Promise.reject(error))).toMatchObject(outcome)
})

test('accepted with a message id is sent, and tells how much of the allowance is used', async () => {
  const sent = Promise.resolve({message_id: 'm_1' as MessageId, usage: {percent: 80, waitMs: 0}})

  expect(await toOutcome(sent)).toEqual({kind: 'sent', messageId: 'm_1', usagePercent: 80})
})

test('accepted without a message id is in doubt', async () => {
  expect(await toOutcome(Promise.resolve({usage: undefined}))).toMatchObject({kind: 'in-doubt'})
})

test('a bug in msgr is no outcome', async () => {
  await expect(toOutcome(Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug')
})

test('a sentence of the platform that says what it means is not followed by the same words', async () => {
  const words = {
    said: '(#2300011) the ad account has no payment method',
    route: 'POST /act_1/messages',
    status: 400,
  }
  const about = {
    graphCode: 2_300_011,
    subcode: undefined,
    kind: 'ad-account',
    type: undefined,
    traceId: undefined,
    retryable: false,
  } as const

  expect(await toOutcome(Promise.reject(new GraphError('refused', {...words, ...about})))).toMatchObject({
    kind: 'stop',
    reason: words.said,
  })
})
