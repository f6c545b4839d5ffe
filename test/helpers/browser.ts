import {existsSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {type Browser, chromium, type Page} from 'playwright-core'

/** The path of the browser for the tests; undefined when this machine has none. */
export const chromiumPath: string | undefined = [
  '/usr/bin/chromium',
  ...(process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap(folder => ['chromium', 'chromium-browser', 'google-chrome'].map(name => join(folder, name))),
].find(path => existsSync(path))

/** @throws {Error} when this machine has none. */
export function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('There is no chromium in /usr/bin or in PATH')
  // Drawing in the same process, which no graphics card speeds up: a sixth less computing.
  const args = ['--no-sandbox', '--disable-gpu', '--in-process-gpu']
  return chromium.launch({executablePath: chromiumPath, args})
}

export interface Watched {
  /** Every URL that was requested. */
  readonly requested: readonly string[]
  /** Errors and warnings on its console, such as violations of its policy, and uncaught errors. */
  readonly complaints: readonly string[]
}

/** Records what a page does from now on. */
export function watch(page: Page): Watched {
  const [requested, complaints]: [string[], string[]] = [[], []]
  page.on('request', request => requested.push(request.url()))
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  return {requested, complaints}
}
