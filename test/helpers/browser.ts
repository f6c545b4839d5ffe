import {existsSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {type Browser, chromium, type Page} from 'playwright-core'

/** Where the browser is that the tests drive; undefined when this machine has none. */
export const chromiumPath: string | undefined = [
  '/usr/bin/chromium',
  ...(process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap(folder => ['chromium', 'chromium-browser', 'google-chrome'].map(name => join(folder, name))),
].find(path => existsSync(path))

/** @throws {Error} when this machine has none. */
export function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('There is no chromium in /usr/bin or in PATH')
  return chromium.launch({executablePath: chromiumPath, args: ['--no-sandbox']})
}

export interface Watched {
  /** Every URL that was asked for. */
  readonly requested: readonly string[]
  /** Errors and warnings on its console, such as breaches of its policy, and errors that nobody caught. */
  readonly complaints: readonly string[]
}

/** Notes what a page does from now on. */
export function watch(page: Page): Watched {
  const [requested, complaints]: [string[], string[]] = [[], []]
  page.on('request', request => requested.push(request.url()))
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  return {requested, complaints}
}
