import {describe, expect} from 'vitest'
import type {ConversationView} from '../../src/emulator/chat/view-types.ts'
import {type Chat, closeAtEnd, test} from './conversing.ts'
import {logOf, startReceiver} from './log-column.ts'

closeAtEnd()

/** Opens the first line of the log that a message came by. */
async function openLineOf({page, emulator, psid}: Chat, mid: string): Promise<void> {
  const view = (await emulator.admin('GET', `chat/${psid}`)) as ConversationView
  const [id] = view.messages.find(message => message.mid === mid)?.activity ?? []
  await page.locator(`#line-${id} .log-line`).click()
}

describe('the log', () => {
  test('shows a call when it is made, with all that there is to know about it', async ({open}) => {
    const chat = await open()
    const {page, send, psid} = chat
    const {details} = logOf(page)

    const {message_id: mid} = await send({text: 'Hello from the bot'})
    await openLineOf(chat, mid)

    await details.getByText('"Hello from the bot"', {exact: true}).waitFor()
    const text = await details.textContent()
    expect(text).toContain(`"id": "${psid}"`)
    expect(text).toContain('"recipient_id"')
    expect(text).toContain('curl -X POST')
    expect(text).toContain('$MSGR_PAGE_TOKEN')
    expect(text).toContain('msgr --emulator')
    expect(text).not.toContain((await chat.emulator.connection()).pageToken)
  })

  test('folds JSON, and copies it', async ({open}) => {
    const chat = await open()
    const {page, send} = chat
    const {details} = logOf(page)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const {message_id: mid} = await send({text: 'Hello'})
    await openLineOf(chat, mid)
    const body = details.locator('.code').first()
    await body.getByText('"Hello"').waitFor()

    await body.locator('summary', {hasText: '"message"'}).click()
    expect(await body.getByText('"Hello"').isVisible()).toBe(false)
    expect(await body.getByText('1 key }').last().isVisible()).toBe(true)
    await details.getByRole('button', {name: 'Copy the request'}).click()

    await details.getByRole('button', {name: 'Copied'}).waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(JSON.parse(copied)).toMatchObject({message: {text: 'Hello'}})
  })

  test('finds the lines of a bubble, and the bubble of a line', async ({open}) => {
    const chat = await open()
    const {page, send} = chat
    const {lines, details} = logOf(page)
    const {message_id: mid} = await send({text: 'first'})
    const {message_id: other} = await send({text: 'second'})
    const bubble = page.locator(`[data-mid="${mid}"]`)
    await bubble.getByText('first').click()

    await details.getByText('"first"', {exact: true}).waitFor()
    expect(await lines.locator('.marked').count()).toBe(1)
    await page.keyboard.press('Escape')
    expect(await lines.locator('.marked').count()).toBe(0)

    await openLineOf(chat, other)
    const marked = page.locator('.line.highlighted')
    await expect.poll(() => marked.allTextContents()).toEqual([expect.stringContaining('second')])
  })

  test('goes from a line to the message of somebody else', async ({open}) => {
    const {page, call, emulator} = await open({width: 360})
    const {line, details} = logOf(page)
    const {psid} = (await emulator.admin('POST', 'people', {firstName: 'Ivo', lastName: 'Petrov'})) as {
      psid: string
    }
    await emulator.admin('POST', `people/${psid}/say`, {text: 'I am Ivo'})
    await call('POST', 'me/messages', {
      recipient: {id: psid},
      messaging_type: 'RESPONSE',
      message: {text: 'Hi Ivo'},
    })
    await page.getByRole('navigation', {name: 'Columns'}).getByRole('button', {name: 'Log'}).click()
    await line(/POST \/me\/messages Ivo/).click()

    await details.getByRole('button', {name: 'Show in chat'}).click()

    await page.locator('.line.highlighted').getByText('Hi Ivo').waitFor()
    expect(await page.getByRole('heading', {level: 1}).isVisible()).toBe(true)
  })

  test('is filtered by kind, by errors and by person', async ({open}) => {
    const chat = await open()
    const {page, send, call, psid, emulator} = chat
    const {lines, line, column} = logOf(page)
    await startReceiver(chat)
    await emulator.admin('POST', `people/${psid}/say`, {text: 'an event'})
    await send({text: 'an answer'})
    await call('GET', 'me?fields=name')
    await call('POST', 'me/messages', {recipient: {id: '1'}, message: {text: 'nobody'}}).catch(() => {})
    await line(/POST \/me\/messages refused 400|POST \/me\/messages.*refused/)
      .last()
      .waitFor()
    await line(/event messages/)
      .last()
      .waitFor()
    const shown = () => lines.locator('.log-line').allTextContents()
    const all = (await shown()).length

    await column.getByRole('button', {name: '← Events'}).click()
    expect((await shown()).every(text => text.includes('←'))).toBe(true)
    await column.getByRole('button', {name: '→ Calls'}).click()
    expect((await shown()).every(text => text.includes('→'))).toBe(true)
    await column.getByRole('button', {name: 'Errors'}).click()
    expect((await shown()).every(text => text.includes('400'))).toBe(true)
    await column.getByRole('button', {name: 'Nora', exact: true}).click()
    expect(await shown()).toEqual([])

    await column.getByRole('button', {name: 'Show all'}).click()
    expect((await shown()).length).toBeGreaterThanOrEqual(all)
    await column.getByRole('button', {name: 'Nora', exact: true}).click()
    expect((await shown()).every(text => text.includes('Nora'))).toBe(true)
    expect((await shown()).length).toBeLessThan(all)
  })

  test('sends an event again, and twice', async ({open}) => {
    const chat = await open()
    const {page, psid, emulator} = chat
    const receiver = await startReceiver(chat)
    const {details} = logOf(page)
    const bodies = () => receiver.bodies.filter(body => body.includes('order 66'))
    const {mid} = (await emulator.admin('POST', `people/${psid}/say`, {text: 'order 66'})) as {mid: string}
    await expect.poll(() => bodies().length).toBe(1)
    await openLineOf(chat, mid)
    await details.getByText('"order 66"', {exact: true}).waitFor()
    expect(await details.textContent()).toMatch(/sha256=[0-9a-f]{64}/)

    await details.getByRole('button', {name: 'Send again'}).click()
    await expect.poll(() => bodies().length).toBe(2)
    await details.getByRole('button', {name: 'Send duplicate'}).click()
    await expect.poll(() => bodies().length).toBe(4)

    expect(new Set(bodies()).size).toBe(1)
  })

  test('tells that a webhook is slow, that it fails, and what to type', async ({open}) => {
    const chat = await open()
    const {page, psid, emulator} = chat
    const receiver = await startReceiver(chat)
    const {line, column} = logOf(page)
    receiver.status = 500
    await emulator.admin('POST', `people/${psid}/say`, {text: 'failing'})
    await line(/event messages Nora.*failed 500/)
      .last()
      .waitFor()
    const banner = column.getByRole('status')
    await banner.getByText(/answered 500/).waitFor()
    expect(await banner.getByText('msgr --emulator webhook status').isVisible()).toBe(true)

    Object.assign(receiver, {answers: false, status: 200})
    await emulator.admin('POST', `people/${psid}/say`, {text: 'slow'})

    await line(/event messages Nora.*waiting.*\d s/)
      .last()
      .waitFor()
  })

  test('follows a thousand lines, and draws earlier ones when the reader gets there', async ({open}) => {
    const {page, call, send} = await open()
    const {lines} = logOf(page)
    const shown = lines.locator('.log-line')
    for (let batch = 0; batch < 21; batch += 1) {
      await Promise.all(Array.from({length: 50}, () => call('GET', 'me?fields=name')))
    }
    await expect.poll(() => shown.count()).toBe(120)

    await send({text: 'the newest'})

    await page.getByRole('article').getByText('the newest').waitFor()
    await expect.poll(() => shown.last().textContent()).toContain('/me/messages')
    await expect
      .poll(() => lines.evaluate(at => at.scrollHeight - at.scrollTop - at.clientHeight))
      .toBeLessThan(40)

    await expect
      .poll(async () => {
        await lines.evaluate(at => (at.scrollTop = 0))
        return shown.count()
      })
      .toBe(1_000)
  })
})
