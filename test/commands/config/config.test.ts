import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {test} from '../../helpers/world.ts'

const token = 'EAABwzLixnjYBO'.padEnd(78, 'x')

describe('config show', () => {
  test('prints every setting with its origin, secrets masked', async ({bareWorld: world}) => {
    const file = await world.write(
      '.msgrrc.yaml',
      'pages:\n  shop: {pageId: "42", token: "env:SHOP_TOKEN"}\n',
    )

    const {code, out} = await world.msgr('config show --origin', {
      env: {SHOP_TOKEN: token, MSGR_APP_SECRET: 'short'},
    })

    expect(code).toBe(0)
    expect(out.trim().split('\n')).toEqual([
      'target\tplatform\tdefault',
      'apiVersion\tv26.0\tdefault',
      'graphUrl\thttps://graph.facebook.com\tdefault',
      'page\tshop\tthe only Page in the settings',
      `pageId\t42\t${file}: pages.shop.pageId`,
      `token\tEAAB…(78 characters)\t${file}: pages.shop.token (env:SHOP_TOKEN)`,
      'appId\t\tnot set',
      'appSecret\t…(5 characters)\tMSGR_APP_SECRET',
      'appToken\t\tnot set',
      'verifyToken\t\tnot set',
    ])
  })

  test('never prints a secret, in any format', async ({bareWorld: world}) => {
    const env = {MSGR_PAGE_TOKEN: token, MSGR_APP_ID: '1234', MSGR_APP_SECRET: '0123456789abcdef'}

    for (const flags of ['', '--json', '--format csv', '--origin --json', '--debug']) {
      const {out, err} = await world.msgr(`config show ${flags}`, {env})
      expect(out + err).not.toContain(token)
      expect(out + err).not.toContain(env.MSGR_APP_SECRET)
    }
  })

  test('says what is wrong with a setting and shows the others', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', 'pages:\n  shop: {pageId: "42", token: "env:SHOP_TOKEN"}\n')

    const {code, out, err} = await world.msgr('config show --json')

    expect(code).toBe(0)
    expect(JSON.parse(out).settings).toContainEqual({name: 'pageId', value: '42', origin: null})
    expect(JSON.parse(out).problems).toHaveLength(1)
    expect(err).toContain('The environment variable SHOP_TOKEN')
  })

  test('says that the emulator is the target, and why', async ({bareWorld: world}) => {
    const byFlag = await world.msgr('--emulator config show --origin')
    const byVariable = await world.msgr('config show --origin', {env: {MSGR_EMULATOR: '1'}})

    expect(byFlag.out).toContain('target\temulator\tflag --emulator\n')
    expect(byVariable.out).toContain('target\temulator\tMSGR_EMULATOR\n')
  })
})

test('config path prints the files in use and whether they are there', async ({bareWorld: world}) => {
  const file = await world.write('.msgrrc.yaml', 'apiVersion: v26.0\n')

  const {out} = await world.msgr('config path --json')

  expect(JSON.parse(out)).toEqual([
    {name: 'project file', path: file, exists: true},
    {name: 'user file', path: join(world.home, 'config/config.yaml'), exists: false},
    {name: 'credentials', path: join(world.home, 'config/credentials.yaml'), exists: false},
    {name: 'state', path: join(world.home, 'state'), exists: false},
  ])
})
