import type {Page} from 'playwright-core'
import {expect} from 'vitest'
import {type Chat, closeAtEnd, test} from './conversing.ts'

closeAtEnd()

/** How late the emulator answers, in ms. */
const LATE_MS = 4_000

/** Delays every answer but those of the page's files and the stream. */
const delayAnswers = (page: Page) =>
  page.route(/\/_msgr\/(chat|people|activity)/, async route => {
    const answer = await route.fetch().catch(() => undefined)
    await new Promise(resolve => setTimeout(resolve, LATE_MS))
    await (answer === undefined ? route.abort() : route.fulfill({response: answer})).catch(() => {})
  })

/** Adds somebody who has written their name, and whose name is in every message of theirs. */
async function add({emulator}: Chat, firstName: string): Promise<string> {
  const {psid} = await emulator.admin('POST', 'people', {firstName, lastName: 'Quick'})
  await emulator.admin('POST', `people/${psid}/say`, {text: `${firstName} is here`})
  return psid
}

/** Records, from now on, all pairs of a person in the header and the people who wrote a message below. */
const watchPairs = (page: Page) =>
  page.evaluate(() => {
    const pairs = new Set<string>()
    Object.assign(globalThis, {pairs})
    const look = () => {
      const named = document.querySelector('.person-as strong')?.textContent?.split(' ')[0] ?? 'nobody'
      for (const line of document.querySelectorAll('.timeline .of-person .content'))
        pairs.add(`${named}: ${line.textContent?.split(' ')[0]}`)
      const to = document.querySelector('.composer-text') === null ? 'no composer' : 'a composer'
      pairs.add(`${named}, ${to}`)
    }
    new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true})
  })

const pairsIn = (page: Page) =>
  page.evaluate(() => [...(globalThis as unknown as {pairs: Set<string>}).pairs].sort())

const textsOf = async ({emulator}: Chat, psid: string) => {
  const {messages} = await emulator.admin('GET', `chat/${psid}`)
  return messages.filter(({from}) => from === 'person').map(({text}) => text)
}

test('two people in a hurry: with answers 4 s late, no message reaches the wrong one', async ({open}) => {
  const chat = await open()
  const {page} = chat
  const [anna, bert] = [await add(chat, 'Anna'), await add(chat, 'Bert')]
  const people = page.getByRole('navigation', {name: 'People'})
  const choose = (name: string) => people.getByRole('button', {name: new RegExp(`^${name} Quick`)}).click()
  const main = page.getByRole('main')
  const message = page.getByRole('textbox', {name: /^Message to/})
  await choose('Anna')
  await main.getByText('Anna is here').waitFor()
  await delayAnswers(page)
  await watchPairs(page)

  // The text goes to Anna, although Bert is chosen before anything has answered.
  await message.fill('Anna first')
  await message.press('Enter')
  await choose('Bert')
  // Nobody is named, and nobody can be written to.
  expect(await main.getAttribute('aria-busy')).toBe('true')
  expect(await message.count()).toBe(0)
  expect(await main.getByText('Anna').count()).toBe(0)
  await page.keyboard.type('to nobody')
  await page.keyboard.press('Enter')
  await main.getByText('Bert is here').waitFor()
  expect(await main.getAttribute('aria-busy')).toBe('false')

  await message.fill('Bert first')
  await message.press('Enter')
  // There and back, while what was asked for first has not been answered.
  await choose('Anna')
  await choose('Bert')
  await choose('Anna')
  await main.getByText('Anna is here').waitFor()
  await message.fill('Anna second')
  await message.press('Enter')
  await page.goBack()
  await page.goBack()
  await page.goForward()
  await main.getByText('Bert is here').waitFor()
  await message.fill('Bert second')
  await message.press('Enter')
  await main.getByText('Bert second').waitFor()

  expect(await textsOf(chat, anna)).toEqual(['Anna is here', 'Anna first', 'Anna second'])
  expect(await textsOf(chat, bert)).toEqual(['Bert is here', 'Bert first', 'Bert second'])
  expect(await pairsIn(page)).toEqual([
    'Anna, a composer',
    'Anna: Anna',
    'Bert, a composer',
    'Bert: Bert',
    'nobody, no composer',
  ])
})
