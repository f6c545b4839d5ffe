import type {Page} from 'playwright-core'
import {describe, expect} from 'vitest'
import {type Chat, closeAtEnd, test} from './conversing.ts'

closeAtEnd()

const peopleOn = (page: Page) => page.getByRole('navigation', {name: 'People'})
const searchOn = (page: Page) => page.getByRole('searchbox', {name: 'Search people'})
const namesOn = (page: Page) => peopleOn(page).locator('.person-name').allTextContents()

const add = async ({emulator}: Chat, firstName: string, lastName: string): Promise<string> =>
  (await emulator.admin('POST', 'people', {firstName, lastName})).psid

describe('the list of people', () => {
  test('is one stop for Tab, and the arrow keys, Home and End walk through it', async ({open}) => {
    const {page} = await open()
    const stops = peopleOn(page).locator('.person[tabindex="0"]')
    expect(await stops.count()).toBe(1)
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-key'))
    const keys = await peopleOn(page)
      .locator('.person')
      .evaluateAll(all => all.map(each => each.getAttribute('data-key')))

    await searchOn(page).focus()
    await page.keyboard.press('Tab')
    expect(await focused()).toBe(keys[0])
    await page.keyboard.press('End')
    expect(await focused()).toBe(keys.at(-1))
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toBe(keys[1])
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('.people-column'))).toBe(null)
    expect(await stops.count()).toBe(1)
  })

  test('keeps its order while the pointer is on it or the keyboard in it', async ({open}) => {
    const chat = await open()
    const {page, emulator} = chat
    const last = await add(chat, 'Last', 'One')
    await add(chat, 'Upper', 'One')
    await expect.poll(async () => (await namesOn(page))[0]).toBe('Upper One')
    const says = (text: string) => emulator.admin('POST', `people/${last}/say`, {text})

    await peopleOn(page)
      .getByRole('button', {name: /^Upper One/})
      .hover()
    await says('under the pointer')
    await peopleOn(page).getByText('under the pointer').waitFor()
    expect((await namesOn(page)).slice(0, 2)).toEqual(['Upper One', 'Last One'])
    await page.mouse.move(700, 400)
    await expect.poll(async () => (await namesOn(page))[0]).toBe('Last One')

    await searchOn(page).focus()
    await page.keyboard.press('ArrowDown')
    await emulator.admin('POST', 'people', {firstName: 'New', lastName: 'Comer'})
    await expect.poll(async () => (await namesOn(page)).at(-1)).toBe('New Comer')
    expect((await namesOn(page))[0]).toBe('Last One')
    await page.getByRole('textbox', {name: /^Message to/}).focus()
    await expect.poll(async () => (await namesOn(page))[0]).toBe('New Comer')
  })
})

test('a person is renamed and deleted on the page, and another tab follows', async ({open}) => {
  const chat = await open()
  const {page, emulator, psid} = chat
  const other = await page.context().newPage()
  await other.goto(`${emulator.url}/?psid=${psid}`)
  await other.getByRole('main').getByText('as Nora').waitFor()

  await page.locator('.person-button').click()
  const menu = page.getByRole('dialog', {name: 'Person'})
  await menu.getByRole('textbox', {name: 'First name'}).fill('Noreen')
  // What is typed stays when the page is drawn again.
  await chat.send({text: 'Who is there?'})
  await page.getByRole('article').getByText('Who is there?').waitFor()
  await page.keyboard.press('Tab')
  await other.getByRole('main').getByText('as Noreen').waitFor()
  await peopleOn(other)
    .getByRole('button', {name: /^Noreen Lund/})
    .waitFor()
  // What the emulator refuses is set back.
  await menu.getByRole('textbox', {name: 'Last name'}).fill('')
  await page.keyboard.press('Tab')
  await page.getByText('lastName must have 1 to 50 characters').waitFor()
  await expect.poll(() => menu.getByRole('textbox', {name: 'Last name'}).inputValue()).toBe('Lund')

  await menu.getByRole('button', {name: 'Delete Noreen Lund'}).click()
  await page.keyboard.press('Escape')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Delete Noreen Lund')
  await page.keyboard.press('Enter')
  await menu.getByRole('button', {name: 'Delete', exact: true}).click()

  await other.getByRole('heading', {name: `This emulator has no person ${psid}`}).waitFor()
  await expect.poll(() => namesOn(page)).not.toContain('Noreen Lund')
  await page.getByRole('textbox', {name: /^Message to/}).waitFor()
  await expect(emulator.admin('GET', `chat/${psid}`)).rejects.toThrow('does not exist')
})

describe('somebody among 10,000', () => {
  test('is found by a word of their name without its accents, and by a part of their PSID', async ({
    open,
  }) => {
    const chat = await open()
    const {page, emulator} = chat
    const psid = await add(chat, 'Özge', 'Yıldırım-Sørensen')
    // Everybody who comes later is in front of them.
    await emulator.admin('POST', 'seed', {people: 10_000})
    await peopleOn(page)
      .getByText(/^The newest 100 of 10,/)
      .waitFor()

    await page.keyboard.press('Control+k')
    await page.keyboard.type('ozge')
    await peopleOn(page).getByText('1 found.').waitFor()
    expect(await namesOn(page)).toEqual(['Özge Yıldırım-Sørensen'])
    await page.keyboard.press('Enter')
    await page.getByRole('main').getByText('as Özge').waitFor()
    expect(await searchOn(page).inputValue()).toBe('')

    await searchOn(page).fill(psid.slice(2))
    await peopleOn(page).getByText('1 found.').waitFor()
    await searchOn(page).fill('xyzzy')
    await peopleOn(page).getByText('Nobody has this name or PSID.').waitFor()
  })

  test('is never taken for who an earlier text finds', async ({open}) => {
    const chat = await open()
    const {page} = chat
    await add(chat, 'Quentin', 'Early')
    await add(chat, 'Quincy', 'Late')
    let release = () => {}
    const released = new Promise<void>(resolve => (release = resolve))
    // The answer to the first text arrives after that to the second.
    await page.route(/search=qu&/, async route => {
      const answer = await route.fetch()
      await released
      await route.fulfill({response: answer})
    })

    const asked = page.waitForRequest(/search=qu&/)
    await searchOn(page).fill('qu')
    await asked
    await searchOn(page).fill('quincy')
    await peopleOn(page).getByText('1 found.').waitFor()
    const late = page.waitForResponse(/search=qu&/)
    release()
    await late
    expect(await namesOn(page)).toEqual(['Quincy Late'])

    // Enter does not wait for what is shown, but opens whom the text in the field finds.
    await searchOn(page).fill('quentin')
    await page.keyboard.press('Enter')
    await page.getByRole('main').getByText('as Quentin').waitFor()
  })
})
