import {once} from 'node:events'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import type {Page} from 'playwright-core'
import {describe, expect, onTestFinished} from 'vitest'
import {openEmulator} from '../../src/emulator/index.ts'
import {seriousProblems} from './axe.ts'
import {closeAtEnd, drawn, test} from './conversing.ts'
import {passFirstAttempts} from './next-attempt.ts'

closeAtEnd()

const panel = (page: Page, name: string) => page.getByRole('dialog', {name})
const focused = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
  )

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** A bot's server: a callback that answers with `status`, a picture, and a page for a webview. */
async function serve(): Promise<{readonly url: string; status: number}> {
  const bot = {url: '', status: 200}
  const server = createServer((request, response) => {
    const {pathname, searchParams} = new URL(request.url ?? '/', 'http://bot')
    request.resume()
    if (pathname === '/hat.png') response.setHeader('content-type', 'image/png').end(png)
    else if (pathname === '/shop') response.setHeader('content-type', 'text/html').end('<h1>The shop</h1>')
    else if (pathname !== '/hook') response.writeHead(404).end()
    else if (request.method === 'GET') response.end(searchParams.get('hub.challenge') ?? '')
    else response.writeHead(bot.status).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  bot.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return bot
}

describe('a panel', () => {
  test('opens from the bar with keys alone, closes with Escape, and gives the focus back', async ({open}) => {
    const {page} = await open()
    const opener = page.getByRole('button', {name: 'Panels', exact: true})

    for (const [presses, name] of [
      [3, 'Webhook'],
      [4, 'Faults'],
      [5, 'Clock'],
      [6, 'Messenger Profile'],
    ] as const) {
      await opener.focus()
      await page.keyboard.press('Enter')
      for (let press = 0; press < presses; press += 1) await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await panel(page, name).getByRole('region').or(panel(page, name).getByRole('link')).first().waitFor()
      expect(await focused(page)).toBe(name)
      // What is beside it stays in use.
      await page.getByRole('textbox', {name: /^Message to/}).fill('hi')
      await page.getByRole('textbox', {name: /^Message to/}).fill('')
      await page.keyboard.press('Escape')
      expect(await page.getByRole('dialog').count()).toBe(0)
      expect(await focused(page)).toBe('Panels')
    }
  })

  test('has an address, and stays when the page is loaded again', async ({open}) => {
    const {page} = await open()

    await page.getByRole('button', {name: 'No webhook'}).or(page.locator('.webhook-chip')).first().click()
    await panel(page, 'Webhook').waitFor()
    expect(new URL(page.url()).searchParams.get('panel')).toBe('webhook')
    await page.reload()
    await drawn(page)
    await panel(page, 'Webhook').getByRole('region').first().waitFor()
    await page.getByRole('button', {name: 'Close the panel'}).click()

    expect(new URL(page.url()).searchParams.get('panel')).toBeNull()
  })

  test.for([
    [1440, 'light'],
    [360, 'dark'],
  ] as const)('keeps nobody out, %i px wide and %s', async ([width, colorScheme], {open}) => {
    const {page, emulator, complaints} = await open({width, colorScheme})
    onTestFinished(async () => {
      await emulator.admin('POST', 'faults/clear')
    })
    await emulator.admin('POST', 'faults', {path: '/none', times: 2, effect: {kind: 'error', code: 4}})
    await emulator.admin('POST', 'graph', {
      path: '/me/messenger_profile',
      body: {
        get_started: {payload: 'START'},
        greeting: [{locale: 'default', text: 'Hi'}],
        persistent_menu: [
          {locale: 'default', call_to_actions: [{type: 'postback', title: 'Care', payload: 'CARE'}]},
        ],
      },
    })
    for (const [name, title] of [
      ['webhook', 'Webhook'],
      ['faults', 'Faults'],
      ['clock', 'Clock'],
      ['profile', 'Messenger Profile'],
    ] as const) {
      await page.goto(`${emulator.url}/?panel=${name}`)
      const place = panel(page, title)
      await place.getByRole('region').or(place.getByRole('link')).first().waitFor()
      for (const more of await place.locator('summary').all()) await more.click()
      expect(await seriousProblems(page, '.panel'), title).toEqual([])
      expect(await place.evaluate(at => at.scrollWidth <= at.clientWidth), title).toBe(true)
    }
    expect(complaints).toEqual([])
  })
})

test('a callback is registered in the webhook panel, its trouble is shown, and mended there', async ({
  open,
}) => {
  const {page, psid, emulator} = await open()
  const bot = await serve()
  const say = (text: string) => emulator.admin('POST', `people/${psid}/say`, {text})
  await page.goto(`${emulator.url}/?psid=${psid}&panel=webhook`)
  const webhook = panel(page, 'Webhook')
  const url = webhook.getByLabel('Callback URL').first()

  await url.fill('http://127.0.0.1:9/')
  await webhook
    .getByRole('button', {name: /^Register/})
    .first()
    .click()
  await webhook
    .getByRole('alert')
    .getByText(/#2200.*Couldn't connect/)
    .waitFor()
  await url.fill(`${bot.url}/hook`)
  await page.keyboard.press('Enter')
  await webhook.getByText('active', {exact: true}).waitFor()

  await say('one')
  await webhook.getByRole('button', {name: /messages 200/}).waitFor()
  bot.status = 500
  await say('two')
  await webhook.getByText(/answered 500, not 200/).waitFor()
  expect(await seriousProblems(page, '.panel')).toEqual([])
  await passFirstAttempts(emulator)
  bot.status = 200
  await webhook.getByRole('button', {name: 'Try now'}).click()
  await webhook.getByText('active', {exact: true}).waitFor()

  const reads = webhook.getByRole('switch', {name: 'message_reads'})
  expect(await reads.getAttribute('aria-checked')).toBe('true')
  await reads.focus()
  await page.keyboard.press('Space')
  await expect.poll(() => reads.getAttribute('aria-checked')).toBe('false')
  const {apps} = await emulator.admin('GET', 'webhooks')
  expect(apps[0]?.subscriptions.find(({field}) => field === 'message_reads')).toMatchObject({atPage: false})
  await webhook
    .getByRole('button', {name: /messages 200/})
    .first()
    .click()
  await page.getByRole('region', {name: 'Details'}).waitFor()
})

test('a fault is added by a button and by the form, meets the bot, and is removed', async ({open}) => {
  const {page, send, emulator, psid} = await open()
  onTestFinished(async () => {
    await emulator.admin('POST', 'faults/clear')
  })
  await page.goto(`${emulator.url}/?psid=${psid}&panel=faults`)
  const faults = panel(page, 'Faults')
  const active = faults.getByRole('region', {name: 'Active faults'})

  await faults.getByRole('button', {name: 'Rate limit the next 5 sends'}).click()
  await active.getByText(/error 613 · hit 0 of 0 · 5 more/).waitFor()
  await expect(send({text: 'hi'})).rejects.toThrow('613')
  await active.getByText(/hit 1 of 1 · 4 more/).waitFor()
  await active.getByRole('button', {name: /^Remove the fault/}).click()
  await active.getByText('Nothing goes wrong on purpose.').waitFor()

  const form = faults.getByRole('form', {name: 'Another fault'})
  await form.getByRole('button', {name: 'Deliveries'}).click()
  await form.getByLabel('Field').selectOption('messages')
  await form.getByLabel('What happens').selectOption('delay')
  await form.getByLabel('By, in seconds').fill('1.5')
  await form.getByText('How often').click()
  await form.getByLabel('This share of them, in percent').fill('50')
  await page.keyboard.press('Enter')
  await active.getByText('deliveries of messages').waitFor()

  expect(await emulator.admin('GET', 'faults')).toMatchObject([
    {event: 'messages', probability: 0.5, effect: {kind: 'delay', ms: 1_500}},
  ])
  await faults.getByRole('button', {name: 'Clear all'}).click()
  await active.getByText('Nothing goes wrong on purpose.').waitFor()
})

test('the clock goes to where a window closes, to a time, and back', async ({open}) => {
  const {page, emulator, psid} = await open()
  await page.goto(`${emulator.url}/?psid=${psid}&panel=clock`)
  const clock = panel(page, 'Clock')
  const window = async () => (await emulator.admin('GET', `chat/${psid}`)).person.windowUntilMs ?? 0
  const now = async () => Date.parse((await emulator.admin('GET', 'clock')).now)
  const until = await window()

  await clock.getByRole('button', {name: 'Go there: The window of Nora Lund closes'}).first().waitFor()
  await clock.getByRole('button', {name: 'Until Nora’s window closes'}).click()
  await expect.poll(now).toBeGreaterThanOrEqual(until)
  await clock
    .getByRole('button', {name: 'Go there: The window of Nora Lund closes'})
    .waitFor({state: 'detached'})
  await clock.getByText(/ahead of this machine/).waitFor()

  await clock.getByLabel('Set to').fill('2031-05-06T07:08:09')
  await clock.getByRole('button', {name: 'Set', exact: true}).click()
  await clock
    .getByText(/6 May 2031/)
    .first()
    .waitFor()
  await clock.getByRole('button', {name: 'Back to this machine’s time'}).click()
  await clock.getByText('The same as this machine’s').waitFor()
  await clock.getByRole('button', {name: 'Go there: The window of Nora Lund closes'}).waitFor()
})

test('the profile is edited where people see it at once, and a refusal marks its text', async ({open}) => {
  const {page, emulator, psid, complaints} = await open({isKnown: false})
  await page.goto(`${emulator.url}/?psid=${psid}&panel=profile`)
  const profile = panel(page, 'Messenger Profile')
  const chat = page.getByRole('main')
  const form = (name: string) => profile.getByRole('form', {name})

  await profile.getByRole('button', {name: 'Add: Greeting'}).click()
  await form('Greeting').getByLabel('Text').fill('Hi {{user_first_name}}, welcome')
  await form('Greeting').getByRole('button', {name: 'Save'}).click()
  await chat.getByText('Hi Nora, welcome').waitFor()

  // Another locale is for others: she still sees the greeting of all others.
  await form('Greeting').getByRole('button', {name: 'Add a locale'}).click()
  await form('Greeting').getByLabel('Locale').nth(1).selectOption('en_GB')
  await form('Greeting').getByLabel('Text').nth(1).fill('Good day, {{user_first_name}}')
  await form('Greeting').getByRole('button', {name: 'Save'}).click()
  await chat.getByText('Good day, Nora').waitFor()

  await profile.getByRole('button', {name: 'Add: Ice breakers'}).click()
  await form('Ice breakers').getByLabel('Question').fill('Where are you?')
  await form('Ice breakers').getByRole('button', {name: 'Save'}).click()
  await form('Ice breakers')
    .getByRole('alert')
    .getByText(/\(#100\)/)
    .waitFor()
  await form('Ice breakers').getByLabel('Payload').fill('WHERE')
  await form('Ice breakers').getByRole('button', {name: 'Save'}).click()
  await chat.getByRole('button', {name: 'Where are you?'}).waitFor()

  await profile.getByRole('button', {name: 'Add: Commands'}).click()
  await form('Commands').getByLabel('Name').fill('x'.repeat(40))
  await form('Commands').getByLabel('Description').fill('All hats')
  await form('Commands').getByRole('button', {name: 'Save'}).click()
  await form('Commands')
    .getByRole('alert')
    .getByText(/commands\[0\]/)
    .waitFor()
  expect(await form('Commands').getByLabel('Name').getAttribute('aria-invalid')).toBe('true')
  expect(await seriousProblems(page, '.panel')).toEqual([])

  // What a bot sets is in the panel, and what is deleted there is gone for people.
  await emulator.admin('POST', 'graph', {
    path: '/me/messenger_profile',
    body: {get_started: {payload: 'FROM_BOT'}},
  })
  await expect.poll(() => form('Get Started').getByLabel('Payload').inputValue()).toBe('FROM_BOT')
  await profile.getByRole('button', {name: 'Delete: Greeting'}).click()
  await chat.getByText('Good day, Nora').waitFor({state: 'detached'})
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    profile.getByRole('link', {name: 'Download profile.yaml'}).click(),
  ])
  expect(download.suggestedFilename()).toBe('profile.yaml')
  expect(complaints.filter(text => !text.includes('400'))).toEqual([])
})

test('a person does more than write, with keys alone', async ({open}) => {
  const {page, emulator, psid} = await open()
  const calls = async () => (await emulator.admin('GET', `chat/${psid}`)).messages

  await page.getByRole('button', {name: 'More acts'}).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('group', {name: 'What else to do'}).waitFor()
  expect(await seriousProblems(page, '.composer')).toEqual([])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByLabel('Id of the sticker').waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await calls()).at(-1)?.message).toHaveProperty('attachments')
  await expect.poll(() => focused(page)).toBe('More acts')

  await page.keyboard.press('Enter')
  await page.getByRole('button', {name: 'Send a voice message'}).click()
  await page.getByRole('article').locator('audio').waitFor()
  await page.getByRole('group', {name: 'More acts'}).waitFor({state: 'detached'})
  await page.getByRole('button', {name: 'More acts'}).click()
  await page.keyboard.press('Escape')
  expect(await page.getByRole('group', {name: 'More acts'}).count()).toBe(0)
  await page.getByRole('button', {name: 'More acts'}).click()
  await page.getByRole('button', {name: 'Comment on a post'}).click()
  await page.getByRole('button', {name: 'Do it'}).click()
  await expect
    .poll(async () => (await emulator.admin('GET', 'posts')).map(({text}) => text))
    .toContain('Is it still available?')
})

test('a picture of this machine is shown, and what is none says why', async ({open}) => {
  const {page, send, complaints, requested, emulator} = await open()
  const bot = await serve()

  await send({
    attachment: {
      type: 'template',
      payload: {
        template_type: 'generic',
        elements: [
          {title: 'Hat', image_url: `${bot.url}/hat.png`},
          {title: 'Gone', image_url: `${bot.url}/gone.png`},
          {title: 'Page', image_url: `${bot.url}/shop`},
          {title: 'Far', image_url: 'https://pictures.example/hat.png'},
        ],
      },
    },
  })

  await page.getByText('Answered 404').waitFor()
  await page.getByText('Not an image: text/html').waitFor()
  await expect
    .poll(() => page.locator('img.picture').evaluate(image => (image as HTMLImageElement).naturalWidth))
    .toBe(1)
  expect(await page.locator('img.picture').count()).toBe(1)
  expect(await seriousProblems(page, '.conversation')).toEqual([])
  expect(requested.filter(url => !url.startsWith(emulator.url))).toEqual([])
  expect(complaints).toEqual([])
})

test('a webview of this machine is a frame when frames are on, and never one of the emulator itself', async ({
  open,
}) => {
  const {page, complaints, emulator} = await open()
  const bot = await serve()
  const framing = await openEmulator({folder: '', isEphemeral: true, showsWebviews: true})
  onTestFinished(() => framing.close())
  const {pageToken} = await framing.connection()
  const [{psid = ''} = {}] = await framing.admin('GET', 'people')
  await fetch(`${framing.url}/v26.0/me/messages`, {
    method: 'POST',
    headers: {authorization: `Bearer ${pageToken}`, 'content-type': 'application/json'},
    body: JSON.stringify({
      recipient: {id: psid},
      messaging_type: 'RESPONSE',
      message: {
        attachment: {
          type: 'template',
          payload: {
            template_type: 'button',
            text: 'Where to?',
            buttons: [
              {type: 'web_url', title: 'Shop', url: `${bot.url}/shop`},
              {type: 'web_url', title: 'Self', url: `${framing.url}/`},
            ],
          },
        },
      },
    }),
  })
  await page.goto(`${framing.url}/?psid=${psid}`)

  await page.getByRole('button', {name: 'Shop', exact: true}).click()
  await page.frameLocator('iframe').getByText('The shop').waitFor()
  expect(await page.locator('iframe').getAttribute('sandbox')).not.toContain('top')
  expect(await seriousProblems(page, '.sheet')).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('button', {name: 'Self', exact: true}).click()
  await page.getByRole('dialog').getByText(framing.url).first().waitFor()

  expect(await page.locator('iframe').count()).toBe(0)
  expect(complaints.filter(text => text.includes('Content Security Policy'))).toEqual([])
  await page.goto(emulator.url)
})
