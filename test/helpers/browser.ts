import {existsSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {type Browser, type BrowserContextOptions, chromium, type Page} from 'playwright-core'
import {afterAll} from 'vitest'

/** Where the browser is that the tests drive; undefined when this machine has none. */
export const chromiumPath: string | undefined = [
  '/usr/bin/chromium',
  ...(process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap(folder => ['chromium', 'chromium-browser', 'google-chrome'].map(name => join(folder, name))),
].find(path => existsSync(path))

if (chromiumPath === undefined) {
  process.stderr.write('Tests of the chat page are skipped: there is no chromium in /usr/bin or in PATH\n')
}

export interface OpenedPage {
  readonly page: Page
  /** Every URL that was asked for. */
  readonly requested: readonly string[]
  /** What the page complained about on its console, and errors that nobody caught. */
  readonly complaints: readonly string[]
  readonly close: () => Promise<void>
}

/** One browser for all tests of a file, closed at its end; to be called once in it. */
export function useBrowser(): (url: string, options?: BrowserContextOptions) => Promise<OpenedPage> {
  let browser: Promise<Browser> | undefined
  afterAll(async () => {
    await (await browser)?.close()
    browser = undefined
  })
  return async (url, options) => {
    browser ??= chromium.launch({executablePath: chromiumPath ?? '', args: ['--no-sandbox']})
    const context = await (await browser).newContext({reducedMotion: 'reduce', ...options})
    const page = await context.newPage()
    page.setDefaultTimeout(10_000)
    const [requested, complaints]: [string[], string[]] = [[], []]
    page.on('request', request => requested.push(request.url()))
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', error => complaints.push(String(error)))
    await page.goto(url)
    return {page, requested, complaints, close: () => context.close()}
  }
}
