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
  await page.mouse.wheel(0, 50)

  await page
    .getByRole('article')
    .getByText(/^Message 60 /)
    .waitFor()
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
