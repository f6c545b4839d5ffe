import {describe, expect, test} from 'vitest'
import {sendClassOf, settleSend} from '../../../src/api/core/send-answer.ts'
import {createApi} from '../../../src/api/index.ts'
import {NetworkError} from '../../../src/errors.ts'
import type {Psid} from '../../../src/platform/ids.ts'
import {reported} from '../../helpers/reported.ts'
import {type Answer, failureOf, handClock, refusal, startServer} from '../platform-double.ts'

const hello = {recipient: {id: '7001' as Psid}, messaging_type: 'RESPONSE', message: {text: 'Hi'}} as const

async function apiAnswering(answer: Answer) {
  const {url} = await startServer(() => answer)
  return createApi({graphUrl: url, pageToken: 'PAGE-TOKEN', clock: handClock(), random: () => 1})
}

describe('a message', () => {
  test.each<[string, object, object]>([
    ['an id', {recipient_id: '7001', message_id: 'm_1'}, {recipient_id: '7001', message_id: 'm_1'}],
    ['a number as its id', {message_id: 5}, {message_id: 5}],
    ['the id inside the recipient', {recipient: {message_id: 'm_2'}}, {message_id: 'm_2'}],
  ])('answered with %s is accepted', async (_, body, expected) => {
    const {messages} = await apiAnswering({body})

    await expect(messages.send(hello)).resolves.toMatchObject(expected)
  })

  const noteOf = (length: number) => JSON.stringify({note: 'x'.repeat(length - 11)})
  test.each([
    ['{"message_id":""}'],
    ['{"message_id":null}'],
    ['{"message_id":true}'],
    ['{"recipient":"m_1"}'],
    ['null'],
    ['"m_1"'],
    [noteOf(80)],
    [noteOf(81), `${noteOf(81).slice(0, 79)}…`],
  ])('answered with %s, which holds no id, may have been delivered', async (body, shown = body) => {
    const {messages} = await apiAnswering({body})

    expect(reported(await failureOf(messages.send(hello)))).toMatchObject({
      name: 'InDoubtError',
      exitCode: 7,
      message: `The message may have been delivered: POST /me/messages was answered without an id: ${shown}`,
      hint: 'Check before you repeat it: msgr conversation messages 7001',
      refusal: undefined,
    })
  })

  test.each<[string, Answer]>([
    ['a failure of the platform', {status: 500, body: refusal(1)}],
    ['an unknown code under a status of the server', {status: 500, body: refusal(999_999)}],
    ['an unknown code that passes', {status: 400, body: refusal(999_999, {is_transient: true})}],
    ['the page of a proxy', {status: 502, body: '<html>Bad gateway</html>'}],
  ])('answered with %s may have been delivered', async (_, answer) => {
    const {messages} = await apiAnswering(answer)

    expect(await failureOf(messages.send(hello))).toMatchObject({
      name: 'InDoubtError',
      message: expect.stringMatching(/^The message may have been delivered: POST \/me\/messages was /),
      refusal: {route: 'POST /me/messages', status: answer.status},
      cause: {name: 'GraphError'},
    })
  })

  test('without any answer may have been delivered, unless it never left', async () => {
    const transportOf = (sent: 'no' | 'maybe') => async () => {
      const {TransportFailure} = await import('../../../src/api/core/transport.ts')
      throw new TransportFailure('the line is down', sent)
    }
    const send = (sent: 'no' | 'maybe') =>
      failureOf(
        createApi({pageToken: 'EAAB', transport: transportOf(sent), clock: handClock()}).messages.send(hello),
      )

    expect(await send('maybe')).toMatchObject({
      name: 'InDoubtError',
      message: 'The message may have been delivered: POST /me/messages got no answer: the line is down',
      refusal: undefined,
    })
    expect(await send('no')).toMatchObject({name: 'NetworkError', sent: 'no'})
  })

  test.each<[string, object, number]>([
    ['the window has closed', refusal(10, {error_subcode: 2018278}), 1],
    ['the token is dead', refusal(190), 4],
    ['the code is unknown and lasting', refusal(999_999), 1],
  ])('was not delivered where %s', async (_, body, exitCode) => {
    const {messages} = await apiAnswering({status: 400, body})

    expect(reported(await failureOf(messages.send(hello)))).toMatchObject({name: 'GraphError', exitCode})
  })
})

describe('what is made', () => {
  test.each([
    ['{}', 'has no id'],
    ['{"id":""}', 'has no id'],
    ['[]', 'has no id'],
    ['null', 'is not an object'],
  ])('is not reported as made when the answer is %s', async (body, lack) => {
    const {customLabels} = await apiAnswering({body})

    expect(reported(await failureOf(customLabels.create('VIP')))).toMatchObject({
      name: 'GraphError',
      exitCode: 1,
      message: `POST /me/custom_labels was answered with ${body}, which ${lack}`,
      hint: 'It may still have been done: check before you repeat it',
    })
  })

  test('has the id of the answer', async () => {
    const {personas} = await apiAnswering({body: {id: '7'}})

    await expect(
      personas.create({name: 'Ann', profile_picture_url: 'https://example.com/a.png'}),
    ).resolves.toEqual({id: '7'})
  })
})

test.each([['{}'], ['null'], ['"ok"']])(
  'a sender action answered with %s failed, and may be repeated',
  async body => {
    const {messages} = await apiAnswering({body})

    expect(
      await failureOf(messages.send({recipient: {id: '7001' as Psid}, sender_action: 'mark_seen'})),
    ).toMatchObject({
      name: 'MsgrError',
      message: `POST /me/messages was answered without a recipient: ${body}`,
      hint: 'Repeating a sender action is harmless',
    })
  },
)

test('a message that never left can be sent again; an error of another kind is passed on', async () => {
  const fault = new TypeError('no such thing')
  const sending = {
    what: 'The message',
    inDoubt: {reason: 'broadcastInDoubt'},
    route: 'POST /me/messages',
  } as const

  expect(sendClassOf(new NetworkError('no route', {sent: 'no', reason: 'notReached'}))).toBe('throttled')
  expect(sendClassOf(new NetworkError('no answer', {sent: 'maybe', reason: 'noAnswer'}))).toBe('in-doubt')
  expect(await failureOf(settleSend(Promise.reject(fault), () => 'id', sending))).toBe(fault)
})
