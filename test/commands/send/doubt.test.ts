import {describe, expect} from 'vitest'
import {startRules} from '../../helpers/rules-server.ts'
import {test} from '../../helpers/world.ts'

const psid = '6411223344556677'
const error = (code: number, more: object = {}) => ({error: {message: 'An internal error', code, ...more}})

/** What the platform, or somebody between, may answer to a message that it may have delivered all the same. */
const answers: readonly (readonly [string, number, unknown])[] = [
  ['an empty object', 200, {}],
  ['null', 200, 'null'],
  ['an empty list', 200, []],
  ['an empty text', 200, '""'],
  ['an empty body', 200, ''],
  ['no id of a message', 200, {recipient_id: psid}],
  ['null as its id', 200, {recipient_id: psid, message_id: null}],
  ['an empty id', 200, {recipient_id: psid, message_id: ''}],
  ['JSON that is cut off', 200, `{"recipient_id":"${psid}","mess`],
  ['success: false', 200, {success: false}],
  ['the page of a proxy', 200, '<html>Please log in to the network</html>'],
  ['a bad gateway', 502, '<html>Bad gateway</html>'],
  ['a failure without an error object', 503, {}],
  ['-1', 500, error(-1, {error_subcode: 2018012})],
  ['-3', 400, error(-3)],
  ['1', 500, error(1)],
  ['2', 500, error(2, {is_transient: true})],
  ['1/1357046', 400, error(1, {error_subcode: 1357046})],
  ['a code nobody knows, with a status of the server', 500, error(98_765)],
  ['a code nobody knows that passes', 400, error(98_765, {is_transient: true})],
]

const sends: readonly (readonly [string, string])[] = [
  ['send text', `send text ${psid} Hi`],
  ['send raw', 'send raw request.json'],
  ['send quick-replies', `send quick-replies ${psid} Size --reply S`],
  ['api', `api POST me/messages --from request.json`],
]

const request = JSON.stringify({recipient: {id: psid}, messaging_type: 'RESPONSE', message: {text: 'Hi'}})

describe.for(answers)('a message that is answered with %s', ([, status, answer]) => {
  test.for(sends)('is in doubt: %s', async ([, line], {bareWorld}) => {
    const {env, calls} = await startRules([{path: '/messages', status, answer}])
    await bareWorld.write('request.json', request)

    const {code, out, err} = await bareWorld.msgr(line, {env})

    expect(code).toBe(7)
    expect(out).toBe('')
    expect(err).toContain('may have been delivered')
    expect(err).toContain(`Check before you repeat it: msgr conversation messages ${psid}`)
    expect(calls.filter(call => call.startsWith('POST'))).toHaveLength(1)
  })

  test('is in doubt in a broadcast and in its test as well', async ({bareWorld}) => {
    const {env, calls} = await startRules([
      {path: '/messages', status, answer},
      {path: '/me', answer: {id: '109876543210987', name: 'Acme'}},
    ])
    await bareWorld.write('one.txt', psid)

    const all = await bareWorld.msgr('broadcast send --text Hi --to one.txt --yes --json', {env})
    const tried = await bareWorld.msgr(
      `broadcast send --text Hi --to one.txt --test-to ${psid} --yes --again`,
      {env},
    )

    expect([all.code, tried.code]).toEqual([7, 7])
    expect(JSON.parse(all.out)).toMatchObject({sent: 0, inDoubt: 1, state: 'done'})
    expect(tried.err).toContain(`It is not known whether the test to ${psid} arrived, so nobody else gets it`)
    expect(calls.filter(call => call.includes('/messages'))).toHaveLength(2)
  })
})

test('--json says what is known of a message in doubt', async ({bareWorld}) => {
  const more = {error_subcode: 2018012, fbtrace_id: 'Axx', error_user_title: 'Oh'}
  const {env} = await startRules([{path: '/messages', status: 500, answer: error(-1, more)}])

  const {err} = await bareWorld.msgr(`send text ${psid} Hi --json`, {env})

  expect(JSON.parse(err).error).toMatchObject({
    code: 'IN_DOUBT',
    exitCode: 7,
    retryable: false,
    graph: {code: -1, subcode: 2018012, traceId: 'Axx', said: 'An internal error', userTitle: 'Oh'},
  })
})

test('a refusal under --json carries what the platform says', async ({bareWorld}) => {
  const more = {
    error_user_title: 'Not now',
    error_user_msg: 'Wait',
    fbtrace_id: 'Axx',
    type: 'OAuthException',
  }
  const answer = error(100, {error_subcode: 2018008, ...more})
  const {env} = await startRules([{path: '/messages', status: 400, answer}])

  const {code, err} = await bareWorld.msgr(`send text ${psid} Hi --json`, {env})

  expect(code).toBe(1)
  expect(JSON.parse(err).error.graph).toEqual({
    ...{code: 100, subcode: 2018008, type: 'OAuthException', traceId: 'Axx'},
    ...{said: 'An internal error', userTitle: 'Not now', userMessage: 'Wait', freeAt: null},
  })
})

test('an answer that has the id inside the recipient is accepted', async ({bareWorld}) => {
  const {env} = await startRules([{path: '/messages', answer: {recipient: {id: psid, message_id: 'm_1'}}}])

  expect((await bareWorld.msgr(`send text ${psid} Hi`, {env})).out).toContain('m_1')
})

test.for([
  ['a list', []],
  ['nothing', '{}'],
])('a sender action that is answered with %s is not reported as done', async ([, answer], {bareWorld}) => {
  const {env} = await startRules([{path: '/messages', answer}])

  const {code, out} = await bareWorld.msgr(`send action ${psid} typing_on`, {env})

  expect([code, out]).toEqual([1, ''])
})

test.for([
  ['label create VIP'],
  ['persona create Anna https://shop.example.com/anna.png'],
  ['attachment upload https://shop.example.com/hat.png --kind image'],
  ['creative create --text Hi --force'],
] as const)('%s: what is answered without an id is not reported as made', async ([line], {bareWorld}) => {
  const {env} = await startRules([{path: '', answer: {}}])

  const {code, out, err} = await bareWorld.msgr(line, {env})

  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(/was answered with .*, which has no (id|attachment_id|message_creative_id)/)
})

test.for([
  ['sponsored send --text Hi --ad-account act_1 --daily-budget 1 --bid 1 --country SE --yes --force'],
  ['broadcast send --text Hi --all --via broadcast-api --yes --force'],
] as const)('%s: what many people may get is in doubt without an id', async ([line], {bareWorld}) => {
  const {env} = await startRules([
    {path: 'message_creatives', answer: {message_creative_id: '1'}},
    {path: '', answer: {}},
  ])

  const {code, out, err} = await bareWorld.msgr(line, {env})

  expect([code, out]).toEqual([7, ''])
  expect(err).toContain('may have been delivered')
})

test('what only reads is not in doubt', async ({bareWorld}) => {
  const {env} = await startRules([{path: '', status: 502, answer: '<html>Bad gateway</html>'}])

  expect((await bareWorld.msgr('label list', {env})).code).toBe(1)
})
