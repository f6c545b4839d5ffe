import type {Page} from 'playwright-core'
import {describe, expect} from 'vitest'
import {seriousProblems} from './axe.ts'
import {type Chat, closeAtEnd, test} from './conversing.ts'
import {logOf, startReceiver} from './log-column.ts'

closeAtEnd()

const everything = [
  'messages',
  'messaging_postbacks',
  'message_echoes',
  'message_deliveries',
  'message_reads',
] as const

const replies = ['S', 'M', 'L'].map(title => ({content_type: 'text', title, payload: `SIZE_${title}`}))

/** A person asks, and the bot answers. */
async function converse({emulator, psid, send}: Chat, question: string): Promise<string> {
  await emulator.admin('POST', `people/${psid}/say`, {text: question})
  await send({text: `Answer to ${question}`, quick_replies: replies})
  const view = await emulator.admin('GET', `chat/${psid}`)
  return view.messages.at(-1)?.mid ?? ''
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')

describe('the log is scanned', () => {
  test('by gists, turns with their times, and receipts folded under their message', async ({open}) => {
    const chat = await open()
    const {page, emulator, psid, call} = chat
    const {lines, line, column, details} = logOf(page)
    await emulator.admin('POST', `people/${psid}/say`, {text: 'Anybody there?'})
    const unheard = line(/Anybody there\?/)
    await unheard.getByText('messages – no webhook').waitFor()
    await unheard.click()
    await details.getByText('No webhook: nobody receives it.', {exact: false}).waitFor()
    await page.keyboard.press('Escape')
    await details.waitFor({state: 'hidden'})

    const receiver = await startReceiver(chat, everything)
    await converse(chat, 'Which lamp?')
    await call('POST', 'me/messages', {recipient: {id: psid}, sender_action: 'typing_on'})
    await emulator.admin('POST', `people/${psid}/read`)
    const answer = line(/text "Answer to Which lamp\?" \+3 replies/)
    await answer.waitFor()
    await line(/typing on/).waitFor()
    const turn = lines.getByRole('listitem').filter({hasText: /bot thought .*send/})
    await turn.last().getByRole('heading', {name: 'Nora'}).waitFor()

    // An echo, a delivery and a read: one button, which the arrow keys work.
    const fold = lines.getByRole('button', {name: /^[3-9] receipts$/})
    await fold.waitFor()
    expect(await line(/event message_reads/).count()).toBe(0)
    await answer.focus()
    await page.keyboard.press('ArrowRight')
    await line(/event message_reads/)
      .first()
      .waitFor()
    expect(await fold.getAttribute('aria-expanded')).toBe('true')
    expect(await seriousProblems(page, '#log')).toEqual([])
    await page.keyboard.press('ArrowDown')
    expect(await focused(page)).toMatch(/echo/)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => line(/event message_reads/).count()).toBe(0)

    // A receipt that failed is seen.
    receiver.status = 500
    receiver.body = 'TypeError: size is undefined\n  at bot.js'
    await emulator.admin('POST', `people/${psid}/read`)
    await line(/message_reads.*TypeError: size is undefined.*failed 500/)
      .last()
      .waitFor()

    await call('POST', 'me/messages', {
      recipient: {id: psid},
      messaging_type: 'RESPONSE',
      message: {text: 'x'.repeat(2001)},
    }).catch(() => {})
    const refused = line(/\(#100\) Length of param message\[text\].*refused 400/)
    await refused.click()
    await details.getByText('Code 100').waitFor()
    const parts = await details.locator('.reason, summary').allTextContents()
    expect(parts[0]).toContain('Length of param')
    expect(parts.indexOf('Response 400')).toBeLessThan(parts.indexOf('Request'))
    expect(await column.evaluate(at => at.scrollWidth - at.clientWidth)).toBeLessThanOrEqual(0)
  })
})

describe('the log is narrowed', () => {
  test('by a search in bodies, by field and Page, paused and cleared', async ({open}) => {
    const chat = await open()
    const {page, emulator, psid, send, call} = chat
    const {lines, line, column, details} = logOf(page)
    await startReceiver(chat, everything)
    for (const lamp of ['red', 'blue', 'green']) await converse(chat, `Is the Grüß ${lamp} lamp there?`)
    await call('GET', 'me?fields=name')
    await line(/GET \/me/).waitFor()
    const shown = () => lines.locator('.log-line').allTextContents()
    const all = (await shown()).length

    await page.locator('body').press('f')
    const search = column.getByRole('searchbox', {name: 'Search requests and responses'})
    expect(await search.evaluate(at => at === document.activeElement)).toBe(true)
    await page.keyboard.type('grüß blue')
    const count = column.locator('.log-hits')
    await expect.poll(() => count.textContent()).toMatch(/^\d+ hits$/)
    await expect.poll(async () => (await shown()).every(text => text.includes('blue'))).toBe(true)
    expect(await seriousProblems(page, '#log')).toEqual([])
    await page.keyboard.press('Enter')
    await details
      .getByText(/Is the Grüß blue lamp/)
      .first()
      .waitFor()
    await expect.poll(() => count.textContent()).toMatch(/^1 of \d+ hits$/)
    await page.keyboard.press('Enter')
    await expect.poll(() => count.textContent()).toMatch(/^2 of \d+ hits$/)
    // What arrives is searched too.
    await send({text: 'One more grüß blue'})
    await line(/call .*One more grüß blue/).waitFor()
    await send({text: 'Nothing of the kind'})
    await page.keyboard.press('Escape')
    await expect.poll(() => search.inputValue()).toBe('')
    await line(/call .*Nothing of the kind/).waitFor()
    expect((await shown()).length).toBeGreaterThan(all)
    await page.keyboard.press('Escape')

    const fields = column.getByRole('combobox', {name: 'Field or call'})
    await fields.selectOption('message_deliveries')
    await expect
      .poll(async () => (await shown()).every(text => text.includes('delivered 1 message')))
      .toBe(true)
    await fields.selectOption('GET me')
    await expect.poll(async () => (await shown()).length).toBe(1)
    await fields.selectOption('All fields')
    const [, other] = (await emulator.admin('GET', 'chat')).pages
    await column.getByRole('combobox', {name: 'Lines of the Page'}).selectOption(other?.id ?? '')
    await column.getByText('The filter hides all lines.').waitFor()
    await column.getByRole('button', {name: 'Show all'}).click()

    await column.getByRole('button', {name: 'Pause'}).click()
    const before = await shown()
    await send({text: 'while paused'})
    const resume = column.getByRole('button', {name: /^Resume, \d+ new$/})
    await resume.waitFor()
    expect(await shown()).toEqual(before)
    await resume.click()
    await line(/call .*while paused/).waitFor()
    // What arrives later would be below the cleared lines.
    const row = lines.locator('.log-row', {hasText: 'while paused'})
    await row.getByRole('button', {name: '3 receipts', exact: true}).waitFor()

    await column.getByRole('button', {name: 'Clear'}).click()
    await column.getByText('The log is cleared.').waitFor()
    expect((await emulator.admin('GET', `activity?psid=${psid}`)).entries.length).toBeGreaterThan(5)
    // A bubble still finds its line.
    await page.getByRole('article').getByText('while paused').click()
    await details.getByText('"while paused"', {exact: true}).waitFor()
  })
})

describe('a line is edited and sent again', () => {
  test('an event signed again, a call with its own token', async ({open}) => {
    const chat = await open()
    const {page, emulator, psid} = chat
    const {line, details} = logOf(page)
    const receiver = await startReceiver(chat, everything)
    await converse(chat, 'first question')
    await line(/text "first question"/).click()
    await details.getByRole('button', {name: 'Edit and send'}).click()
    const event = details.getByRole('textbox', {name: 'The event as JSON'})
    await event.waitFor()
    expect(await event.evaluate(at => at === document.activeElement)).toBe(true)
    const original = await event.inputValue()
    await event.fill(`${original.slice(0, -1)},`)
    await details.getByRole('button', {name: 'Sign and send'}).click()
    await details
      .getByRole('alert')
      .getByText(/This is not JSON/)
      .waitFor()
    expect(await event.getAttribute('aria-invalid')).toBe('true')
    expect(await seriousProblems(page, '#log')).toEqual([])
    await page.keyboard.press('Escape')
    await expect.poll(() => focused(page)).toBe('Edit and send')

    await page.keyboard.press('Enter')
    await event.fill(original.replace('first question', 'edited question'))
    await page.keyboard.press('Control+Enter')
    await line(/text "edited question"/).waitFor()
    await details.getByText('text "edited question"').waitFor()
    await expect.poll(() => receiver.bodies.some(body => body.includes('edited question'))).toBe(true)
    await expect.poll(() => focused(page)).toBe('messages')

    await line(/call POST \/me\/messages.*Answer to first question/).click()
    await details.getByRole('button', {name: 'Edit and send'}).click()
    const params = details.getByRole('textbox', {name: 'The parameters as JSON'})
    await params.fill((await params.inputValue()).replace('Answer to first question', 'Another answer'))
    await details.getByRole('button', {name: 'Call', exact: true}).click()
    await page.getByRole('article').getByText('Another answer').waitFor()
    await details
      .getByText(/text "Another answer"/)
      .first()
      .waitFor()
    expect(await page.content()).not.toContain((await emulator.connection()).pageToken)
    expect((await emulator.admin('GET', `chat/${psid}`)).messages.at(-1)?.text).toBe('Another answer')
  })
})

describe('the columns', () => {
  test('are as wide as the reader likes, by pointer and by keyboard, and stay so', async ({open}) => {
    const chat = await open()
    const {page} = chat
    const {column, details, line} = logOf(page)
    await chat.send({text: 'wide'})
    await line(/call .*text "wide"/).click()
    await details.getByText('"wide"', {exact: true}).waitFor()
    const boxOf = async (part: typeof column) =>
      (await part.boundingBox()) ?? {x: 0, y: 0, width: 0, height: 0}
    const lines = column.locator('.log-list')
    // Beside the lines on a wide screen.
    expect((await boxOf(details)).x).toBeGreaterThan((await boxOf(lines)).x + 100)

    const rule = page.getByRole('separator', {name: 'Width of the log'})
    const before = (await boxOf(column)).width
    const at = await boxOf(rule)
    await page.mouse.move(at.x, at.y + 200)
    await page.mouse.down()
    await page.mouse.move(at.x + 120, at.y + 200, {steps: 3})
    await page.mouse.up()
    await expect.poll(async () => (await boxOf(column)).width).toBeLessThan(before - 100)
    await rule.focus()
    const value = Number(await rule.getAttribute('aria-valuenow'))
    await page.keyboard.press('ArrowLeft')
    expect(Number(await rule.getAttribute('aria-valuenow'))).toBe(value + 2)
    await page.keyboard.press('Home')
    expect(await rule.getAttribute('aria-valuenow')).toBe(await rule.getAttribute('aria-valuemin'))
    const narrow = (await boxOf(column)).width
    // Below the lines on a narrow one.
    await expect.poll(async () => (await boxOf(details)).y).toBeGreaterThan((await boxOf(lines)).y + 100)
    const size = page.getByRole('separator', {name: 'Size of the details'})
    const height = (await boxOf(details)).height
    await size.focus()
    await page.keyboard.press('ArrowUp')
    await expect.poll(async () => (await boxOf(details)).height).toBeGreaterThan(height)
    expect(await seriousProblems(page)).toEqual([])

    await page.reload()
    await page.getByRole('heading', {level: 1}).waitFor()
    expect((await boxOf(column)).width).toBe(narrow)
  })
})

describe('under 50 events a second', () => {
  test('the line under the pointer stays, and so does the place of who has scrolled up', async ({open}) => {
    const chat = await open()
    const {page, psid, emulator} = chat
    const {lines, column} = logOf(page)
    const flood = async (count: number) => {
      for (let at = 0; at < count; at += 10) {
        await Promise.all(
          Array.from({length: 9}, (_, n) =>
            emulator.admin('POST', `people/${psid}/say`, {text: `${at + n}`}),
          ),
        )
        // Alone, so that the last is the newest.
        await emulator.admin('POST', `people/${psid}/say`, {text: `${at + 9}`})
      }
    }
    await flood(50)
    const last = lines.locator('.log-line').last()
    await last.getByText('text "49"').waitFor()
    const {x, y, width, height} = (await lines.boundingBox()) ?? {x: 0, y: 0, width: 0, height: 0}
    const point = {x: x + width / 2, y: y + height / 2}
    const under = () =>
      page.evaluate(
        ({x: left, y: top}) => document.elementFromPoint(left, top)?.closest('.log-item')?.id,
        point,
      )
    await page.mouse.move(point.x, point.y)
    const hovered = await under()
    expect(hovered).toMatch(/^line-/)
    // More than the log keeps, in calls that are made while the pointer rests.
    await flood(1_100)
    const news = column.getByRole('button', {name: /new lines$/})
    await news.waitFor()
    expect(await under()).toBe(hovered)

    await page.mouse.move(10, 10)
    await lines.locator('.log-line').last().getByText('text "1099"').waitFor()
    await lines.evaluate(at => (at.scrollTop -= 600))
    await expect
      .poll(() => lines.evaluate(at => at.scrollHeight - at.scrollTop - at.clientHeight))
      .toBeGreaterThan(500)
    const read = await under()
    await flood(200)
    await news.waitFor()
    expect(await under()).toBe(read)
    await news.click()
    await lines.locator('.log-line').last().getByText('text "199"').waitFor()
    await expect
      .poll(() => lines.evaluate(at => at.scrollHeight - at.scrollTop - at.clientHeight))
      .toBeLessThan(40)
  })
})
