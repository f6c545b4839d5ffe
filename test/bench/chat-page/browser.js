import {existsSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {chromium} from 'playwright-core'

/** Chromium; undefined where there is none in /usr/bin or in PATH. */
export async function openBrowser() {
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)]
  const executablePath = folders
    .flatMap(each => ['chromium', 'chromium-browser', 'google-chrome'].map(name => join(each, name)))
    .find(path => existsSync(path))
  if (executablePath === undefined) return undefined
  return chromium.launch({executablePath, args: ['--no-sandbox', '--disable-gpu']})
}
