import {once} from 'node:events'
import {existsSync} from 'node:fs'
import net from 'node:net'
import {join} from 'node:path'
import {describe, expect} from 'vitest'
import {test} from '../../helpers/world.ts'
import {environmentIn, evaluate, exec} from './exec-programs.ts'

test('a bot finds what it needs under the names of its kind; what another service owns stays', async ({
  world,
}) => {
  const {pageToken, appSecret, appId, pageId, verifyToken, userToken} = await world.emulator.connection()
  const env = {
    ACCESS_TOKEN: 'of another service',
    WEBHOOK_TOKEN: 'EAABmarked-0123456789abcdefghij'.replaceAll('-', 'x'),
  }
  const {out} = await exec(world, ['env'], {env: {...env, VALIDATION_TOKEN: undefined}})

  const found = environmentIn(out)
  for (const [value, names] of [
    [pageToken, 'FACEBOOK_ACCESS_TOKEN FB_ACCESS_TOKEN FACEBOOK_TOKEN META_PAGE_ACCESS_TOKEN page_token'],
    [pageId, 'FACEBOOK_PAGE_ID PAGE_ID'],
    [appId, 'FACEBOOK_APP_ID'],
    [appSecret, 'FACEBOOK_APP_SECRET META_APP_SECRET app_secret'],
    [
      verifyToken,
      'MESSENGER_VALIDATION_TOKEN FB_VERIFICATION_TOKEN VALIDATION_TOKEN WEBHOOK_TOKEN verify_token',
    ],
    [userToken, 'USER_ACCESS_TOKEN FACEBOOK_USER_ACCESS_TOKEN'],
    [`${appId}|${appSecret}`, 'APP_ACCESS_TOKEN FB_APP_TOKEN'],
    ['of another service', 'ACCESS_TOKEN'],
  ] as const)
    for (const name of names.split(' ')) expect(found[name], name).toBe(value)
  expect(out).not.toContain('EAA')
})

test('emulator token show prints what the emulator made, also where it is a secret of the settings', async ({
  world,
}) => {
  const {pageToken, appSecret, appId, verifyToken, userToken} = await world.emulator.connection()
  const env = {MSGR_PAGE_TOKEN: pageToken, MSGR_APP_SECRET: appSecret, MSGR_VERIFY_TOKEN: verifyToken}
  const texts = [pageToken, appSecret, verifyToken, userToken, `${appId}|${appSecret}`]

  const shown = await world.msgr('emulator token show', {env})
  for (const text of texts) expect(shown.out).toContain(text)
  expect(Object.values(JSON.parse((await world.msgr('emulator token show --json', {env})).out))).toEqual(
    expect.arrayContaining(texts),
  )
  expect((await world.msgr('emulator token list', {env})).out).not.toContain(pageToken)
  const other = JSON.parse((await world.msgr('emulator token show --page 109876543210988 --json')).out)
  expect(other).toMatchObject({pageId: '109876543210988', pageToken: expect.not.stringMatching(pageToken)})
})

test('a bot gets the secrets of the emulator and none of those that msgr has', async ({world}) => {
  const env = {
    MSGR_PAGE_TOKEN: 'EAABmarked-0123456789abcdefghij',
    MSGR_APP_SECRET: 'marked-secret',
    MSGR_APP_SECRET_FORMER: 'marked-former',
    MSGR_AD_TOKEN: 'EAABmarked-ad-0123456789abcdefgh',
    NGROK_AUTHTOKEN: 'marked-authtoken',
    COPY_OF_IT: 'marked-secret',
    OTHERS: 'stays',
  }
  const {out} = await exec(world, ['env'], {env})

  expect(out).toContain('OTHERS=stays')
  expect(out).toMatch(/^MSGR_PAGE_TOKEN=EMU/m)
  expect(out).toMatch(/^MSGR_AD_TOKEN=EMUAD/m)
  expect(out).toMatch(/^MSGR_AD_ACCOUNT=act_1111000000000001$/m)
  expect(out).not.toContain('marked')
})

describe('the environment of the program', () => {
  test('has the token under the usual names, also where a real one was, and no address but the emulator', async ({
    world,
  }) => {
    const real = 'EAAB1234567890abcdefghijkl'
    const names = [
      'PAGE_ACCESS_TOKEN',
      'MSGR_PAGE_TOKEN',
      'SHOP_TOKEN',
      'APP_SECRET',
      'VERIFY_TOKEN',
      'OTHER',
    ]

    const {out} = await exec(world, ['env'], {
      env: {SHOP_TOKEN: real, PAGE_ACCESS_TOKEN: real, OTHER: 'EAAT'},
    })

    const {pageToken, appSecret, verifyToken} = await world.emulator.connection()
    const found = environmentIn(out)
    expect(names.map(name => found[name])).toEqual([
      pageToken,
      pageToken,
      pageToken,
      appSecret,
      verifyToken,
      'EAAT',
    ])
  })

  test('keeps what was there: options of Node, certificates, folders of PHP', async ({world}) => {
    const authorities = await world.write(
      'own.pem',
      '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n',
    )
    const preloaded = await world.write('with space/preloaded.cjs', 'globalThis.preloaded = true')
    const show = `JSON.stringify([
      globalThis.preloaded,
      process.env.NODE_EXTRA_CA_CERTS,
      require('fs').readFileSync(process.env.SSL_CERT_FILE, 'utf8').includes('QUJD'),
      require('fs').readFileSync(process.env.SSL_CERT_FILE, 'utf8').match(/BEGIN/g).length > 100,
      process.env.PHP_INI_SCAN_DIR.split(':')[0],
    ])`

    const {out, err} = await exec(world, evaluate(show), {
      env: {
        NODE_OPTIONS: `--require ${JSON.stringify(preloaded)}`,
        NODE_EXTRA_CA_CERTS: authorities,
        PHP_INI_SCAN_DIR: '/etc/php',
      },
    })

    expect(JSON.parse(out), err).toEqual([true, authorities, true, true, '/etc/php'])
  })

  test('leads a program with a real token in its code to the emulator’s', async ({world}) => {
    const ask = "fetch('https://graph.facebook.com/v26.0/me?access_token=EAAB1234567890').then(r => r.text())"

    const {out} = await exec(world, evaluate(ask))

    expect(out).toContain('takes no token of the real platform')
    expect(out).toContain('reads one from PAGE_ACCESS_TOKEN')
  })

  test('is gone afterwards, folders and ports', async ({world}) => {
    const {out} = await exec(world, ['env'])

    const {SSL_CERT_FILE: file = '', HTTPS_PROXY: proxy = ''} = environmentIn(out)
    expect(file).toContain('msgr-exec-')
    expect(existsSync(join(file, '..'))).toBe(false)
    await expect(once(net.connect(Number(new URL(proxy).port), '127.0.0.1'), 'connect')).rejects.toThrow()
  })
})
