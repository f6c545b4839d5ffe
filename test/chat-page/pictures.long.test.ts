import {mkdirSync, mkdtempSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {env} from 'node:process'
import type {Page} from 'playwright-core'
import {PNG} from 'pngjs'
import {describe, expect} from 'vitest'
import {attachmentsOf} from '../helpers/probe.ts'
import {seriousProblems} from './axe.ts'
import type {Chat} from './conversing.ts'
import {closeAtEnd, test} from './conversing.ts'
import {buttonKinds, carousel, ended, games, quickReplies, sampled} from './every-template.ts'

closeAtEnd()

const folder = env['MSGR_SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'msgr-screenshots-'))
mkdirSync(folder, {recursive: true})
/** Whoever wants to look at them gets every width in both themes; a picture costs as much as twenty tests of commands. */
const widths = env['MSGR_SCREENSHOTS'] === undefined ? [] : [360, 800, 1440]
const looks = widths.flatMap(width => [[width, 'light'] as const, [width, 'dark'] as const])

/** The whole conversation in one picture each, as long as it is. */
async function pictureWhole(page: Page, name: string): Promise<void> {
  for (const [width, colorScheme] of looks) {
    await page.emulateMedia({colorScheme})
    await page.setViewportSize({width, height: 800})
    const height = await page.locator('.timeline').evaluate(at => at.scrollHeight)
    await page.setViewportSize({width, height: height + 300})
    await page.waitForTimeout(300)
    await page.screenshot({path: join(folder, `${name}-${width}-${colorScheme}.png`)})
  }
}

describe('templates keep nobody out', () => {
  test('those of today', async ({open}) => {
    const {page, send, emulator} = await open()
    const saved = attachmentsOf(emulator)[0]?.id ?? ''

    for (const [, message] of sampled)
      await send(
        JSON.parse(JSON.stringify(message).replace(/"attachment_id":"\d+"/, `"attachment_id":"${saved}"`)),
      )
    await send({text: 'The last one'})

    await page.getByRole('article').getByText('The last one').waitFor()
    expect(await seriousProblems(page, '.conversation')).toEqual([])
    await pictureWhole(page, 'templates')
  })

  test('those that ended', async ({open}) => {
    const {page, send} = await open({asOf: '2019-06-01'})

    for (const [, message] of ended) await send(message)
    await send({text: 'Still here'})

    await page.getByRole('article').getByText('Still here').waitFor()
    expect(await seriousProblems(page, '.conversation')).toEqual([])
    await pictureWhole(page, 'ended-templates')
  })
})

/** One after the other, with the part of the page that is new in each. */
const states: readonly (readonly [name: string, show: (chat: Chat) => Promise<void>, news: string])[] = [
  [
    'carousel',
    async ({page, send}) => {
      await send(carousel)
      await page.getByRole('button', {name: 'Next card'}).waitFor()
    },
    '.line.last',
  ],
  [
    'buttons and quick replies',
    async ({page, send}) => {
      await send(buttonKinds)
      await send(games)
      await send(quickReplies)
      await page.getByRole('group', {name: 'Quick replies'}).waitFor()
    },
    '.conversation',
  ],
  [
    'webview',
    async ({page}) => {
      await page.getByRole('button', {name: 'Log In'}).click()
      await page.getByRole('dialog').waitFor()
    },
    '.sheet',
  ],
  [
    'menu',
    async ({page}) => {
      await page.keyboard.press('Escape')
      await page.getByRole('button', {name: 'Menu', exact: true}).click()
    },
    '.composer',
  ],
  [
    'commands',
    async ({page, call}) => {
      // They hide the menu.
      await call('POST', 'me/messenger_profile', {commands: [{locale: 'default', commands}]})
      await page.reload()
      await page.getByRole('textbox', {name: /^Message to/}).fill('/')
      await page.locator('.conversation').getByRole('option').first().waitFor()
    },
    '.composer',
  ],
  [
    'typing',
    async ({page, psid, call}) => {
      await page.getByRole('textbox', {name: /^Message to/}).fill('')
      await call('POST', 'me/messages', {recipient: {id: psid}, sender_action: 'typing_on'})
      await page.getByRole('img', {name: /is typing$/}).waitFor()
    },
    '.typing',
  ],
]

const commands = [
  {name: 'hats', description: 'All hats'},
  {name: 'help', description: 'What I can do'},
]

const profile = {
  get_started: {payload: 'START'},
  greeting: [{locale: 'default', text: 'Hi {{user_first_name}}, ask us anything about hats.'}],
  ice_breakers: [
    {
      locale: 'default',
      call_to_actions: ['Where are you?', 'When do you open?'].map(question => ({
        question,
        payload: question,
      })),
    },
  ],
  persistent_menu: [
    {
      locale: 'default',
      call_to_actions: [
        {type: 'postback', title: 'Talk to us', payload: 'CARE'},
        {type: 'web_url', title: 'Shop', url: 'https://shop.example/'},
      ],
    },
  ],
}

describe('pictures of the conversation', () => {
  const few = [[360, 'light'] as const, [800, 'dark'] as const]

  test.for(looks.length > 0 ? looks : few)(
    '%i px wide, %s: nothing serious for axe, and never blank',
    async ([width, colorScheme], {open}) => {
      const chat = await open({isKnown: false, width, colorScheme, profile})
      const look = async (name: string, news: string) => {
        const file = join(folder, `${name.replaceAll(' ', '-')}-${width}-${colorScheme}.png`)
        const bytes = await chat.page.screenshot({path: file})
        expect(coloursIn(PNG.sync.read(bytes)), name).toBeGreaterThan(20)
        // What it looks like on a wide screen differs in nothing that axe knows of.
        if (width < 1000) expect(await seriousProblems(chat.page, news), name).toEqual([])
      }
      await chat.page.getByRole('button', {name: 'Where are you?', exact: true}).waitFor()
      await look('welcome', '.conversation')
      await chat.page.getByRole('button', {name: 'Where are you?', exact: true}).click()

      for (const [name, show, news] of states) {
        await show(chat)
        await look(name, news)
      }
    },
  )
})

/** How many colours a picture has. */
function coloursIn({data}: PNG): number {
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length / 4)
  return new Set(pixels).size
}
