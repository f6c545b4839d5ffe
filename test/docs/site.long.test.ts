import {mkdtemp, rm} from 'node:fs/promises'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {expect, onTestFinished, test} from 'vitest'
import {chromiumPath, launchBrowser} from '../helpers/browser.ts'

const {buildSite} = createRequire(import.meta.url)('../../bin/docs/site.js')

test.skipIf(chromiumPath === undefined)(
  'in a browser, from a folder: search finds a page by words of its text, and no page is wider than a phone',
  async () => {
    const site = await mkdtemp(join(tmpdir(), 'msgr-site-'))
    onTestFinished(() => rm(site, {recursive: true}))
    buildSite(site, [])
    const browser = await launchBrowser()
    onTestFinished(() => browser.close())
    const page = await browser.newPage({viewport: {width: 360, height: 800}})
    const open = (name: string) => page.goto(pathToFileURL(join(site, `${name}.html`)).href)
    await open('index')
    await page.keyboard.press('/')
    await page.keyboard.type('quick tunnel')
    expect(await page.locator('#found a').first().textContent()).toMatch(/^Webhook events/)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/events\.html#/)

    for (const name of ['index', 'troubleshooting', 'broadcasts', 'testing-bots']) {
      await open(name)
      const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect(wider, `${name} is wider than a phone`).toBe(0)
    }
  },
)
