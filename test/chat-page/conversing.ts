import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Browser, Page} from 'playwright-core'
import {afterAll, test as base, expect, onTestFailed} from 'vitest'
import {type Emulator, openEmulator} from '../../src/emulator/index.ts'
import {chromiumPath, launchBrowser, type Watched, watch} from '../helpers/browser.ts'
import {patiently} from '../helpers/patience.ts'
import {liftProfileLimit, pageOf} from '../helpers/probe.ts'
import {type Event, type RunningBot, startBot} from './echo-bot.ts'

export interface Chat extends Watched {
  readonly emulator: Emulator
  readonly page: Page
  /** Of the person who is written with. */
  readonly psid: string
  /** As the bot: one message of the Send API to the person. */
  readonly send: (message: unknown, more?: Readonly<Record<string, unknown>>) => Promise<{message_id: string}>
  /** Any call of the Graph API with the token of the Page: `call('POST', 'me/personas', {…})`. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<Event>
  /** Lets the echo bot answer; `event` waits for the first of its events of this person that fits. */
  readonly startBot: () => Promise<{readonly event: (fits: (event: Event) => boolean) => Promise<Event>}>
}

export interface ChatOptions {
  /** Whether the person wrote before. Default true: the window is open. */
  readonly isKnown?: boolean
  /** Default 1440: people, conversation and log side by side. */
  readonly width?: number
  readonly colorScheme?: 'light' | 'dark'
  /** The Messenger Profile of the Page. Default: nothing is set. */
  readonly profile?: Readonly<Record<string, unknown>>
  /** The day, on an emulator of its own. */
  readonly asOf?: string
}

/** What the tests of one file share, each with a person of its own. */
const stage: {
  browser?: Promise<Browser>
  idlePages?: readonly Page[]
  emulator?: Promise<FoundEmulator>
  bot?: Promise<RunningBot>
} = {}

/** An emulator that msgr finds by its home. */
type FoundEmulator = Emulator & {readonly home: string}

async function openFound(): Promise<FoundEmulator> {
  const home = await mkdtemp(join(tmpdir(), 'msgr-chat-'))
  const folder = join(home, 'state', 'emulator')
  return {...(await openEmulator({folder, isEphemeral: true, isPublished: true})), home}
}

/** Ends what the tests of a file share; to be called once in it. */
export function closeAtEnd(): void {
  afterAll(async () => {
    const {browser, emulator, bot} = stage
    for (const key of Object.keys(stage)) delete stage[key as keyof typeof stage]
    await Promise.all([browser?.then(each => each.close()), bot?.then(each => each.stop())])
    const opened = await emulator
    await opened?.close()
    if (opened !== undefined) await rm(opened.home, {recursive: true})
  })
}

/** Tests in which somebody sits before the chat page. */
export const test = base.extend<{open: (options?: ChatOptions) => Promise<Chat>}>({
  open: async ({skip}, use) => {
    if (chromiumPath === undefined) skip('There is no chromium in /usr/bin or in PATH')
    const endings: (() => unknown)[] = []
    await use(options => openChat(options, ending => endings.unshift(ending)))
    for (const ending of endings) await ending()
  },
})

async function openChat(
  {isKnown = true, width = 1440, colorScheme = 'light', profile = {}, asOf}: ChatOptions = {},
  later: (ending: () => unknown) => void,
): Promise<Chat> {
  stage.emulator ??= openFound()
  const found = await stage.emulator
  const emulator = asOf === undefined ? found : await openEmulator({folder: '', isEphemeral: true, asOf})
  if (asOf !== undefined) later(() => emulator.close())
  const {pageId, pageToken} = await emulator.connection()
  const version = asOf === undefined ? 'v26.0' : 'v3.3'
  const call: Chat['call'] = async (method, path, body) => {
    const answer = await fetch(`${emulator.url}/${version}/${path}`, {
      method,
      headers: {authorization: `Bearer ${pageToken}`, 'content-type': 'application/json'},
      body: body === undefined ? null : JSON.stringify(body),
    })
    const told = (await answer.json()) as Event
    if (!answer.ok) throw new Error(JSON.stringify(told))
    return told
  }
  liftProfileLimit(emulator)
  Object.assign(pageOf(emulator, pageId) ?? {}, {profile: {}})
  if (Object.keys(profile).length > 0) await call('POST', 'me/messenger_profile', profile)
  const {psid} = (await emulator.admin('POST', 'people', {
    firstName: 'Nora',
    lastName: 'Lund',
    locale: 'en_GB',
  })) as {psid: string}
  if (isKnown) await emulator.admin('POST', `people/${psid}/say`, {text: 'hello there'})
  // The bot answers this too: not in the middle of what the test does.
  if (isKnown && emulator === found && stage.bot !== undefined)
    await expect
      .poll(async () => (await emulator.admin('GET', `chat/${psid}`)).messages.at(-1)?.text)
      .toBe('You said: hello there')
  const opened = await openPage(`${emulator.url}/?psid=${psid}`, {width, colorScheme}, later)
  return {
    ...opened,
    emulator,
    psid,
    call,
    send: (message, more) =>
      call('POST', 'me/messages', {recipient: {id: psid}, messaging_type: 'RESPONSE', message, ...more}),
    startBot: async () => {
      stage.bot ??= startBot(found.home)
      const bot = await stage.bot
      return {event: fits => bot.event(event => event.sender.id === psid && fits(event))}
    },
  }
}

async function openPage(
  url: string,
  {width, colorScheme}: {readonly width: number; readonly colorScheme: 'light' | 'dark'},
  later: (ending: () => unknown) => void,
): Promise<Watched & {readonly page: Page}> {
  const [idle, ...others] = stage.idlePages ?? []
  stage.idlePages = others
  const page = idle ?? (await newPage())
  await page.setViewportSize({width, height: 800})
  await page.emulateMedia({colorScheme, reducedMotion: 'reduce'})
  const watched = watch(page)
  later(() => leave(page))
  later(reportedAtEnd(page, watched))
  await page.goto(url)
  await drawn(page)
  return {page, ...watched}
}

/** Waits until the page shows all that it asks for when it is opened: the conversation, then the people and the Page's webhook. */
export async function drawn(page: Page): Promise<void> {
  await page.getByRole('heading', {level: 1}).waitFor()
  await page.locator('.people-list[aria-busy=false]').waitFor({state: 'attached'})
}

/** Says of a test that failed what its page showed at the end. */
function reportedAtEnd(page: Page, {complaints}: Watched): () => Promise<void> {
  let shown = ''
  onTestFailed(() => void process.stderr.write(`The page at the end: ${shown}\n`))
  return async () => {
    const focused = page.evaluate(() => document.activeElement?.outerHTML)
    const seen = await Promise.all([focused, page.locator('body').ariaSnapshot()]).catch(error => [
      String(error),
    ])
    shown = [page.url(), ...seen, ...complaints].join('\n')
  }
}

async function newPage(): Promise<Page> {
  stage.browser ??= launchBrowser()
  const context = await (await stage.browser).newContext()
  context.setDefaultTimeout(patiently(12_000))
  return context.newPage()
}

/** Leaves a page as it was at first, for the next test: a new one takes longer than most of what is done on it. */
async function leave(page: Page): Promise<void> {
  const context = page.context()
  page.removeAllListeners()
  for (const other of context.pages()) if (other !== page) await other.close()
  await page.unrouteAll()
  await context.clearPermissions()
  await page.evaluate(() => {
    localStorage.clear()
    sessionStorage.clear()
  })
  await page.goto('about:blank')
  stage.idlePages = [...(stage.idlePages ?? []), page]
}
