import type {Page} from 'playwright-core'
import {describe, expect} from 'vitest'
import {personOf} from '../helpers/probe.ts'
import {closeAtEnd, test} from './conversing.ts'

closeAtEnd()

const focused = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
  )

describe('with the keyboard alone', () => {
  test('one jumps to a person, and walks through the people', async ({open}) => {
    const {page} = await open()

    await page.keyboard.press('Control+k')
    expect(await focused(page)).toBe('Search people')
    await page.keyboard.type('chloe')
    await page.keyboard.press('Enter')
    await page.getByRole('main').getByText('as Chloé Martin').waitFor()

    await page.keyboard.press('Control+k')
    await expect.poll(() => focused(page)).toBe('Search people')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    const chosen = await page.evaluate(() => document.activeElement?.getAttribute('data-key'))
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    expect(await focused(page)).toBe('Search people')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const current = page.getByRole('navigation', {name: 'People'}).locator('[aria-current="true"]')
    await expect.poll(() => current.getAttribute('data-key')).toBe(chosen)
  })

  test('one begins a command, folds the log, and types both letters in a text', async ({open}) => {
    const {page} = await open({
      profile: {
        get_started: {payload: 'START'},
        commands: [{locale: 'default', commands: [{name: 'hats', description: 'All the hats'}]}],
      },
    })
    const log = page.getByRole('region', {name: 'Log', exact: true})

    await page.keyboard.press('l')
    expect(await log.isVisible()).toBe(false)
    await page.keyboard.press('l')
    expect(await log.isVisible()).toBe(true)
    await page.keyboard.press('/')
    await page.getByRole('option', {name: /hats/}).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.type('l/l')

    expect(await page.getByRole('textbox', {name: /^Message to/}).inputValue()).toBe('/l/l')
    expect(await log.isVisible()).toBe(true)
  })

  test('one opens a line of the log, goes to the next, and closes it with Escape', async ({open}) => {
    const {page, send} = await open()
    await send({text: 'one'})
    await send({text: 'two'})
    const details = page.getByRole('region', {name: 'Details'})
    const line = (text: string) =>
      page.getByRole('list', {name: 'Lines of the log'}).getByRole('button', {name: `text "${text}"`})
    await line('two').waitFor()
    expect(await page.locator('.log-line[tabindex="0"]').count()).toBe(1)

    await line('two').focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await details.waitFor()
    expect(await line('one').getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('Escape')

    expect(await details.count()).toBe(0)
  })

  test('what one types at once goes where the key before it leads, however late the next frame is', async ({
    open,
  }) => {
    const {page, send} = await open({isKnown: false, width: 800})
    const message = page.getByRole('textbox', {name: /^Message to/})
    await page.evaluate(() => {
      globalThis.requestAnimationFrame = () => 0
    })

    await page.keyboard.press('f')
    await page.keyboard.type('hat')
    expect(await page.getByRole('searchbox', {name: 'Search requests'}).inputValue()).toBe('hat')
    await page.keyboard.press('Escape')
    await message.focus()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('ada')
    expect(await page.getByRole('searchbox', {name: 'Search people'}).inputValue()).toBe('ada')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.keyboard.type('as Nora')
    expect(await message.inputValue()).toBe('as Nora')

    await page.getByRole('button', {name: 'Answer myself'}).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('as the Page')
    expect(await page.getByRole('textbox', {name: 'Message to Nora as'}).inputValue()).toBe('as the Page')
    await send({text: 'one'}).catch(() => {})
    await page
      .getByRole('button', {name: /POST \/me\/messages/})
      .last()
      .click()
    await page.getByRole('button', {name: 'Edit and send'}).click()
    await page.keyboard.press('Escape')
    expect(await focused(page)).toBe('Edit and send')
  })

  test('one comes to everything by Tab in the order of reading', async ({open}) => {
    const {page, send} = await open()
    await send({text: 'one'})
    await page.getByRole('article').getByText('one').waitFor()
    const order: string[] = []

    for (let stop = 0; stop < 70 && order.at(-1) !== 'log-column'; stop += 1) {
      await page.keyboard.press('Tab')
      const part = await page.evaluate(
        () =>
          document.activeElement?.closest('.bar, .people-column, .chat-column, .log-column')?.classList[0],
      )
      if (part !== undefined && order.at(-1) !== part) order.push(part)
    }

    expect(order).toEqual(['bar', 'people-column', 'chat-column', 'log-column'])
  })

  test('one adds a person and is them', async ({open}) => {
    const {page, emulator} = await open()

    await page.getByRole('button', {name: 'Add a person'}).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).not.toBe('Add a person')
    await page.keyboard.type('Zoë')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Quist')
    await page.keyboard.press('Enter')

    await page.getByRole('main').getByText('as Zoë Quist').waitFor()
    const psid = new URL(page.url()).searchParams.get('psid') ?? ''
    expect(personOf(emulator, psid as never)).toMatchObject({
      firstName: 'Zoë',
      lastName: 'Quist',
      locale: 'en_US',
    })
  })
})
