import {mkdtemp, readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {expect, onTestFinished, test} from 'vitest'
import {buildSite} from '../../bin/docs/site.mjs'
import {chromiumPath, launchBrowser} from '../helpers/browser.ts'

test.skipIf(chromiumPath === undefined)(
  'in a browser, from a folder: search finds a page by words of its text, no page is wider than a phone, and no flag is broken',
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

    const names = (await readdir(site)).filter(name => name.endsWith('.html'))
    expect(names.length).toBeGreaterThan(20)
    for (const name of names.map(each => each.replace('.html', ''))) {
      await open(name)
      const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect(wider, `${name} is wider than a phone`).toBe(0)
      const broken = await page.evaluate(
        "[...document.querySelectorAll('.flag')].filter(each => each.getClientRects().length > 1).map(each => each.textContent)",
      )
      expect(broken, name).toEqual([])
    }
  },
)
