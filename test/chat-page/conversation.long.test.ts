import {describe, expect} from 'vitest'
import type {ConversationView} from '../../src/emulator/chat/view-types.ts'
import {closeAtEnd, test} from './conversing.ts'

closeAtEnd()

describe('a person', () => {
  test('reads what arrives when they look at it, not while the log covers it', async ({open}) => {
    const {page, send, emulator, psid} = await open({width: 360})
    const readMs = async () => {
      const {messages} = (await emulator.admin('GET', `chat/${psid}`)) as ConversationView
      return messages.find(({text}) => text === 'Are you there?')?.readMs
    }
    await page.getByRole('button', {name: 'Log', exact: true}).click()
    await send({text: 'Are you there?'})
    await page.locator('.timeline').getByText('Are you there?').waitFor({state: 'attached'})
    // Two frames, in which it would be reported.
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))

    expect(await readMs()).toBeUndefined()
    await page.getByRole('button', {name: 'Chat', exact: true}).click()
    await expect.poll(readMs).toBeGreaterThan(0)
  })

  test('begins with an ice breaker, in their own language', async ({open}) => {
    const {page, startBot} = await open({
      isKnown: false,
      profile: {
        get_started: {payload: 'START'},
        greeting: [{locale: 'default', text: 'Hi {{user_first_name}}!'}],
        ice_breakers: [
          {locale: 'default', call_to_actions: [{question: 'Where?', payload: 'WHERE'}]},
          {locale: 'en_GB', call_to_actions: [{question: 'Opening times?', payload: 'HOURS'}]},
        ],
      },
    })
    const bot = await startBot()

    await page.getByText('Hi Nora!').waitFor()
    await page.getByRole('button', {name: 'Opening times?'}).click()

    await page.getByText('You said: Opening times?', {exact: true}).waitFor()
    const {postback} = await bot.event(event => event.postback !== undefined)
    expect(postback).toMatchObject({title: 'Opening times?', payload: 'HOURS'})
    expect(await page.getByRole('group', {name: 'Ice breakers'}).count()).toBe(0)
  })

  test('begins with Get Started, and taps an item of the menu', async ({open}) => {
    const menu = {call_to_actions: [{type: 'postback', title: 'Talk to us', payload: 'CARE'}]}
    const {page, startBot} = await open({
      isKnown: false,
      profile: {get_started: {payload: 'START'}, persistent_menu: [{locale: 'default', ...menu}]},
    })
    const bot = await startBot()

    await page.getByRole('button', {name: 'Get Started'}).click()
    await page.getByText('You said: Get Started', {exact: true}).waitFor()
    await page.getByRole('button', {name: 'Menu', exact: true}).click()
    await page.getByRole('button', {name: 'Talk to us'}).click()

    await page.getByText('You said: Talk to us', {exact: true}).waitFor()
    expect((await bot.event(({postback}) => postback?.title === 'Talk to us')).postback.payload).toBe('CARE')
    expect((await bot.event(({postback}) => postback?.title === 'Get Started')).postback.payload).toBe(
      'START',
    )
  })

  test('reacts, answers a message and edits one of their own', async ({open}) => {
    const {page, send, startBot} = await open()
    const bot = await startBot()
    await send({text: 'Round or tall?'})
    const line = page.getByRole('article').filter({hasText: 'Round or tall?'})

    await line.hover()
    await line.getByRole('button', {name: 'React', exact: true}).click()
    await line.getByRole('button', {name: 'React with 😆'}).click()
    await line.getByRole('img', {name: 'Reaction 😆'}).waitFor()
    await line.hover()
    await line.getByRole('button', {name: 'Reply'}).click()
    await page.keyboard.type('tall')
    await page.keyboard.press('Enter')
    // The answer moves what the pointer is on, and so does the end of the line about it.
    await page.getByText('You said: tall', {exact: true}).waitFor()
    await page.locator('.status-line').waitFor({state: 'detached'})
    const own = page.getByRole('article').filter({hasText: 'Nora Lund replied'})
    await own.hover()
    await own.getByRole('button', {name: 'Edit'}).click()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('round')
    await page.keyboard.press('Enter')

    await own.getByText('Edited', {exact: true}).waitFor()
    expect((await bot.event(({reaction}) => reaction !== undefined)).reaction).toMatchObject({emoji: '😆'})
    expect((await bot.event(({message}) => message?.reply_to !== undefined)).message.text).toBe('tall')
    expect((await bot.event(event => event.message_edit !== undefined)).message_edit.text).toBe('round')
  })

  test('sends a file, which the conversation shows, and a like', async ({open}) => {
    const {page} = await open()
    const picture =
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40"/></svg>'

    await page.getByLabel('Files to attach').setInputFiles({
      name: 'cat.svg',
      mimeType: 'image/svg+xml',
      buffer: Buffer.from(picture),
    })
    await page.getByRole('button', {name: 'Send', exact: true}).click()
    const image = page.getByRole('article').last().locator('img.picture')
    await image.waitFor()
    await expect.poll(() => image.evaluate(at => (at as HTMLImageElement).naturalWidth)).toBe(40)
    await page.getByRole('button', {name: 'Send a like'}).click()

    await page.getByRole('img', {name: 'Thumbs up'}).waitFor()
  })
})

test('what the Page does is seen: typing, a persona, what it read, and who took over', async ({open}) => {
  const {page, psid, call, send} = await open()
  const persona = await call('POST', 'me/personas', {
    name: 'Grace',
    profile_picture_url: 'https://shop.example/grace.png',
  })
  const act = (action: string) => call('POST', 'me/messages', {recipient: {id: psid}, sender_action: action})

  await act('mark_seen')
  await page.getByRole('img', {name: /^Seen/}).waitFor()
  await act('typing_on')
  await page.getByRole('img', {name: /is typing$/}).waitFor()
  await send({text: 'I take it from here'}, {persona_id: persona.id})
  await page.getByText('Grace speaks').waitFor()
  expect(await page.getByRole('img', {name: /is typing$/}).count()).toBe(0)
  await call('POST', 'me/pass_thread_control', {recipient: {id: psid}, target_app_id: '263902037430900'})
  await page
    .getByText(/Page Inbox/)
    .first()
    .waitFor()
})

test('nothing is asked of another host', async ({open}) => {
  const {page, send} = await open()
  const asked: string[] = []
  page.on('request', request => asked.push(request.url()))

  for (const type of ['image', 'video', 'audio', 'file'])
    await send({attachment: {type, payload: {url: `https://cdn.example/a.${type}`}}})
  await page.getByText('a.file').waitFor()

  const hosts = asked.filter(url => !url.startsWith('blob:')).map(url => new URL(url).hostname)
  expect(hosts.filter(host => host !== '127.0.0.1')).toEqual([])
  expect(await page.getByText('cdn.example').count()).toBe(4)
})
