import {execFile} from 'node:child_process'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {execPath} from 'node:process'
import type {Page} from 'playwright-core'
import {describe, expect, onTestFinished} from 'vitest'
import {seriousProblems} from './axe.ts'
import {type Chat, closeAtEnd, test} from './conversing.ts'

closeAtEnd()

const messageBox = (page: Page) => page.getByLabel(/^Message to/)
const send = (page: Page) => page.getByRole('button', {name: 'Send', exact: true})
const bubble = (page: Page, text: string) => page.getByRole('article').getByText(text)

/** The echo bot is off again when the test ends: the tests of a file share an emulator. */
const offAtEnd = ({emulator}: Chat) =>
  onTestFinished(async () => {
    await emulator.admin('POST', 'echo-bot', {isOn: false})
  })

/** Reads the file that the browser saves when a button is pressed. */
async function saved(page: Page, button: string): Promise<{name: string; text: string}> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', {name: button, exact: true}).click(),
  ])
  return {name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8')}
}

const msgr = join(import.meta.dirname, '../../bin/msgr.js')

/** Replays a chat file on the emulator of the page, as a developer would. */
async function replay({emulator}: Chat, name: string, text: string): Promise<{code: number; out: string}> {
  const home = await mkdtemp(join(tmpdir(), 'msgr-replay-'))
  onTestFinished(() => rm(home, {recursive: true}))
  const file = join(home, name)
  await writeFile(file, text)
  const env = {PATH: process.env['PATH'], HOME: home, MSGR_HOME: home, MSGR_EMULATOR_URL: emulator.url}
  return new Promise(resolve => {
    execFile(execPath, [msgr, 'emulator', 'test', file], {env}, (error, stdout, stderr) =>
      resolve({code: error === null ? 0 : Number(error.code), out: stdout + stderr}),
    )
  })
}

describe('somebody new, with no bot', () => {
  test('gets an answer within three clicks, and leaves with a test that replays green', async ({open}) => {
    const chat = await open({isKnown: false})
    offAtEnd(chat)
    const {page, complaints} = chat
    await page.evaluate(() => {
      const counting = globalThis as {clicks?: number}
      counting.clicks = 0
      addEventListener('click', () => (counting.clicks = (counting.clicks ?? 0) + 1), true)
    })
    let answer = () => {}
    const written = new Promise<void>(resolve => (answer = resolve))
    await page.route(/\/_msgr\/echo-bot/, async route => {
      const response = await route.fetch()
      await written
      await route.fulfill({response})
    })
    await page.getByRole('button', {name: 'Let the echo bot answer'}).click()
    await page.getByText('The echo bot answers for Acme Shop').waitFor()
    // The stream says it sooner than the answer comes.
    await page.keyboard.type('good morning')
    answer()
    await send(page).click()
    await bubble(page, 'You said: good morning').waitFor()
    expect(await page.evaluate(() => (globalThis as {clicks?: number}).clicks)).toBeLessThanOrEqual(3)

    await messageBox(page).fill('help')
    await page.keyboard.press('Enter')
    await page.getByRole('button', {name: 'Replies', exact: true}).click()
    await page.getByRole('button', {name: 'M', exact: true}).click()
    await bubble(page, 'You chose M (payload SIZE_M)').waitFor()

    await page.getByRole('button', {name: 'Save this chat'}).click()
    const preview = page.getByRole('region', {name: 'Preview of the test'})
    await expect.poll(() => preview.textContent()).toContain('- expect: You chose M (payload SIZE_M)')
    expect(await seriousProblems(page)).toEqual([])
    await page.getByLabel('Name').fill('First chat')
    await expect.poll(() => preview.textContent()).toContain('name: First chat')
    const file = await saved(page, 'Save')
    expect(file).toEqual({name: 'First chat.yaml', text: await preview.textContent()})

    const {code, out} = await replay(chat, 'first.yaml', file.text)
    expect(out).toContain('1 chat passed, 8 steps')
    expect(code).toBe(0)

    await page
      .getByRole('combobox', {name: 'To', exact: true})
      .selectOption({label: '2. expect: "You said: good morning"'})
    await expect.poll(() => preview.textContent()).not.toContain('help')
    const part = await replay(chat, 'part.yaml', (await preview.textContent()) ?? '')
    expect(part.out).toContain('1 chat passed, 2 steps')
    expect(complaints).toEqual([])
  })

  test('sees which command starts a bot at which port, and copies a small one', async ({open}) => {
    const {page, emulator} = await open({isKnown: false})
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
    const opener = page.getByRole('button', {name: 'Start my bot'})
    await opener.press('Enter')
    await page.getByLabel('Port of the bot').fill('8080')
    await page.getByText('msgr emulator exec --webhook 8080 -- node bot.js', {exact: true}).waitFor()
    await page.getByRole('button', {name: 'Copy the command'}).first().click()
    await expect.poll(clipboard).toBe('msgr --emulator listen --forward-to 8080')

    const {bots} = await emulator.admin('GET', 'starters')
    for (const {language, file, text} of bots) {
      await page.getByRole('radio', {name: language}).check()
      await page.getByRole('button', {name: `Copy ${file}`}).click()
      await expect.poll(clipboard).toBe(text)
    }
    expect(await seriousProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect.poll(() => opener.evaluate(at => at === document.activeElement)).toBe(true)
  })

  test('is not offered a bot once there is one, and can switch the echo bot off', async ({open}) => {
    const chat = await open({isKnown: false})
    offAtEnd(chat)
    const {page, emulator} = chat
    const offer = page.getByRole('region', {name: 'Who answers?'})
    await offer.waitFor()
    await emulator.admin('POST', 'echo-bot', {isOn: true})
    await page.getByText('The echo bot answers for Acme Shop').waitFor()
    expect(await offer.count()).toBe(0)
    await page.getByRole('button', {name: 'Switch it off'}).click()
    await offer.waitFor()
    expect((await emulator.admin('GET', 'chat')).webhook.state).toBe('missing')
  })
})

describe('who answers as the Page', () => {
  test('writes, types, speaks as a persona, and sends any template; the page never sees a token', async ({
    open,
  }) => {
    const {page, emulator, psid, call, requested} = await open()
    await call('POST', 'me/personas', {
      name: 'Grace',
      profile_picture_url: 'https://shop.example/grace.png',
    })
    await page.getByRole('radio', {name: 'Acme Shop'}).check()
    await page.getByRole('button', {name: 'Typing on', exact: true}).click()
    await page
      .getByLabel(/is typing/)
      .first()
      .waitFor()
    await page.getByLabel('Persona').selectOption('Grace')
    await messageBox(page).fill('How can I help?')
    await page.keyboard.press('Enter')
    await bubble(page, 'How can I help?').waitFor()
    const {messages} = await emulator.admin('GET', `chat/${psid}`)
    expect(messages.at(-1)).toMatchObject({from: 'page', persona: {name: 'Grace'}})
    await page.getByRole('button', {name: 'Mark seen'}).click()
    await page.getByRole('img', {name: /^Seen/}).waitFor()

    await page.getByRole('button', {name: 'Template…'}).click()
    await page.getByLabel('Sample').selectOption('Template: coupon')
    const body = page.getByLabel('JSON of the call')
    await body.fill((await body.inputValue()).replace('10% off', 'Half the price'))
    expect(await seriousProblems(page)).toEqual([])
    await page.getByRole('button', {name: 'Send to Nora'}).click()
    await bubble(page, 'Half the price').waitFor()

    const {pageToken} = await emulator.connection()
    expect(requested.join('\n')).not.toContain(pageToken)
    expect(await page.content()).not.toContain(pageToken)
    const {entries} = await emulator.admin('GET', `activity?psid=${psid}&kind=call`)
    expect(entries.map(({name}) => name)).toEqual(Array.from({length: 4}, () => 'POST /me/messages'))
  })

  test('keeps what the platform refuses, with its sentence', async ({open}) => {
    const {page} = await open({isKnown: false})
    await page.getByRole('button', {name: 'Answer myself'}).click()
    await messageBox(page).fill('Anybody there?')
    await send(page).click()
    await page
      .getByRole('alert')
      .getByText(/outside of allowed window.*10\/2018278/)
      .waitFor()
    expect(await messageBox(page).inputValue()).toBe('Anybody there?')
    expect(await seriousProblems(page)).toEqual([])

    await page.getByRole('button', {name: 'Template…'}).click()
    const form = page.getByRole('form', {name: 'Call to Nora'})
    await form.getByLabel('JSON of the call').fill('{"message": ')
    await page.getByRole('button', {name: 'Send to Nora'}).click()
    await form.getByText(/This is not valid JSON/).waitFor()
    await form.getByLabel('JSON of the call').fill('{"message": {"text": "Hi"}}')
    await page.getByRole('button', {name: 'Send to Nora'}).click()
    await form.getByText(/10\/2018278/).waitFor()
    expect(await form.getByLabel('JSON of the call').inputValue()).toBe('{"message": {"text": "Hi"}}')
  })
})

describe('a conversation', () => {
  test('is copied with names and times, and saved with its log', async ({open}) => {
    const chat = await open()
    const {page, psid} = chat
    await chat.send({text: 'Good morning'})
    await bubble(page, 'Good morning').waitFor()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', {name: 'Save this chat'}).click()
    await page.getByRole('button', {name: 'Copy the conversation'}).click()
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toMatch(/Z? {2}Nora Lund: hello there\n[\d-]+ [\d:]+ {2}Acme Shop: Good morning\n/)
    const {name, text} = await saved(page, 'Save with the log')
    expect(name).toBe('nora-lund.json')
    expect(JSON.parse(text)).toMatchObject({format: 'msgr-conversation', person: {psid}})
    expect(text).not.toContain((await chat.emulator.connection()).pageToken)
  })

  test('starts over in every tab', async ({open}) => {
    const {page, emulator, psid} = await open()
    const other = await page.context().newPage()
    await other.goto(page.url())
    await bubble(other, 'hello there').waitFor()
    await page.getByRole('button', {name: 'Save this chat'}).click()
    await page.getByRole('button', {name: 'Start over…'}).click()
    await page.getByRole('button', {name: 'Delete the messages'}).click()
    for (const tab of [page, other]) {
      await expect.poll(() => bubble(tab, 'hello there').count()).toBe(0)
      await tab.getByRole('region', {name: 'Welcome screen'}).waitFor()
    }
    expect((await emulator.admin('GET', `chat/${psid}`)).total).toBe(0)
  })
})
