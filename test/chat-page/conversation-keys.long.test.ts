import {expect} from 'vitest'
import {closeAtEnd, test} from './conversing.ts'
import {carousel} from './every-template.ts'

closeAtEnd()

test('the keyboard alone is enough: writing, a command, a card, a reaction, an answer', async ({open}) => {
  const {page, send, startBot} = await open({
    profile: {
      get_started: {payload: 'START'},
      commands: [
        {
          locale: 'default',
          commands: [
            {name: 'hats', description: 'All'},
            {name: 'help', description: 'Help'},
          ],
        },
      ],
    },
  })
  const bot = await startBot()
  const focused = () =>
    page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
    )
  const tabTo = async (name: string | RegExp) => {
    for (let stop = 0; stop < 60; stop += 1) {
      await page.keyboard.press('Tab')
      if (new RegExp(name).test((await focused()) ?? '')) return
    }
    throw new Error(`Tab never comes to ${name}, but to ${await focused()}`)
  }

  await tabTo(/^Message to/)
  await page.keyboard.type('one')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('two')
  await page.keyboard.press('Enter')
  expect((await bot.event(({message}) => message?.text === 'one\ntwo')).message.mid).toBeTruthy()
  await page
    .getByText(/You said: one/)
    .first()
    .waitFor()

  await page.keyboard.type('/he')
  await page.getByRole('option', {name: /help/}).waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.type('me')
  await page.keyboard.press('Enter')
  expect((await bot.event(({message}) => message?.commands !== undefined)).message).toMatchObject({
    text: '/help me',
    commands: [{name: 'help'}],
  })
  await page.getByText('You said: /help me', {exact: true}).waitFor()

  const {message_id: mid} = await send(carousel)
  const line = page.locator(`[data-mid="${mid}"]`)
  await line.waitFor()
  await line.focus()
  await tabTo(/^Bowler/)
  await page.keyboard.press('ArrowRight')
  await tabTo(/^Buy Top hat$/)
  await page.keyboard.press('Enter')
  expect((await bot.event(({postback}) => postback !== undefined)).postback.payload).toBe('BUY TOP HAT')
  await page.getByText('You said: Buy Top hat', {exact: true}).waitFor()

  await page.getByRole('article').last().focus()
  await tabTo(/^React$/)
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  expect((await bot.event(({reaction}) => reaction !== undefined)).reaction.emoji).toBe('😆')
  await tabTo(/^Reply$/)
  await page.keyboard.press('Enter')
  await page.keyboard.type('thanks')
  await page.keyboard.press('Enter')
  expect((await bot.event(({message}) => message?.reply_to !== undefined)).message.text).toBe('thanks')
})

test('the arrow keys go from message to message', async ({open}) => {
  const {page, send} = await open()
  await send({text: 'first'})
  await send({text: 'second'})
  await page.getByRole('article').filter({hasText: 'second'}).focus()

  await page.keyboard.press('ArrowUp')

  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('first')
})
