import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import type {Page} from 'playwright-core'
import {describe, expect, onTestFinished} from 'vitest'
import {closeAtEnd, test} from './conversing.ts'
import {carousel} from './every-template.ts'

closeAtEnd()

const focused = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
  )

test('"?" lists the keys, and so does a button; Escape returns the focus', async ({open}) => {
  const {page} = await open()
  const keys = page.getByRole('dialog', {name: 'Keys'})
  const message = page.getByRole('textbox', {name: /^Message to/})

  await message.fill('')
  await message.press('?')
  expect(await keys.count()).toBe(0)
  expect(await message.inputValue()).toBe('?')
  await page.getByRole('button', {name: 'Theme: same as system'}).focus()
  await page.keyboard.press('?')
  await keys.getByText('Search people').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => keys.count()).toBe(0)
  expect(await focused(page)).toBe('Theme: same as system')

  await page.getByRole('button', {name: 'Keys', exact: true}).click()
  await keys.getByRole('button', {name: 'Close'}).click()
  await expect.poll(() => focused(page)).toBe('Keys')
})

describe('Escape returns the focus from', () => {
  test.for([
    {what: 'adding a person', opener: '[aria-label="Add a person"]'},
    {what: 'the person', opener: '.person-button'},
    {what: 'the clock', opener: '[aria-label^="Emulated time"]'},
    {what: 'the panels', opener: '[aria-label="Panels"]'},
  ])('$what', async ({opener}, {open}) => {
    const {page} = await open()
    const button = page.locator(`button${opener}`)

    await button.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => button.getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('Escape')

    await expect.poll(() => button.evaluate(at => at === document.activeElement)).toBe(true)
    expect(await button.getAttribute('aria-expanded')).toBe('false')
  })

  test('the search of people, and the details of a line', async ({open}) => {
    const {page, send} = await open({width: 800})
    await send({text: 'one'})
    const line = page.getByRole('button', {name: /POST \/me\/messages/}).last()
    const message = page.getByRole('textbox', {name: /^Message to/})

    await message.focus()
    await page.keyboard.press('Control+k')
    await expect.poll(() => focused(page)).toBe('Search people')
    await page.keyboard.press('Escape')
    await expect.poll(() => message.evaluate(at => at === document.activeElement)).toBe(true)

    await line.click()
    await page.getByRole('button', {name: 'Close the details'}).focus()
    await page.keyboard.press('Escape')
    await expect.poll(() => line.evaluate(at => at === document.activeElement)).toBe(true)
  })
})

test('of all messages, Tab comes to one and to its buttons', async ({open}) => {
  const {page, send, emulator, psid} = await open()
  await send(carousel)
  await emulator.admin('POST', `people/${psid}/say`, {text: 'and then'})
  await send(carousel)
  const articles = page.getByRole('article')
  await expect.poll(() => page.getByRole('button', {name: /^Buy Bowler/}).count()).toBe(2)
  const stops = () =>
    articles.evaluateAll(all =>
      all.map(
        each =>
          [each, ...each.querySelectorAll('*')].filter(at => (at as HTMLElement).tabIndex >= 0).length > 0,
      ),
    )

  expect(await stops()).toEqual([false, false, false, true])
  await articles.last().focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect.poll(stops).toEqual([false, true, false, false])
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.closest('article')?.textContent)).toContain(
    'Bowler',
  )
})

test('the title has the person and what they have not read, and the icon says that the webhook fails', async ({
  open,
}) => {
  const {page, emulator, psid, send} = await open({width: 360})
  await expect.poll(() => page.title()).toBe('Nora Lund · Acme Shop · msgr')

  await page.getByRole('button', {name: 'Log', exact: true}).click()
  await send({text: 'unseen'})
  await expect.poll(() => page.title()).toBe('(1) Nora Lund · Acme Shop · msgr')
  await page.getByRole('button', {name: 'Chat', exact: true}).click()
  await expect.poll(() => page.title()).toBe('Nora Lund · Acme Shop · msgr')

  const icon = () => page.locator('link[rel=icon]').getAttribute('href')
  expect(await icon()).toBe('/_msgr/page/icon.svg')
  // Proves itself, and fails with every event.
  const broken = createServer(({method, url = ''}, response) => {
    const challenge = new URL(url, 'http://x').searchParams.get('hub.challenge')
    response.writeHead(method === 'GET' ? 200 : 500).end(challenge ?? '')
  })
  await new Promise<void>(resolve => broken.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void broken.close())
  const {port} = broken.address() as AddressInfo
  const {appId, pageId} = await emulator.connection()
  const loan = {appId, pageId, url: `http://127.0.0.1:${port}`, fields: ['messages'], verifyToken: 'token'}
  await emulator.admin('POST', 'webhook', loan as never)
  await emulator.admin('POST', `people/${psid}/say`, {text: 'hello?'})
  await expect.poll(icon).toBe('/_msgr/page/icon-failing.svg')
  expect((await page.request.get(`${emulator.url}/_msgr/page/icon-failing.svg`)).status()).toBe(200)
  expect(await page.getByRole('button', {name: 'Webhook failing'}).isVisible()).toBe(true)
})
