import {mkdir} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {env} from 'node:process'
import type {Page} from 'playwright-core'
import {expect} from 'vitest'
import {seriousProblems} from './axe.ts'
import {type Chat, closeAtEnd, test} from './conversing.ts'
import {carousel} from './every-template.ts'

closeAtEnd()

/** Where the pictures are kept, for somebody to look at. */
const folder = env['MSGR_SCREENS'] ?? join(tmpdir(), 'msgr-screens')

const sizes = [
  {width: 320, height: 568},
  {width: 360, height: 740},
  {width: 720, height: 800},
  {width: 1440, height: 900},
  {width: 1920, height: 1080},
  // A page of 1280 by 1024 at 400 %, and a phone on its side.
  {width: 320, height: 256},
  {width: 667, height: 375},
] as const

const looks = {
  light: {colorScheme: 'light', forcedColors: 'none'},
  dark: {colorScheme: 'dark', forcedColors: 'none'},
  forced: {colorScheme: 'light', forcedColors: 'active'},
} as const

/** What is open, how it is opened, and how it is closed again. */
const states: Readonly<Record<string, {on: readonly number[]; open: (page: Page) => Promise<void>}>> = {
  chat: {on: [320, 360, 667, 720, 1440, 1920], open: async () => {}},
  people: {
    on: [320, 720],
    open: async page => {
      await page.keyboard.press('Control+k')
      await page.getByRole('searchbox', {name: 'Search people'}).waitFor()
    },
  },
  person: {
    on: [320, 1440],
    open: async page => {
      await page.locator('.person-button').click()
      await page.getByRole('dialog', {name: 'Person'}).waitFor()
    },
  },
  reactions: {
    on: [320, 1440],
    open: async page => {
      const line = page.getByRole('article').filter({hasText: 'Which size?'})
      await line.focus()
      await line.getByRole('button', {name: 'React', exact: true}).click()
      await line.getByRole('group', {name: 'Reactions'}).waitFor()
    },
  },
  keys: {
    on: [320, 1440],
    open: async page => {
      await page.locator('body').press('?')
      await page.getByRole('dialog', {name: 'Keys'}).waitFor()
    },
  },
}

/** A conversation with something of most kinds. */
async function fill({send, emulator, psid, page}: Chat): Promise<void> {
  await emulator.admin('POST', `people/${psid}/say`, {
    text: 'Do you have hats in my size? I looked everywhere.',
  })
  await send({attachment: {type: 'image', payload: {url: 'https://cdn.example/hat.png'}}})
  await send(carousel)
  await send({
    text: 'Which size?',
    quick_replies: ['Small', 'Medium', 'Large'].map(title => ({content_type: 'text', title, payload: title})),
  })
  await page.getByRole('button', {name: 'Large'}).waitFor()
}

/** Everything that overflows the page, lies over something else, or cannot be seen. */
const misplaced = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = []
    const {scrollWidth, scrollHeight} = document.documentElement
    if (scrollWidth > innerWidth) found.push(`${scrollWidth} px wide`)
    if (scrollHeight > innerHeight) found.push(`${scrollHeight} px high`)
    const box = (selector: string) => {
      const at = document.querySelector(selector)?.getBoundingClientRect()
      return at !== undefined && at.height > 0 ? at : undefined
    }
    const [composer, timeline, picker] = [box('.composer'), box('.timeline'), box('.picker')]
    if (composer !== undefined && composer.bottom > innerHeight + 1)
      found.push('the composer is below the page')
    if (composer !== undefined && timeline !== undefined) {
      if (timeline.bottom > composer.top + 1) found.push('the composer covers the conversation')
      if (timeline.height < 64) found.push(`${timeline.height} px for messages`)
    }
    if (picker !== undefined && (picker.left < 0 || picker.right > innerWidth))
      found.push('the picker is cut off')
    if (picker !== undefined && timeline !== undefined && picker.top < timeline.top)
      found.push('the picker is above')
    if (box('.webhook-chip') === undefined) found.push('no sign of the webhook')
    return found
  })

test.for(Object.keys(looks) as (keyof typeof looks)[])(
  'the page is whole and accessible at every size, %s',
  async (look, {open}) => {
    const chat = await open({colorScheme: looks[look].colorScheme})
    const {page} = chat
    await mkdir(folder, {recursive: true})
    await fill(chat)
    await page.emulateMedia({...looks[look], reducedMotion: 'reduce'})
    const problems: string[] = []
    for (const size of sizes) {
      await page.setViewportSize(size)
      const place = `${size.width}x${size.height}`
      for (const [state, {on, open: enter}] of Object.entries(states)) {
        if (!on.includes(size.width)) continue
        await enter(page)
        await page.screenshot({path: join(folder, `${place}-${look}-${state}.png`)})
        const found = [...(await misplaced(page)), ...(await seriousProblems(page))]
        problems.push(...found.map(problem => `${place} ${state}: ${problem}`))
        if (state !== 'chat') await page.keyboard.press('Escape')
        if (state === 'people' && size.width < 720)
          await page.getByRole('navigation', {name: 'Columns'}).getByRole('button', {name: 'Chat'}).click()
      }
    }
    expect(problems).toEqual([])
  },
)
