import {expect} from 'vitest'
import {closeAtEnd, test} from './conversing.ts'

closeAtEnd()

// The one look at the page in a browser that every change takes; `conversation.long.test.ts` has the rest.
test('a person writes, taps a button, a quick reply and a card, and the bot gets each and answers', async ({
  open,
}) => {
  const {page, startBot, requested, complaints, emulator} = await open()
  const bot = await startBot()
  const say = async (text: string) => {
    await page.getByRole('textbox', {name: /^Message to/}).fill(text)
    await page.keyboard.press('Enter')
  }

  await say('hi')
  await page.getByText('You said: hi', {exact: true}).waitFor()
  await say('buttons')
  await page.getByRole('button', {name: 'Hours'}).click()
  await page.getByText('You said: Hours', {exact: true}).waitFor()
  await say('choose')
  await page.getByRole('group', {name: 'Quick replies'}).getByRole('button', {name: 'M'}).click()
  await page.getByText('You said: M', {exact: true}).waitFor()
  await say('shop')
  await page.getByRole('button', {name: 'Buy'}).first().click()

  expect((await bot.event(({message}) => message?.text === 'hi')).message).not.toHaveProperty('is_echo')
  await bot.event(({read}) => read !== undefined)
  expect((await bot.event(({postback}) => postback?.title === 'Hours')).postback.payload).toBe('HOURS')
  expect((await bot.event(({message}) => message?.quick_reply !== undefined)).message).toMatchObject({
    text: 'M',
    quick_reply: {payload: 'SIZE_M'},
  })
  expect((await bot.event(({postback}) => postback?.title === 'Buy')).postback.payload).toBe('BUY_Hat')
  expect(await page.getByRole('group', {name: 'Quick replies'}).count()).toBe(0)
  expect(requested.filter(url => !url.startsWith(`${emulator.url}/`))).toEqual([])
  expect(complaints).toEqual([])
})
