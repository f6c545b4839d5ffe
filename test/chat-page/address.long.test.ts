import {describe, expect} from 'vitest'
import {fillConversation} from '../helpers/probe.ts'
import {type Chat, closeAtEnd, test} from './conversing.ts'

closeAtEnd()

/** The second Page, and somebody who has just written to it. */
async function elsewhere({emulator}: Chat) {
  const {pages} = await emulator.admin('GET', 'chat')
  const [first, second] = pages
  if (first === undefined || second === undefined) throw new Error('There is no second Page')
  const {psid} = (await emulator.admin('POST', 'people', {page: second.id, firstName: 'Otto'})) as {
    psid: string
  }
  await emulator.admin('POST', `people/${psid}/say`, {text: 'hello from elsewhere'})
  return {first, second, psid}
}

describe('the address', () => {
  test('opens a person on their Page, even if it names another one', async ({open}) => {
    const chat = await open()
    const {page, emulator} = chat
    const {first, second, psid} = await elsewhere(chat)

    await page.goto(`${emulator.url}/?page=${first.id}&psid=${psid}`)

    await page.getByRole('main').getByText('hello from elsewhere').waitFor()
    expect(await page.getByRole('heading', {level: 1}).textContent()).toBe(second.name)
    await expect
      .poll(() => page.getByRole('combobox', {name: 'Page', exact: true}).inputValue())
      .toBe(second.id)
    await page.getByRole('navigation', {name: 'People'}).getByRole('button', {name: /^Otto/}).waitFor()
    await expect.poll(() => new URL(page.url()).searchParams.get('page')).toBe(second.id)
  })

  test('of a line of the log leads to the person’s Page too', async ({open}) => {
    const chat = await open()
    const {page, emulator} = chat
    const {second, psid} = await elsewhere(chat)
    // Something the log has a line of.
    await fetch(`${emulator.url}/v26.0/${psid}?fields=first_name`, {
      headers: {authorization: `Bearer ${(await emulator.connection(second.id)).pageToken}`},
    })

    await page.getByRole('button', {name: new RegExp(`GET /${psid}`)}).click()
    await page.getByRole('button', {name: 'Show in chat'}).click()

    await page.getByRole('main').getByText('hello from elsewhere').waitFor()
    expect(await page.getByRole('heading', {level: 1}).textContent()).toBe(second.name)
    await expect
      .poll(() => page.getByRole('combobox', {name: 'Page', exact: true}).inputValue())
      .toBe(second.id)
  })

  test('walks through people with Back and Forward', async ({open}) => {
    const {page, psid} = await open()
    const people = page.getByRole('navigation', {name: 'People'})
    const main = page.getByRole('main')

    await people.getByRole('button', {name: /^Ada Lindqvist/}).click()
    await main.getByText('as Ada').waitFor()
    await people.getByRole('button', {name: /^Ben Okafor/}).click()
    await main.getByText('as Ben').waitFor()
    await page.goBack()
    await main.getByText('as Ada').waitFor()
    await page.goBack()
    await main.getByText('as Nora').waitFor()
    expect(new URL(page.url()).searchParams.get('psid')).toBe(psid)
    await page.goForward()
    await main.getByText('as Ada').waitFor()
  })

  test('leads to an early message, marks it, and is copied from its tools', async ({open}) => {
    const chat = await open()
    const {page, emulator, psid} = chat
    fillConversation(
      emulator,
      psid,
      Array.from({length: 700}, (_, index) => `Message ${index}`),
    )
    const {messages} = await emulator.admin('GET', `chat/${psid}?limit=500`)
    const {mid = '', text = ''} = messages[40] ?? {}

    await page.goto(`${emulator.url}/?psid=${psid}&mid=${encodeURIComponent(mid)}`)
    const line = page.locator(`[data-mid="${mid}"]`)
    await line.getByText(text, {exact: true}).waitFor()
    await expect.poll(() => line.getAttribute('class')).toContain('highlighted')
    await expect.poll(() => line.evaluate(at => at.getBoundingClientRect().top > 0)).toBe(true)

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await line.hover()
    await line.getByRole('button', {name: 'Copy link'}).click()
    await page.getByText('Link copied').waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(new URL(copied).searchParams.get('mid')).toBe(mid)
    expect(new URL(copied).searchParams.get('psid')).toBe(psid)
  })

  test('leads to a line of the log', async ({open}) => {
    const {page, emulator, psid, send} = await open()
    await send({text: 'find me'})
    await page
      .getByRole('button', {name: /POST \/me\/messages/})
      .last()
      .click()
    await page.getByRole('region', {name: 'Details'}).getByText('curl', {exact: true}).waitFor()
    const named = () => new URL(page.url()).searchParams.get('entry')
    await expect.poll(named).toMatch(/^a\d+$/)
    const entry = named()

    await page.goto(`${emulator.url}/?psid=${psid}&entry=${entry}`)

    await page.getByRole('region', {name: 'Details'}).getByText('curl', {exact: true}).waitFor()
    expect(named()).toBe(entry)
    await page.keyboard.press('Escape')
    await expect.poll(named).toBe(null)
  })

  test.for([
    {named: 'psid=999', says: 'This emulator has no person 999', offers: 'Open the newest conversation'},
    {named: 'page=999', says: 'This emulator has no Page 999', offers: 'Acme Support'},
    {named: 'psid=%2Fexport', says: 'This emulator has no person /export', offers: 'Search people'},
  ])('that names nothing says so, and what to do: $named', async ({named, says, offers}, {open}) => {
    const {page, emulator} = await open()

    await page.goto(`${emulator.url}/?${named}`)

    await page.getByRole('heading', {level: 1, name: says}).waitFor()
    await page.getByRole('main').getByRole('button', {name: offers}).click()
    if (offers !== 'Search people') await page.getByRole('textbox', {name: /^Message to/}).waitFor()
  })

  test('that names an unknown message or line says so in place', async ({open}) => {
    const {page, emulator, psid} = await open()

    await page.goto(`${emulator.url}/?psid=${psid}&mid=m_999`)
    await page.getByText('This conversation has no message m_999').waitFor()
    expect(await page.getByRole('main').getByText('hello there').isVisible()).toBe(true)
    await page.getByRole('main').getByRole('button', {name: 'Close'}).click()
    await page.goto(`${emulator.url}/?psid=${psid}&entry=a999999`)

    await page.getByText('The log has no entry a999999').waitFor()
  })
})
