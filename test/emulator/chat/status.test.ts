import {describe, expect} from 'vitest'
import type {ConversationStatus} from '../../../src/emulator/chat/status-types.ts'
import type {ChatMessage} from '../../../src/emulator/chat/view-types.ts'
import {type Asking, test} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'

const ada = '6411223344556677'
const page = '109876543210987'
const app = '1234567890123456'

const viewOf = ({emulator}: Asking) => emulator.admin('GET', `chat/${ada}`)
const statusOf = async (asking: Asking) => (await viewOf(asking)).status
const say = ({emulator}: Asking, text: string) => emulator.admin('POST', `people/${ada}/say`, {text})
const send = ({ask}: Asking, text: string, token?: string) =>
  ask('POST /v26.0/me/messages', {
    ...(token === undefined ? {} : {token}),
    body: {recipient: {id: ada}, messaging_type: 'RESPONSE', message: {text}},
  })

/** The status, once it is the given one. */
async function becomes(
  asking: Asking,
  state: ConversationStatus['state'] | undefined,
): Promise<ConversationStatus | undefined> {
  for (;;) {
    const status = await statusOf(asking)
    if (status?.state === state) return status
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

describe('the status of a conversation', () => {
  test('follows a message from nobody there to an answer, with what helps at each step', async ({start}) => {
    const asking = await start()
    const {admin} = asking.emulator
    await admin('POST', 'patience', {silentMs: 0})
    expect(await statusOf(asking)).toBeUndefined()

    const {mid} = await say(asking, 'Do you deliver?')
    expect(await statusOf(asking)).toMatchObject({
      state: 'no-webhook',
      mid,
      entry: 'a1',
      text: 'No webhook: your bot does not get this.',
      offers: [{command: 'msgr --emulator listen --forward-to 3000'}],
    })

    const receiver = await subscribeReceiver(asking, ['messages'])
    expect(await statusOf(asking)).toMatchObject({
      state: 'missed',
      offers: [{label: 'Send it now', remedy: {does: 'send-again', thenSend: 'a1'}}],
    })
    receiver.answer = 'hang'
    await admin('POST', 'activity/a1/send', {as: 'again'})
    await receiver.posted(1)
    expect(await statusOf(asking)).toMatchObject({state: 'sending', mid})
    // The bot writes before it answers the delivery.
    await send(asking, 'We do.')
    expect(await statusOf(asking)).toBeUndefined()
  })

  test('says what the bot did wrong, and when it is sent again', async ({start}) => {
    const asking = await start()
    const {admin} = asking.emulator
    const receiver = await subscribeReceiver(asking, ['messages'])
    receiver.answer = 500
    await say(asking, 'one')
    const failing = await becomes(asking, 'bot-error')
    expect(failing).toMatchObject({
      status: 500,
      text: 'Your bot answered 500',
    })
    const waits = async () => {
      for (;;) {
        const status = await statusOf(asking)
        if (status?.nextAttemptMs !== undefined) return status
        await new Promise(resolve => setTimeout(resolve, 5))
      }
    }
    const waiting = await waits()
    expect(waiting.offers).toEqual([{label: 'Try now', remedy: {does: 'retry', appId: app, pageId: page}}])
    receiver.answer = 200
    await admin('POST', 'webhooks/retry', {app, page})
    await becomes(asking, 'taken')

    await admin('POST', 'patience', {silentMs: 0})
    expect(await statusOf(asking)).toMatchObject({state: 'silent', offers: [{label: 'Send it again'}]})
    await admin('POST', 'patience', {slowMs: 0})
    expect(await statusOf(asking)).toMatchObject({state: 'slow'})
    await send(asking, 'an answer does not mend a slow one')
    expect(await statusOf(asking)).toMatchObject({state: 'slow'})
  })

  test('of a callback that failed says nothing about the next one', async ({start}) => {
    const asking = await start()
    const first = await subscribeReceiver(asking, ['messages'])
    first.answer = 500
    await say(asking, 'one')
    await becomes(asking, 'bot-error')
    const webhook = async () => (await asking.emulator.admin('GET', 'chat')).webhook.state
    expect(await webhook()).toBe('failing')
    await subscribeReceiver(asking, ['messages'])
    expect(await webhook()).toBe('active')
  })

  test('waits while the bot types, and names when it will change by itself', async ({start}) => {
    const asking = await start()
    await subscribeReceiver(asking, ['messages'])
    await say(asking, 'hello')
    const taken = await becomes(asking, 'taken')
    expect(taken?.changesAtMs).toBeGreaterThan(Date.now() - 60_000)
    await asking.emulator.admin('POST', 'patience', {silentMs: 0})
    await asking.ask('POST /v26.0/me/messages', {body: {recipient: {id: ada}, sender_action: 'typing_on'}})
    expect(await statusOf(asking)).toMatchObject({state: 'taken'})
    await asking.ask('POST /v26.0/me/messages', {body: {recipient: {id: ada}, sender_action: 'typing_off'}})
    expect(await statusOf(asking)).toMatchObject({state: 'silent'})
  })

  test('is about messages, buttons and referrals; a reaction, an edit or a look leaves it as it was', async ({
    start,
  }) => {
    const asking = await start()
    const {admin} = asking.emulator
    await admin('POST', 'patience', {silentMs: 0})
    await subscribeReceiver(asking, ['messages', 'messaging_postbacks', 'message_reactions'])
    const sent = await send(asking, 'Which size?')
    const {mid} = await say(asking, 'hello')
    await becomes(asking, 'silent')
    await admin('POST', `people/${ada}/react`, {mid: sent.body.message_id, emoji: '❤️'})
    await admin('POST', `people/${ada}/edit`, {mid, text: 'hello!'})
    await admin('POST', `people/${ada}/read`)
    expect(await statusOf(asking)).toMatchObject({state: 'silent', mid})
    const tapped = await admin('POST', `people/${ada}/tap`, {payload: 'HOURS', title: 'Hours'})
    await becomes(asking, 'silent')
    expect((await becomes(asking, 'silent'))?.mid).toBe(tapped.mid)
    await admin('POST', `people/${ada}/refer`, {ref: 'spring'})
    expect(await statusOf(asking)).toMatchObject({
      state: 'not-subscribed',
      field: 'messaging_referrals',
      text: 'The app Acme bot and the Page are not subscribed to messaging_referrals.',
    })
  })
})

describe('what happens within one millisecond', () => {
  const stopped = {machineNow: () => Date.UTC(2026, 10, 20, 9)}

  test('is in its order: a message is answered only by what was sent after it', async ({start}) => {
    const asking = await start(stopped)
    await subscribeReceiver(asking, ['messages'])
    await send(asking, 'Which size?')
    await send(asking, 'x'.repeat(2001))
    await say(asking, 'hello')
    await becomes(asking, 'taken')
    await send(asking, 'x'.repeat(2001))
    await becomes(asking, 'refused')
    await send(asking, 'We have all.')
    expect(await statusOf(asking)).toBeUndefined()
    const {messages} = await viewOf(asking)
    expect(messages.map(({kind, from}) => (kind === 'refused' ? kind : from)).slice(-5)).toEqual([
      'page',
      'refused',
      'person',
      'refused',
      'page',
    ])
  })

  test('is told apart: a person’s next act has another time, and what is written after a look is unread', async ({
    start,
  }) => {
    const asking = await start({machineNow: () => Math.floor(Date.now() / 3) * 3})
    const {admin} = asking.emulator
    await send(asking, 'Which size?')
    for (let round = 0; round < 10; round += 1) {
      await say(asking, 'S')
      await admin('POST', `people/${ada}/read`)
      await send(asking, 'It is yours.')
      expect((await viewOf(asking)).person.unread).toBe(1)
    }
    const times = (await viewOf(asking)).messages.map(({atMs}) => atMs)
    expect(times).toEqual([...new Set(times)].toSorted((one, other) => one - other))
  })
})

describe('an answer that the platform refused', () => {
  const refusedIn = async (asking: Asking): Promise<readonly ChatMessage[]> =>
    (await viewOf(asking)).messages.filter(({kind}) => kind === 'refused')

  test('stands in the conversation at its time, with the reason, whatever the call looked like', async ({
    start,
  }) => {
    const asking = await start()
    const {ask, emulator} = asking
    await subscribeReceiver(asking, ['messages'])
    await emulator.admin('POST', 'patience', {silentMs: 0})
    await say(asking, 'hello')
    await becomes(asking, 'silent')
    const long = 'x'.repeat(2001)
    const {pageToken} = await emulator.connection()
    const recipient = {id: ada}
    const post = (path: string, body: NonNullable<RequestInit['body']>, type: string) =>
      fetch(`${emulator.url}${path}`, {method: 'POST', headers: {'content-type': type}, body})
    const form = new URLSearchParams({
      access_token: pageToken,
      recipient: JSON.stringify(recipient),
      message: JSON.stringify({text: long}),
    })
    const multipart = new FormData()
    for (const [name, value] of form) multipart.append(name, value)

    await send(asking, long)
    await ask(`POST /${page}/messages`, {body: {recipient, message: {text: long}}})
    await post('/v26.0/me/messages', form, 'application/x-www-form-urlencoded')
    await fetch(`${emulator.url}/me/messages`, {method: 'POST', body: multipart})
    await fetch(`${emulator.url}/me/messages?method=post&${form}`)
    await ask('POST /v26.0/', {
      body: {
        batch: [
          {method: 'GET', relative_url: 'me'},
          {
            method: 'POST',
            relative_url: 'v26.0/me/messages',
            body: `recipient=${JSON.stringify(recipient)}&message=${JSON.stringify({text: long})}`,
          },
        ],
      },
    })
    await ask('POST /v26.0/me/messages', {body: {recipient, sender_action: 'dance'}})
    await send(asking, 'fits')

    const {messages, status} = await viewOf(asking)
    expect(messages.slice(-8).map(({kind, from}) => [kind, from])).toEqual([
      ['message', 'person'],
      ...Array.from({length: 6}, () => ['refused', 'page']),
      ['message', 'page'],
    ])
    for (const {refusal, text, activity, message} of await refusedIn(asking)) {
      expect(refusal).toMatchObject({code: 100, message: expect.stringContaining('2000')})
      expect([text, message, activity]).toEqual([long, {}, [expect.stringMatching(/^a\d+$/)]])
    }
    // The newest send arrived.
    expect(status).toBeUndefined()
  })

  test('with a dead token, a stranger’s token, or too often, is found by its recipient, and can be mended', async ({
    start,
  }) => {
    const asking = await start()
    const {admin} = asking.emulator
    const receiver = await subscribeReceiver(asking, ['messages'])
    await say(asking, 'hello')
    await receiver.received(1)
    await admin('POST', 'tokens', {dead: 460})
    await send(asking, 'first')
    expect(await statusOf(asking)).toMatchObject({
      state: 'refused',
      code: 190,
      subcode: 460,
      offers: [
        {
          command: 'msgr emulator token change --restore',
          remedy: {does: 'restore-token', pageId: page, thenSend: 'a3'},
        },
      ],
    })
    await send(asking, 'second', 'EAAstranger')
    expect(await statusOf(asking)).toMatchObject({
      code: 190,
      offers: [{command: 'msgr emulator token show'}],
    })
    await admin('POST', 'tokens', {dead: null})
    for (const code of [4, 17, 32, 613, 80006]) {
      const fault = await admin('POST', 'faults', {path: '/me/messages', effect: {kind: 'error', code}})
      await send(asking, `limit ${code}`)
      expect(await statusOf(asking)).toMatchObject({
        state: 'refused',
        code,
        offers: [{remedy: {does: 'remove-fault', id: fault.id}, command: 'msgr emulator fault clear'}],
      })
      await admin('POST', 'faults/clear')
      expect(await statusOf(asking)).toMatchObject({
        offers: [{remedy: {does: 'lift-limits'}, command: 'msgr emulator limits --rates off'}],
      })
    }
    expect((await refusedIn(asking)).map(({text}) => text)).toEqual([
      'first',
      'second',
      ...[4, 17, 32, 613, 80006].map(code => `limit ${code}`),
    ])
    expect(JSON.stringify(await viewOf(asking))).not.toContain('EAAstranger')
  })

  test('is news for whoever looks at the conversation', async ({start}) => {
    const asking = await start()
    const stream = await fetch(`${asking.emulator.url}/_msgr/stream`)
    const reader = stream.body?.getReader()
    await send(asking, 'x'.repeat(2001))
    let heard = ''
    while (!heard.includes(`"psid":"${ada}","pageId":"${page}","revision"`))
      heard += new TextDecoder().decode((await reader?.read())?.value)
    await reader?.cancel()
    expect(heard).toContain('event: conversation')
  })

  test('is not shown for a message that arrived although the answer broke', async ({start}) => {
    const asking = await start()
    const {admin} = asking.emulator
    await say(asking, 'hello')
    await admin('POST', 'faults', {path: '/me/messages', effect: {kind: 'status', status: 502}})
    await send(asking, 'lost').catch(() => {})
    await admin('POST', 'faults/clear')
    await admin('POST', 'faults', {
      path: '/me/messages',
      effect: {kind: 'error', code: 1, subcode: 1357046, accept: true},
    })
    await send(asking, 'arrived')
    expect((await refusedIn(asking)).map(({text}) => text)).toEqual(['lost'])
  })

  test('stands after an older message whose call the log no longer has', async ({start}) => {
    const asking = await start()
    const {admin} = asking.emulator
    await subscribeReceiver(asking, ['message_reactions'])
    const {body} = await send(asking, 'one')
    for (let calls = 0; calls < 1000; calls += 1) await asking.ask('GET /v26.0/me?fields=id')
    await admin('POST', 'clock', {advanceMs: 1000})
    await send(asking, 'x'.repeat(2001))
    await admin('POST', `people/${ada}/react`, {mid: body.message_id, emoji: '👍'})
    const {messages} = await viewOf(asking)
    expect(messages.slice(-2).map(({kind}) => kind)).toEqual(['message', 'refused'])
  })

  test('is in the portion of its time', async ({start}) => {
    const asking = await start()
    await send(asking, 'one')
    await send(asking, 'x'.repeat(2001))
    await send(asking, 'two')
    await send(asking, 'three')
    const {messages} = await asking.emulator.admin('GET', `chat/${ada}?limit=2`)
    expect(messages.map(({kind}) => kind)).toEqual(['message', 'message'])
    const before = messages[0]?.mid ?? ''
    const earlier = await asking.emulator.admin('GET', `chat/${ada}?before=${before}&limit=1`)
    expect(earlier.messages.map(({kind}) => kind)).toEqual(['message', 'refused'])
  })
})
