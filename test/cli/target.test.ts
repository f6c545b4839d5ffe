import {describe, expect} from 'vitest'
import type {Connection} from '../../src/config/index.ts'
import {test} from '../helpers/world.ts'
import {madeUp} from './made-up.ts'

const connecting = madeUp({run: ({connection}) => connection(), view: ({graphUrl}: Connection) => graphUrl})

describe('the emulator as target', () => {
  test('is found when it runs, and configured secrets are not used', async ({world}) => {
    const env = {MSGR_PAGE_TOKEN: 'EAAB-real', MSGR_APP_SECRET: 'real-secret'}

    const {out} = await world.msgr('do --json', {commands: connecting, env})

    const connection: Connection = JSON.parse(out)
    expect(connection).toMatchObject({target: 'emulator', graphUrl: world.emulator.url, apiVersion: 'v26.0'})
    expect(connection.pageToken).toMatch(/^EMU/)
    expect(connection.appSecret).not.toBe('real-secret')
  })

  test('is started in this process when none runs, with nothing set up', async ({bareWorld: world}) => {
    const listed = await world.msgr('--emulator label list --json')

    expect(listed).toMatchObject({code: 0, err: ''})
    expect(JSON.parse(listed.out).length).toBeGreaterThan(0)
  })

  test('keeps its state from one command to the next', async ({bareWorld: world}) => {
    await world.msgr('--emulator label create VIP')

    const {out} = await world.msgr('--emulator label list')

    expect(out).toContain('\tVIP\n')
  })

  test('takes the Page that --page names, and tells the names there are', async ({world}) => {
    const {out} = await world.msgr('--page 109999999999999 do --json', {commands: connecting})
    const {code, err} = await world.msgr('--page nobody do', {commands: connecting})

    expect(JSON.parse(out).pageId).toBe('109999999999999')
    expect(code).not.toBe(0)
    expect(err).toContain('The emulator has no Page named "nobody"')
  })
})

describe('the platform as target', () => {
  test('cannot be reached for a Page that no setting knows', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', 'pages:\n  shop: {pageId: "1"}\n  staging: {pageId: "2"}\n')

    const {code, err} = await world.msgr('--page shpo do', {commands: connecting})

    expect(code).toBe(2)
    expect(err).toBe(
      '✖ There is no Page shpo (flag --page); use one of: shop, staging\n  Did you mean shop?\n',
    )
  })

  test('without the token that a setting names is not authorised', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', 'pages:\n  shop: {token: "env:SHOP_TOKEN"}\n')

    const {code, err} = await world.msgr('label list')

    expect(code).toBe(4)
    expect(err).toContain('The environment variable SHOP_TOKEN')
  })

  test('--verbose says in whose name', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', 'pages:\n  shop: {pageId: "1", token: "env:SHOP_TOKEN"}\n')

    const {err} = await world.msgr('do -v', {commands: connecting, env: {SHOP_TOKEN: 'EAAB'}})

    expect(err).toBe('https://graph.facebook.com, Page shop 1, v26.0\n')
  })
})

describe('--dry-run', () => {
  test('shows the exact requests, makes none and needs no token', async ({bareWorld: world}) => {
    const {code, out} = await world.msgr('label create VIP --dry-run --json')

    expect(code).toBe(0)
    const {dryRun, requests} = JSON.parse(out)
    expect(dryRun).toBe(true)
    expect(requests.at(-1)).toMatchObject({
      method: 'POST',
      url: 'https://graph.facebook.com/v26.0/me/custom_labels',
      body: {page_label_name: 'VIP'},
    })
  })

  test('is text for a person otherwise', async ({bareWorld: world}) => {
    const {out} = await world.msgr('label create VIP -n')

    expect(out).toContain(
      'POST https://graph.facebook.com/v26.0/me/custom_labels\n  {\n    "page_label_name": "VIP"\n  }\n',
    )
  })

  test('starts no emulator', async ({bareWorld: world}) => {
    const {out} = await world.msgr('--emulator label create VIP -n')

    expect(out).toContain('POST http://127.0.0.1:4010/v26.0/me/custom_labels')
    expect((await world.msgr('--emulator label list')).out).not.toContain('VIP')
  })

  test('ends at the request whose answer the next one needs', async ({bareWorld: world}) => {
    const commands = madeUp({
      async run({api}) {
        const {graph} = await api()
        const answer = await graph.request<{items: string[]}>('GET /me')
        return answer.items[0]?.length
      },
    })

    const {code, out, err} = await world.msgr('do -n --json', {commands})

    expect(code).toBe(0)
    expect(JSON.parse(out).requests).toHaveLength(1)
    expect(err).toBe('What comes after these requests depends on their answers.\n')
  })

  test('is refused like the command itself when the command line is wrong', async ({bareWorld: world}) => {
    expect((await world.msgr('label create --dry-run')).code).toBe(2)
  })
})

describe('--debug', () => {
  test('shows each call on stderr without secrets', async ({world}) => {
    const {pageToken, appSecret} = await world.emulator.connection()

    const {err} = await world.msgr('label list --debug')

    expect(err).toContain('/v26.0/me/custom_labels')
    expect(err).not.toContain(pageToken)
    expect(err).not.toContain(appSecret)
  })
})
