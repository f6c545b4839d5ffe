import type {Page} from 'playwright-core'
import {expect} from 'vitest'
import {fillConversation} from '../helpers/probe.ts'
import type {Chat} from './conversing.ts'
import {closeAtEnd, test} from './conversing.ts'

closeAtEnd()

const distanceFromEnd = (page: Page) =>
  page.locator('.timeline').evaluate(at => Math.round(at.scrollHeight - at.scrollTop - at.clientHeight))

/** A conversation of many messages. */
function fill({emulator, psid}: Chat, count: number): void {
  fillConversation(
    emulator,
    psid,
    Array.from({length: count}, (_, index) => `Message ${index} ${'word '.repeat(index % 40)}`),
  )
}

test('the end stays in sight, unless the reader scrolled up: then a button tells what is new', async ({
  open,
}) => {
  const chat = await open()
  const {page, send} = chat
  fill(chat, 60)
  await page
    .getByRole('article')
    .getByText(/^Message 59/)
    .waitFor()
  await send({text: 'seen at once'})
  await page.getByRole('article').getByText('seen at once').waitFor()
  await expect.poll(() => distanceFromEnd(page)).toBeLessThan(4)

  await page.locator('.timeline').evaluate(at => at.scrollTo(0, at.scrollHeight - at.clientHeight - 600))
  await expect.poll(() => distanceFromEnd(page)).toBeGreaterThan(500)
  await send({text: 'not seen yet'})
  await page.getByRole('button', {name: '1 new message'}).click()

  await expect.poll(() => distanceFromEnd(page)).toBeLessThan(4)
  expect(await page.getByRole('button', {name: /new message/}).count()).toBe(0)
})

test('whoever reads further up stays there when the bot has seen what they wrote', async ({open}) => {
  const chat = await open()
  const {page, emulator, psid, call} = chat
  fill(chat, 60)
  await emulator.admin('POST', `people/${psid}/say`, {text: 'the last one'})
  await page.getByRole('article').getByText('the last one').waitFor()
  await expect.poll(() => distanceFromEnd(page)).toBeLessThan(4)

  await page.evaluate(() => {
    const at = document.querySelector('.timeline')
    at?.scrollTo(0, at.scrollHeight - at.clientHeight - 600)
  })
  // The page hears of it with the next frame.
  await page.evaluate(
    () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
  await call('POST', 'me/messages', {recipient: {id: psid}, sender_action: 'mark_seen'})

  await page.getByRole('img', {name: /^Seen/}).waitFor()
  expect(await distanceFromEnd(page)).toBeGreaterThan(500)
})

test('who has just begun to scroll up is not taken back, before the browser reports it', async ({open}) => {
  const chat = await open()
  const {page, send} = chat
  fill(chat, 60)
  await page
    .getByRole('article')
    .getByText(/^Message 59/)
    .waitFor()
  await expect.poll(() => distanceFromEnd(page)).toBeLessThan(4)

  await page.evaluate(() => {
    // The page does not hear of it, as when a message is there before the next frame is.
    addEventListener('scroll', event => event.stopImmediatePropagation(), {capture: true})
    const at = document.querySelector('.timeline')
    at?.scrollTo(0, at.scrollHeight - at.clientHeight - 600)
  })
  await send({text: 'not seen yet'})

  await page.getByRole('button', {name: '1 new message'}).waitFor()
  expect(await distanceFromEnd(page)).toBeGreaterThan(500)
})

test('earlier messages come while one scrolls up, and nothing jumps, in a conversation of 5,000', async ({
  open,
}) => {
  const chat = await open()
  const {page} = chat
  fill(chat, 5_000)
  await page
    .getByRole('article')
    .getByText(/^Message 4999/)
    .waitFor()

  for (let round = 0; round < 4; round += 1) {
    const before = await page.getByRole('article').count()
    const moved = await page.locator('.timeline').evaluate(async (at, known) => {
      let [line, top]: [Element | undefined, number] = [undefined, 0]
      while (at.querySelectorAll('[data-mid]').length === known) {
        // At the very top the browser keeps nothing in place by itself. What comes before the page heard of the scrolling takes it
        // back to the end: a reader would scroll on.
        at.scrollTop = 0
        line = [...at.querySelectorAll('[data-mid]')].find(each => each.getBoundingClientRect().top > 100)
        top = line?.getBoundingClientRect().top ?? 0
        await new Promise(requestAnimationFrame)
      }
      await new Promise(requestAnimationFrame)
      return Math.abs((line?.getBoundingClientRect().top ?? Number.NaN) - top)
    }, before)
    expect(moved).toBeLessThan(3)
  }

  expect(await page.getByRole('article').count()).toBeGreaterThan(200)
})

test('earlier messages that could not be loaded come when one scrolls on', async ({open}) => {
  const chat = await open()
  const {page} = chat
  fill(chat, 120)
  await page
    .getByRole('article')
    .getByText(/^Message 119/)
    .waitFor()
  await page.route(/before=/, route => route.abort(), {times: 1})

  const failed = page.waitForEvent('requestfailed')
  await page.locator('.timeline').hover()
  await page.mouse.wheel(0, -100_000)
  await failed
  let down = 50
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, down)
      down = -down
      return page
        .getByRole('article')
        .getByText(/^Message 60 /)
        .count()
    })
    .toBe(1)
})

test('a long text without a space and one from right to left keep inside of their bubbles', async ({
  open,
}) => {
  const {page, send} = await open({width: 360})

  await send({text: 'x'.repeat(600)})
  await send({text: 'مرحبا بالعالم'})

  const bubble = page.getByRole('article').getByText('مرحبا بالعالم')
  await bubble.waitFor()
  expect(await bubble.evaluate(at => getComputedStyle(at).direction)).toBe('rtl')
  const overflow = await page.locator('.timeline').evaluate(at => at.scrollWidth - at.clientWidth)
  expect(overflow).toBe(0)
})
