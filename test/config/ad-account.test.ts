import {chmod, mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'vitest'
import {loadConfig} from '../../src/config/load.ts'
import type {ConfigFlags} from '../../src/config/sources.ts'
import {test, type World} from '../helpers/world.ts'

const adToken = 'EAABadTokenOfTheSystemUser0123'

function load(world: World, env: Record<string, string> = {}, flags: ConfigFlags = {}) {
  return loadConfig({env: {HOME: world.home, MSGR_HOME: world.home, ...env}, cwd: world.folder, flags})
}

async function writeUser(world: World, name: string, text: string): Promise<string> {
  await mkdir(join(world.home, 'config'), {recursive: true})
  const file = join(world.home, 'config', name)
  await writeFile(file, text, {mode: 0o600})
  return file
}

const shop = (keys: string) => `pages: {shop: {pageId: "109876543210987", ${keys}}}\n`

test('the ad account and its token are read like the Page and its token', async ({bareWorld: world}) => {
  const tokenFile = await world.write('ad-token', `${adToken}\n`)
  await chmod(tokenFile, 0o600)
  const read = async (env: Record<string, string>) => {
    const {connection, settings} = await load(world, env)
    const origin = settings.find(({name}) => name === 'adToken')?.origin
    return [connection.adAccount, connection.adToken, origin]
  }

  expect(await read({})).toEqual([undefined, undefined, undefined])
  expect(await read({MSGR_AD_ACCOUNT: '12', MSGR_AD_TOKEN: adToken})).toEqual([
    'act_12',
    adToken,
    'MSGR_AD_TOKEN',
  ])
  expect(await read({MSGR_AD_ACCOUNT: 'act_12', MSGR_AD_TOKEN_FILE: tokenFile})).toEqual([
    'act_12',
    adToken,
    `MSGR_AD_TOKEN_FILE (file:${tokenFile})`,
  ])
  const file = await world.write('.msgrrc.yaml', shop('adAccount: act_7, adToken: "env:SHOP_ADS"'))
  const origin = `${file}: pages.shop.adToken (env:SHOP_ADS)`
  expect(await read({SHOP_ADS: adToken})).toEqual(['act_7', adToken, origin])
  expect(await read({SHOP_ADS: adToken, MSGR_AD_ACCOUNT: 'act_12'})).toEqual(['act_12', adToken, origin])
  const {isSecretVariable} = await load(world, {SHOP_ADS: adToken, COPY: adToken})
  expect(['SHOP_ADS', 'MSGR_AD_TOKEN', 'COPY', 'MSGR_AD_ACCOUNT'].filter(isSecretVariable)).toEqual([
    'SHOP_ADS',
    'MSGR_AD_TOKEN',
    'COPY',
  ])
})

test('what is not an ad account, and a token written out, are refused with their place', async ({
  bareWorld: world,
}) => {
  await expect(load(world, {MSGR_AD_ACCOUNT: 'act_shop'})).rejects.toThrow(
    'MSGR_AD_ACCOUNT is act_shop, which is not an ad account',
  )
  const file = await world.write('.msgrrc.yaml', shop('adAccount: act_x'))
  await expect(load(world)).rejects.toThrow(
    `${file}: pages.shop.adAccount is not an ad account: it looks like act_123`,
  )
  await world.write('.msgrrc.yaml', shop(`adToken: ${adToken}`))
  const error = await load(world).catch(String)
  expect(error).toContain('pages.shop.adToken is a secret written out')
  expect(error).not.toContain(adToken)
})

test('an ad token that cannot be read stops its own calls, not those of the Page', async ({
  bareWorld: world,
}) => {
  await world.write('.msgrrc.yaml', shop('token: "env:SHOP", adAccount: act_7, adToken: "env:ABSENT"'))
  const {connection, problems, missingAdToken} = await load(world, {SHOP: 'EAABpageToken0123456789'})

  expect(connection).toMatchObject({pageToken: 'EAABpageToken0123456789', adToken: undefined})
  expect(problems).toEqual([])
  expect(missingAdToken.message).toContain('The environment variable ABSENT, named by ')
})

test('a stored token is only for the ad account that it was stored for', async ({bareWorld: world}) => {
  await writeUser(
    world,
    'credentials.yaml',
    `shop: {pageId: "109876543210987", token: EAABpage0123456789, adAccount: act_7, adToken: ${adToken}}\n`,
  )
  await writeUser(world, 'config.yaml', shop('token: store, adAccount: act_7, adToken: store'))
  expect((await load(world)).connection).toMatchObject({adAccount: 'act_7', adToken})

  // A project names another account: the one that is stored would be billed for it, or the other way round.
  await world.write('.msgrrc.yaml', shop('adAccount: act_8'))
  const {connection, missingAdToken} = await load(world)
  expect(connection).toMatchObject({adAccount: 'act_8', adToken: undefined})
  expect(missingAdToken).toMatchObject({
    message: expect.stringContaining('is for the ad account act_7, and the settings name act_8'),
    hint: 'Store one for it: msgr login --ad-account act_8 --page shop',
  })
})
