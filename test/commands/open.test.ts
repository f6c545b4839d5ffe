import {chmod} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {startRules} from '../helpers/rules-server.ts'
import {test, type World} from '../helpers/world.ts'

const settings = 'pages: {shop: {pageId: "109876543210987", appId: "1234567890123456", token: "env:T"}}\n'
const token = 'EAABsecretTokenOfTheShop'
const atTerminal = {terminals: {stdout: true}}

/** A program that notes the address it is given. */
async function browser(world: World, code = 0): Promise<string> {
  const file = await world.write(
    'browser',
    `#!/bin/sh\necho "$1" >> "${join(world.folder, 'opened')}"\nexit ${code}\n`,
  )
  await chmod(file, 0o755)
  return file
}

const openedIn = async (world: World) => (await world.read('opened').catch(() => '')).trim()

describe('open', () => {
  test.for([
    ['inbox', 'https://business.facebook.com/latest/inbox/all?asset_id=109876543210987'],
    ['chat', 'https://m.me/109876543210987'],
    ['app', 'https://developers.facebook.com/apps/1234567890123456/dashboard/'],
    ['token', 'https://developers.facebook.com/tools/explorer/1234567890123456/'],
  ])('%s prints its address and opens it on a terminal', async ([place, url], {bareWorld: world}) => {
    await world.write('.msgrrc.yaml', settings)
    const env = {BROWSER: await browser(world), T: token}

    const piped = await world.msgr(`open ${place}`, {env})
    expect(piped).toMatchObject({code: 0, out: `${url}\n`})
    for (const flag of ['--no-browser', '--json', '--dry-run'])
      expect((await world.msgr(`open ${place} ${flag}`, {env, ...atTerminal})).code).toBe(0)
    expect(await openedIn(world)).toBe('')

    const shown = await world.msgr(`open ${place}`, {env, ...atTerminal})
    expect(shown).toMatchObject({code: 0, out: `${url}\n`})
    expect(await openedIn(world)).toBe(url)
    expect(shown.out + shown.err + (await openedIn(world))).not.toContain(token)
  })

  test('exits with 0 where no browser can be opened', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', settings)
    const env = {BROWSER: await browser(world, 3), T: token}

    const {code, out, err} = await world.msgr('open inbox', {env, ...atTerminal})

    expect(code).toBe(0)
    expect(out).toContain('https://business.facebook.com/')
    expect(err).toMatch(/^! No browser was opened: .*browser ended with 3\. Open the address yourself\n$/)
  })

  test('asks the token for its Page when the settings do not name it', async ({bareWorld: world}) => {
    const {env} = await startRules([{path: '/me', answer: {id: '77', name: 'Shop'}}])

    const {out} = await world.msgr('open chat', {env: {...env, MSGR_PAGE_ID: undefined}})

    expect(out).toBe('https://m.me/77\n')
  })

  test('says what is missing for the app', async ({bareWorld: world}) => {
    const {code, err} = await world.msgr('open app')

    expect(code).toBe(4)
    expect(err).toContain('This call needs the id of the app, and none is set')
  })

  test('chat on the emulator is its chat page; the rest is not there', async ({world}) => {
    const chat = await world.msgr('open chat --page "Acme Support"')

    expect(chat).toMatchObject({code: 0, out: `${world.emulator.url}/?page=109876543210988\n`})
    for (const place of ['inbox', 'app', 'token']) {
      const {code, err} = await world.msgr(`open ${place}`)
      expect(code).toBe(2)
      expect(err).toContain('The emulator has no ')
    }
  })

  test('chat is refused when no emulator keeps running', async ({bareWorld: world}) => {
    const {code, err} = await world.msgr('--emulator open chat')

    expect(code).toBe(2)
    expect(err).toContain('No emulator is running')
    expect(err).toContain('msgr emulator start --open')
  })

  test('names the places when another is typed', async ({bareWorld: world}) => {
    const {code, err} = await world.msgr('open mailbox')

    expect(code).toBe(2)
    expect(err).toContain('inbox, app, token, chat')
  })
})
