import {PassThrough} from 'node:stream'
import {describe, expect} from 'vitest'
import {parse} from 'yaml'
import {test} from '../helpers/world.ts'

const SHOP = '109876543210987'
const SUPPORT = '109876543210988'

describe('init without a terminal', () => {
  test('writes what the flags say and what goes without saying, and msgr reads it', async ({
    bareWorld: world,
  }) => {
    const {code, out} = await world.msgr(
      `init --pages shop=${SHOP},staging=${SUPPORT} --app-id 1234567890123456 --app-secret-from env:APP_SECRET --token-from store --token-from staging=file:secrets/staging --default-page staging --api-version 25.0`,
    )

    expect(code).toBe(0)
    expect(out).toBe(
      '✔ Wrote .msgrrc.yaml\nNext:\n  msgr login --page shop\n  msgr doctor\n  msgr page pull\n',
    )
    expect(await world.read('.msgrrc.yaml')).toMatch(/^# Settings of msgr .*No secret is in it/)
    const ofApp = {appId: '1234567890123456', appSecret: 'env:APP_SECRET'}
    expect(parse(await world.read('.msgrrc.yaml'))).toEqual({
      apiVersion: 'v25.0',
      defaultPage: 'staging',
      pages: {
        shop: {pageId: SHOP, token: 'store', ...ofApp},
        staging: {pageId: SUPPORT, token: 'file:secrets/staging', ...ofApp},
      },
    })
    const shown = await world.msgr('config show --json')
    expect(JSON.parse(shown.out).settings).toContainEqual({name: 'pageId', value: SUPPORT, origin: null})
  })

  test('names the one flag that has no usual value', async ({bareWorld: world}) => {
    const silent = await world.msgr('init --no-input', {terminals: {stdin: true, stderr: true}})
    const least = await world.msgr(`init --no-input --pages shop=${SHOP}`)

    expect(silent).toMatchObject({code: 2, err: expect.stringContaining(`Name them: --pages shop=${SHOP}`)})
    expect(least.code).toBe(0)
    expect(parse(await world.read('.msgrrc.yaml'))).toEqual({
      apiVersion: 'v26.0',
      pages: {shop: {pageId: SHOP, token: 'store'}},
    })
  })

  const token = `EAAG${'m0PX4ZCpsBAK'.repeat(8)}`
  const pages = `--pages shop=${SHOP}`
  test.for<[flags: string, reason: string]>([
    [
      `${pages} --token-from ${token}`,
      '--token-from: That looks like a secret, but the project file ends up in git',
    ],
    [`${pages} --token-from env:${token}`, '--token-from: That looks like a secret'],
    [
      `${pages} --app-secret-from 0123456789abcdef0123456789abcdef`,
      '--app-secret-from: That looks like a secret',
    ],
    [`--pages ${token}=1`, '--pages: That looks like a secret'],
    [`${pages} --token-from somewhere`, '--token-from: A secret comes from store, env:NAME or file:PATH'],
    [
      `${pages} --token-from "env:TWO WORDS"`,
      '--token-from: A secret comes from store, env:NAME or file:PATH',
    ],
    ['--pages shop', '--pages: The page id is made of digits'],
    [`--pages "my shop=${SHOP}"`, '--pages: The name of a Page is one word'],
    [`--pages ${SHOP}=${SHOP}`, '--pages: The name of a Page cannot be all digits'],
    [`--pages a=1,a=2`, '--pages: a is already the name of another Page here'],
    [`${pages} --app-id acme`, '--app-id: The app id is made of digits'],
    [`${pages} --default-page other`, '--default-page: other is not one of the Pages shop'],
    [`${pages} --api-version v19.0`, '--api-version: v19.0 ended on 2026-05-21; the newest is v26.0'],
  ])('refuses %s', async ([flags, reason], {bareWorld: world}) => {
    world.clock.set('2026-11-27T12:00:00Z')

    const {code, err} = await world.msgr(`init ${flags}`)

    expect(code).toBe(2)
    expect(err).toContain(reason)
    expect(err).not.toContain(token)
    await expect(world.read('.msgrrc.yaml')).rejects.toThrow('ENOENT')
  })

  test('takes the name of a variable that begins like a token', async ({bareWorld: world}) => {
    expect(
      (await world.msgr(`init ${pages} --token-from env:EASTERN_SHOP_PAGE_ACCESS_TOKEN_OF_PRODUCTION`)).code,
    ).toBe(0)
  })

  test('a dry run shows the file and writes none', async ({bareWorld: world}) => {
    const {code, out} = await world.msgr(`init ${pages} --dry-run`)

    expect(code).toBe(0)
    expect(out).toContain(`pages:\n  shop:\n    pageId: "${SHOP}"\n    token: store\n`)
    await expect(world.read('.msgrrc.yaml')).rejects.toThrow('ENOENT')
  })

  test('what is there is not written over, but with --overwrite', async ({bareWorld: world}) => {
    await world.write('.msgrrc.yaml', 'apiVersion: v25.0\n')

    const refused = await world.msgr(`init ${pages}`)
    const untouched = await world.read('.msgrrc.yaml')
    const forced = await world.msgr(`init ${pages} --overwrite`)

    expect(refused).toMatchObject({code: 2, err: expect.stringContaining('replace it: --overwrite')})
    expect(untouched).toBe('apiVersion: v25.0\n')
    expect(forced.code).toBe(0)
    expect(await world.read('.msgrrc.yaml')).toContain(SHOP)
  })

  test('no second project file is put beside one of another name', async ({bareWorld: world}) => {
    await world.write('package.json', '{"msgr": {"apiVersion": "v25.0"}}')

    const {code, err} = await world.msgr(`init ${pages} --overwrite`)

    expect(code).toBe(2)
    expect(err).toContain('There is already a project file here: package.json')
  })

  test('the starter of a Page file is valid, also with everything in it that is commented out', async ({
    bareWorld: world,
  }) => {
    await world.msgr(`init ${pages} --page-file`)
    const starter = await world.read('page.yaml')
    const plain = await world.msgr('page validate page.yaml')
    const whole = starter.replaceAll(/^( *)# (\w+: )/gm, '$1$2')
    await world.write('whole.yaml', whole)
    const all = await world.msgr('page validate whole.yaml')

    expect(plain).toMatchObject({code: 0, err: ''})
    expect(all).toMatchObject({code: 0, out: expect.stringContaining('profile, labels, webhook_fields')})
    expect(whole).toContain('\n  whitelisted_domains')
    await world.write('page.yaml', 'labels: [VIP]\n')
    await world.msgr(`init ${pages} --page-file --overwrite`)
    expect(await world.read('page.yaml')).toBe('labels: [VIP]\n')
  })
})

test('init --emulator offers the Pages of the emulator', async ({world}) => {
  const stdin = new PassThrough()
  const running = world.start(
    'init --token-from store --app-id 1234567890123456 --app-secret-from env:S --api-version v26.0',
    {stdin, terminals: {stdin: true, stderr: true}},
  )
  await running.err.holds(`acme-support (${SUPPORT})`)
  stdin.write(' \n')
  await running.err.holds('Also write a starter page.yaml?')
  stdin.write('\n')
  const {code, out} = await running.ended

  expect(code).toBe(0)
  expect(out).toContain('Next:\n  msgr doctor\n  msgr page pull\n')
  expect(Object.keys(parse(await world.read('.msgrrc.yaml')).pages)).toEqual(['acme-shop'])
})
