import {describe, expect} from 'vitest'
import {type Asking, test} from '../asking.ts'
import {ada} from '../people/acting.ts'
import {subscribeReceiver} from '../receiver.ts'

const toggle = ({emulator}: Asking, isOn: boolean) => emulator.admin('POST', 'echo-bot', {isOn})
const webhook = async ({emulator}: Asking) => (await emulator.admin('GET', 'chat')).webhook
const act = ({emulator}: Asking, name: string, words: object) =>
  emulator.admin('POST', `people/${ada}/${name}`, {...words})

/** What the Page has said to Ada since she did something, waited for. */
async function answerTo(asking: Asking, name: string, words: object) {
  const {total} = await asking.emulator.admin('GET', `chat/${ada}`)
  const {mid} = await act(asking, name, words)
  let answer: Readonly<Record<string, unknown>> | undefined
  await expect
    .poll(async () => {
      const {messages} = await asking.emulator.admin('GET', `chat/${ada}`)
      const at =
        name === 'say' || name === 'tap' ? messages.findIndex(message => message.mid === mid) : total - 1
      answer = messages.slice(at + 1).find(({from}) => from === 'page')?.message
      return answer
    })
    .toBeDefined()
  return answer
}

describe('the echo bot', () => {
  test('answers everything a person does, by calls and events that are in the log', async ({start}) => {
    const asking = await start()
    await toggle(asking, true)
    expect(await webhook(asking)).toMatchObject({state: 'active', isEchoBot: true})

    expect(await answerTo(asking, 'say', {text: 'good morning'})).toEqual({text: 'You said: good morning'})
    expect(await answerTo(asking, 'say', {text: 'Hi!'})).toMatchObject({
      text: expect.stringContaining('say card, buttons, replies or receipt'),
      quick_replies: [{title: 'Card'}, {title: 'Buttons'}, {title: 'Replies'}, {title: 'Receipt'}],
    })
    for (const [word, type] of [
      ['card', 'generic'],
      ['Buttons', 'button'],
      ['receipt', 'receipt'],
    ] as const)
      expect(await answerTo(asking, 'say', {text: word})).toMatchObject({
        attachment: {payload: {template_type: type}},
      })
    expect(await answerTo(asking, 'say', {text: 'replies'})).toMatchObject({
      quick_replies: [{title: 'S'}, {title: 'M'}, {title: 'L'}],
    })
    expect(await answerTo(asking, 'say', {text: 'S', payload: 'SIZE_S'})).toEqual({
      text: 'You chose S (payload SIZE_S)',
    })
    expect(await answerTo(asking, 'tap', {title: 'Buy Hat', payload: 'BUY_HAT'})).toEqual({
      text: 'You tapped Buy Hat (payload BUY_HAT)',
    })
    expect(
      await answerTo(asking, 'say', {attachments: [{type: 'image', url: 'https://shop.example/a.png'}]}),
    ).toEqual({text: 'You sent a picture'})
    const long = await answerTo(asking, 'say', {text: 'x'.repeat(2000)})
    expect(String(long?.['text'])).toHaveLength(2000)

    const {entries} = await asking.emulator.admin('GET', `activity?psid=${ada}`)
    const names = entries.map(({name, outcome}) => `${name} ${outcome}`)
    expect(names.slice(0, 3)).toEqual(['messages ok', 'POST /me/messages ok', 'POST /me/messages ok'])
    expect(new Set(entries.map(({outcome}) => outcome))).toEqual(new Set(['ok']))
    const typing = await asking.emulator.admin('GET', `activity/${entries[1]?.id ?? ''}`)
    expect(typing.request.body).toContain('typing_on')
  })

  test('takes only what the app signed', async ({start}) => {
    const asking = await start()
    await toggle(asking, true)
    const {url = ''} = await webhook(asking)
    const body = JSON.stringify({entry: [{messaging: [{sender: {id: ada}, message: {text: 'fake'}}]}]})
    const headers = {'x-hub-signature-256': `sha256=${'0'.repeat(64)}`}
    expect((await fetch(url, {method: 'POST', headers, body})).status).toBe(403)
    expect((await fetch(`${url}?hub.verify_token=guessed&hub.challenge=1`)).status).toBe(403)
  })

  test('gives the callback and the fields back when it is switched off', async ({start}) => {
    const asking = await start()
    const receiver = await subscribeReceiver(asking, ['messages'])
    await toggle(asking, true)
    expect((await webhook(asking)).url).not.toBe(receiver.url)
    await toggle(asking, true)
    await toggle(asking, false)
    const after = await webhook(asking)
    expect(after).toMatchObject({url: receiver.url, fields: ['messages']})
    expect(after).not.toHaveProperty('isEchoBot')
    await act(asking, 'say', {text: 'hello'})
    await receiver.received(1)
  })

  test('beside a program that has the callback gives it back, and ends it when the program ended first', async ({
    start,
  }) => {
    const asking = await start()
    const registered = await subscribeReceiver(asking, ['messages'])
    const {emulator} = asking
    const {appId, pageId} = await emulator.connection()
    const program = `${registered.url}program`
    const borrow = () =>
      emulator.admin('POST', 'webhook', {
        appId,
        pageId,
        url: program,
        verifyToken: 'x',
        fields: ['message_reads'],
      })
    const url = async () => (await webhook(asking)).url

    await borrow()
    await toggle(asking, true)
    expect((await webhook(asking)).isEchoBot).toBe(true)
    await toggle(asking, false)
    expect(await webhook(asking)).toMatchObject({url: program, fields: ['messages', 'message_reads']})

    await toggle(asking, true)
    await emulator.admin('POST', 'webhook/return', {url: program})
    expect((await webhook(asking)).isEchoBot).toBe(true)
    await toggle(asking, false)
    expect(await webhook(asking)).toMatchObject({url: registered.url, fields: ['messages']})

    await toggle(asking, true)
    await borrow()
    expect(await url()).toBe(program)
    await emulator.admin('POST', 'webhook/return', {url: program})
    expect(await webhook(asking)).toMatchObject({url: registered.url, fields: ['messages']})
  })

  test('ends with the emulator, even one that was killed, and with its state', async ({start, folder}) => {
    const first = await start({folder, isEphemeral: false})
    await toggle(first, true)
    const killed = await first.emulator.admin('GET', 'export')
    await first.emulator.close()
    const second = await start({folder, isEphemeral: false})
    expect((await webhook(second)).state).toBe('missing')
    await toggle(second, true)
    await second.emulator.admin('POST', 'import', killed)
    expect((await webhook(second)).state).toBe('missing')
    await toggle(second, true)
    await second.emulator.admin('POST', 'reset')
    expect((await webhook(second)).state).toBe('missing')
  })

  test('is not switched on by a page of another origin', async ({start}) => {
    const {emulator} = await start()
    const answer = await fetch(`${emulator.url}/_msgr/echo-bot`, {
      method: 'POST',
      headers: {origin: 'http://evil.example', 'content-type': 'application/json'},
      body: '{"isOn":true}',
    })
    expect(answer.status).toBe(403)
  })
})
