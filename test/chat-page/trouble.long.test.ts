import type {Browser, Locator, Page} from 'playwright-core'
import {afterAll, expect, onTestFinished, test} from 'vitest'
import {chromiumPath, launchBrowser, watch} from '../helpers/browser.ts'
import {patiently} from '../helpers/patience.ts'
import {seriousProblems} from './axe.ts'
import {passFirstAttempts} from './next-attempt.ts'
import {createTroubled, slowAfterMs, type Troubled} from './troubled.ts'

const ada = '6411223344556677'

interface Row {
  readonly name: string
  /** Before the first message. */
  readonly setUp?: (troubled: Troubled) => Promise<unknown>
  /** What goes wrong with each message from then on. */
  readonly spoil: (troubled: Troubled) => unknown
  /** What the page says. */
  readonly says: RegExp
  /** What the page says in the place of the answer. */
  readonly refused?: RegExp
  /** Whether the bot answers nevertheless, later. */
  readonly isAnsweredLate?: true
  /** Whether the emulator makes further attempts by itself. */
  readonly isRetried?: true
  /** What has to be mended outside the page, such as the code of the bot. */
  readonly repair?: (troubled: Troubled) => unknown
  /** The button that mends the rest. */
  readonly button: string
  /** The command that mends it too, and what makes it wrong again. */
  readonly command?: RegExp
}

const everything = async ({subscribe}: Troubled) => subscribe('messages,messaging_postbacks')
const answers = ({bot}: Troubled) => (bot.does = 'answer')

const rows: readonly Row[] = [
  {
    name: 'field missing',
    setUp: ({subscribe}) => subscribe('messaging_postbacks'),
    spoil: ({emulator}) =>
      emulator.admin('POST', 'webhook/field', {
        page: '109876543210987',
        field: 'messages',
        isSubscribed: false,
      }),
    says: /The app Acme bot and the Page are not subscribed to messages\./,
    button: 'Subscribe to messages and send it again',
    command: /webhook set '.*' --fields messages && msgr --emulator webhook subscribe messages/,
  },
  {
    name: 'bot down',
    setUp: everything,
    spoil: ({bot}) => bot.stop(),
    says: /No answer from your bot at http:\/\/127\.0\.0\.1:\d+\/webhook: nothing listens there \(ECONNREFUSED\)\. It is sent again at/,
    isRetried: true,
    repair: ({bot}) => bot.start(),
    button: 'Try now',
  },
  {
    name: 'bot 500',
    setUp: everything,
    spoil: ({bot}) => (bot.does = {fails: 'TypeError: size of undefined\n    at answer (bot.js:12)'}),
    says: /Your bot answered 500: TypeError: size of undefined It is sent again at/,
    isRetried: true,
    repair: answers,
    button: 'Try now',
  },
  {
    name: 'bot silent',
    setUp: everything,
    spoil: async ({bot, emulator}) => {
      await emulator.admin('POST', 'patience', {silentMs: 300})
      bot.does = 'silent'
    },
    says: /Your bot answered 200 and has sent nothing since\./,
    repair: answers,
    button: 'Send it again',
  },
  {
    name: 'bot slow',
    setUp: everything,
    spoil: async ({bot, emulator}) => {
      await emulator.admin('POST', 'patience', {slowMs: slowAfterMs})
      bot.does = 'slow'
    },
    says: /Your bot answered after \d+(\.\d+)? s: the platform waits \d+(\.\d+)? s\. Answer 200 first, then work\./,
    isAnsweredLate: true,
    repair: answers,
    button: 'Send it again',
  },
  {
    name: 'answer refused',
    setUp: everything,
    spoil: ({bot}) => (bot.does = 'too-long'),
    says: /Sent, but refused with 100(\/\d+)?: .*2000/,
    refused: /x{2001}\s*Refused 100.*2000/,
    repair: answers,
    button: 'Send it again',
  },
  {
    name: 'token dead',
    setUp: everything,
    spoil: ({type}) => type('msgr emulator token change --dead 460'),
    says: /Sent, but refused with 190\/460: Error validating access token: The session has been invalidated/,
    refused: /You said: .*\s*Refused 190\/460 Error validating access token/,
    button: 'Make the token valid and send it again',
    command: /^msgr emulator token change --restore$/,
  },
  {
    name: 'rate limited',
    setUp: everything,
    spoil: ({type}) => type('msgr emulator fault add --call /me/messages --error 613'),
    says: /Sent, but refused with 613: /,
    refused: /You said: .*\s*Refused 613/,
    button: 'Remove the fault and send it again',
    command: /^msgr emulator fault clear$/,
  },
]

let browser: Promise<Browser> | undefined
afterAll(async () => (await browser)?.close())

async function openPage({emulator}: Troubled): Promise<Page> {
  browser ??= launchBrowser()
  const context = await (await browser).newContext({viewport: {width: 1440, height: 900}})
  onTestFinished(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(patiently(10_000))
  const {complaints} = watch(page)
  onTestFinished(() => expect(complaints).toEqual([]))
  await page.emulateMedia({reducedMotion: 'reduce'})
  await page.goto(`${emulator.url}/?psid=${ada}`)
  return page
}

/** Writes a message, as the person. */
async function write(page: Page, text: string): Promise<void> {
  await page.locator('.composer-text').fill(text)
  await page.keyboard.press('Enter')
}

const statusIn = (page: Page): Locator => page.locator('.status-line:not(.sending)')
const answer = (page: Page, text: string): Locator =>
  page.locator('.of-page .bubble:not(.refused)', {hasText: `You said: ${text}`})

/** Waits for a text that fits, and returns it. */
async function reads(place: Locator, fits: RegExp): Promise<void> {
  await place.filter({hasText: fits}).first().waitFor()
}

test.skipIf(chromiumPath === undefined)(
  'no webhook: the command it offers and one click bring the answer',
  async () => {
    const troubled = await createTroubled()
    const page = await openPage(troubled)
    await write(page, 'Is anybody there?')
    await reads(statusIn(page), /No webhook: your bot does not get this\./)
    await page.locator('.log-line', {hasText: 'messages – no webhook'}).click()
    await reads(page.getByRole('region', {name: 'Details'}), /msgr --emulator listen --forward-to 3000/)
    expect(await seriousProblems(page)).toEqual([])
    const command = (await statusIn(page).locator('code').textContent()) ?? ''
    expect(command).toBe('msgr --emulator listen --forward-to 3000')

    await troubled.start(`${command.replace('3000', String(troubled.bot.port))} --port 0`)
    await reads(statusIn(page), /Nobody received this when it was sent\. Your bot would receive it now\./)
    await page.getByRole('button', {name: 'Send it now'}).click()
    await answer(page, 'Is anybody there?').waitFor()
    await statusIn(page).waitFor({state: 'detached'})
  },
)

test.skipIf(chromiumPath === undefined).for(rows)(
  '$name: the page says so, and what it offers brings the answer',
  async ({setUp, spoil, says, refused, isAnsweredLate, isRetried, repair, button, command}) => {
    const troubled = await createTroubled()
    await setUp?.(troubled)
    const page = await openPage(troubled)

    await spoil(troubled)
    await write(page, 'Which sizes?')
    await reads(statusIn(page), says)
    if (refused !== undefined) await reads(page.locator('.line:has(.bubble.refused)'), refused)
    expect(await seriousProblems(page)).toEqual([])
    if (isRetried) await passFirstAttempts(troubled.emulator)
    await repair?.(troubled)
    const shown = answer(page, 'Which sizes?')
    if (isAnsweredLate) await shown.waitFor()
    // By keyboard, as a pointer would: the focus is then where the person writes.
    const offered = page.getByRole('button', {name: button})
    await offered.focus()
    await page.keyboard.press('Enter')
    await shown.nth(isAnsweredLate ? 1 : 0).waitFor()
    await statusIn(page).waitFor({state: 'detached'})

    if (command === undefined) return
    await spoil(troubled)
    await write(page, 'And colours?')
    await reads(statusIn(page), says)
    const line = (await statusIn(page).locator('code').textContent()) ?? ''
    expect(line).toMatch(command)
    await troubled.type(line)
    await write(page, 'Now?')
    await answer(page, 'Now?').waitFor()
    await statusIn(page).waitFor({state: 'detached'})
  },
)

test.skipIf(chromiumPath === undefined)('a refused answer leads to its line of the log', async () => {
  const troubled = await createTroubled()
  await troubled.subscribe('messages')
  troubled.bot.does = 'too-long'
  const page = await openPage(troubled)
  await write(page, 'Tell me everything')
  await page.locator('.bubble.refused').click()
  await reads(page.getByRole('region', {name: 'Details'}), /2000/)
})
