import type {Page} from 'playwright-core'
import {expect} from 'vitest'
import {type Chat, closeAtEnd, test} from './conversing.ts'

closeAtEnd()

interface Gate {
  /** From now on, no answer arrives. */
  readonly close: () => void
  /** Lets what was answered meanwhile arrive, and what is about one person last. */
  readonly open: (last: string) => Promise<void>
}

/** Stands before every answer but the page's files and the stream. */
async function gateAnswers(page: Page): Promise<Gate> {
  let isClosed = false
  let held: {readonly url: string; readonly pass: () => Promise<void>}[] = []
  await page.route(/\/_msgr\/(chat|people|activity)/, async route => {
    const answer = await route.fetch().catch(() => undefined)
    const pass = () =>
      (answer === undefined ? route.abort() : route.fulfill({response: answer})).catch(() => {})
    if (isClosed) held.push({url: route.request().url(), pass})
    else await pass()
  })
  return {
    close: () => {
      isClosed = true
    },
    open: async last => {
      isClosed = false
      const passing = held
      held = []
      const isLast = ({url}: {url: string}) => url.includes(last)
      for (const {pass} of passing.filter(each => !isLast(each))) await pass()
      for (const {pass} of passing.filter(isLast)) await pass()
    },
  }
}

/** Adds somebody who has written their name, and whose name is in every message of theirs. */
async function add({emulator}: Chat, firstName: string): Promise<string> {
  const {psid} = await emulator.admin('POST', 'people', {firstName, lastName: 'Quick'})
  await emulator.admin('POST', `people/${psid}/say`, {text: `${firstName} is here`})
  return psid
}

/** Records, from now on, who is named by the header while who is chosen, and who wrote the messages below. */
const watchPairs = (page: Page) =>
  page.evaluate(() => {
    const pairs = new Set<string>()
    Object.assign(globalThis, {pairs})
    const look = () => {
      const chosen = document.querySelector('.person[aria-current] .person-name')?.textContent?.split(' ')[0]
      const named = document.querySelector('.person-as strong')?.textContent?.split(' ')[0] ?? 'nobody'
      for (const line of document.querySelectorAll('.timeline .of-person .content'))
        pairs.add(`${named} said ${line.textContent?.split(' ')[0]}`)
      const to = document.querySelector('.composer-text') === null ? 'no composer' : 'a composer'
      pairs.add(`${chosen} is chosen: ${named}, ${to}`)
    }
    new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true})
  })

const pairsIn = (page: Page) =>
  page.evaluate(() => [...(globalThis as unknown as {pairs: Set<string>}).pairs].sort())

const textsOf = async ({emulator}: Chat, psid: string) => {
  const {messages} = await emulator.admin('GET', `chat/${psid}`)
  return messages.filter(({from}) => from === 'person').map(({text}) => text)
}

test('two people in a hurry: however late the answers are, no message reaches the wrong one', async ({
  open,
}) => {
  const chat = await open()
  const {page} = chat
  const [anna, bert] = [await add(chat, 'Anna'), await add(chat, 'Bert')]
  const people = page.getByRole('navigation', {name: 'People'})
  const choose = (name: string) => people.getByRole('button', {name: new RegExp(`^${name} Quick`)}).click()
  const main = page.getByRole('main')
  const message = page.getByRole('textbox', {name: /^Message to/})
  await choose('Anna')
  await main.getByText('Anna is here').waitFor()
  const gate = await gateAnswers(page)
  gate.close()
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
  await gate.open(bert)
  await main.getByText('Bert is here').waitFor()
  expect(await main.getAttribute('aria-busy')).toBe('false')

  gate.close()
  await message.fill('Bert first')
  await message.press('Enter')
  // There and back, while what was asked for first has not been answered.
  await choose('Anna')
  await choose('Bert')
  await choose('Anna')
  await gate.open(bert)
  await main.getByText('Anna is here').waitFor()
  gate.close()
  await message.fill('Anna second')
  await message.press('Enter')
  await page.goBack()
  await page.goBack()
  await page.goForward()
  await gate.open(bert)
  await main.getByText('Bert is here').waitFor()
  await message.fill('Bert second')
  await message.press('Enter')
  await main.getByText('Bert second').waitFor()

  await expect.poll(() => textsOf(chat, anna)).toEqual(['Anna is here', 'Anna first', 'Anna second'])
  await expect.poll(() => textsOf(chat, bert)).toEqual(['Bert is here', 'Bert first', 'Bert second'])
  expect(await pairsIn(page)).toEqual([
    'Anna is chosen: Anna, a composer',
    'Anna is chosen: nobody, no composer',
    'Anna said Anna',
    'Bert is chosen: Bert, a composer',
    'Bert is chosen: nobody, no composer',
    'Bert said Bert',
  ])
})
