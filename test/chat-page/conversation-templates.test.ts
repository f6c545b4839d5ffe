import {mkdirSync, mkdtempSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {env} from 'node:process'
import type {Page} from 'playwright-core'
import {PNG} from 'pngjs'
import {describe, expect} from 'vitest'
import type {Chat} from './conversing.ts'
import {closeAtEnd, test} from './conversing.ts'
import {buttonKinds, carousel, ended, games, quickReplies, sampled} from './every-template.ts'

closeAtEnd()

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds that keeps somebody out; in words. */
async function seriousFaults(page: Page, within = '.conversation'): Promise<readonly string[]> {
  // By the protocol of the browser, which the policy of the page does not bind.
  await page.evaluate(await readFile(axe, 'utf8'))
  return page.evaluate(async place => {
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself there
    const {violations} = await (globalThis as any).axe.run(place, {resultTypes: ['violations']})
    return violations
      .filter(({impact}: {impact: string}) => impact === 'serious' || impact === 'critical')
      .map(({id, nodes}: {id: string; nodes: {html: string}[]}) => `${id}: ${nodes[0]?.html}`)
  }, within)
}

/** The texts that a person is to read, wherever they stand in a template. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const shown = [
    'title',
    'subtitle',
    'text',
    'recipient_name',
    'order_number',
    'payment_method',
    'button_title',
    'street_1',
  ]
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'questions' || key === 'feedback_screens') return []
    if (key === 'action') return []
    if (shown.includes(key) && typeof inner === 'string') return [inner]
    return textsIn(inner)
  })
}

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

describe('every template shows its texts', {timeout: 60_000}, () => {
  test('those of today', async ({open}) => {
    const {page, send, emulator} = await open()
    const saved = Object.keys(emulator.world.state.attachments)[0] ?? ''

    for (const [name, message] of sampled) {
      const fitted =
        name === 'media'
          ? JSON.parse(JSON.stringify(message).replace(/"attachment_id":"\d+"/, `"attachment_id":"${saved}"`))
          : message
      await send(fitted)
      const line = page.getByRole('article').last()
      for (const text of textsIn(message))
        await line
          .getByText(text)
          .first()
          .waitFor({state: 'attached'})
          .catch(() => expect.soft(`${name} without ${text}`).toBe(''))
    }

    expect(sampled.length).toBeGreaterThan(6)
    expect(await seriousFaults(page)).toEqual([])
    await pictureWhole(page, 'templates')
  })

  test('those that ended, on the days when they lived', async ({open}) => {
    const {page, send} = await open({asOf: '2019-06-01'})

    for (const [text, message] of ended.slice(0, -1)) {
      await send(message)
      await page.getByRole('article').last().getByText(text).first().waitFor()
    }
    await send(ended.at(-1)?.[1])
    await send({text: 'Still here'})

    await page.getByRole('article').getByText('Still here').waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await pictureWhole(page, 'ended-templates')
  })
})

test('a utility message shows the buttons of its template, which carry its values', async ({open}) => {
  const {page, psid, call, send} = await open()
  await call('POST', 'me/message_templates', {
    name: `order_${psid}`,
    language: 'en',
    category: 'UTILITY',
    components: [
      {type: 'BODY', text: 'Order {{1}} is on its way to you.', example: {body_text: [['1']]}},
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Track',
            url: 'https://shop.example/o/{{1}}',
            example: {url_suffix_example: 'https://shop.example/o/9'},
          },
          {type: 'POSTBACK', text: 'Help', payload: 'help_{{2}}'},
        ],
      },
    ],
  })

  await send(
    {
      template: {
        name: `order_${psid}`,
        language: {code: 'en'},
        components: [
          {type: 'body', parameters: [{type: 'text', text: '566701'}]},
          {
            type: 'buttons',
            parameters: [
              {type: 'URL', url: '566701'},
              {type: 'POSTBACK', payload: '566701'},
            ],
          },
        ],
      },
    },
    {messaging_type: 'UTILITY'},
  )

  await page.getByRole('article').getByText('Order 566701 is on its way to you.').waitFor()
  await page.getByRole('button', {name: 'Help'}).waitFor()
  await page.getByRole('button', {name: 'Track'}).click()
  await page.getByRole('dialog').getByText('https://shop.example/o/566701').waitFor()
})

test('what the platform does without a word is shown where it happens', async ({open}) => {
  const {page, send} = await open()

  await send(quickReplies)

  const replies = page.getByRole('group', {name: 'Quick replies'})
  await replies.getByText('Longer than the plat…').waitFor()
  await replies.getByText(/title: cut at 20/).waitFor()
  await replies.getByRole('button', {name: 'nora.lund@example.test'}).waitFor()
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
      await page.getByRole('button', {name: 'Menu'}).click()
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

describe('pictures of the conversation', {timeout: 60_000}, () => {
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
        if (width < 1000) expect(await seriousFaults(chat.page, news), name).toEqual([])
      }
      await chat.page.getByRole('button', {name: 'Where are you?'}).waitFor()
      await look('welcome', '.conversation')
      await chat.page.getByRole('button', {name: 'Where are you?'}).click()

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
