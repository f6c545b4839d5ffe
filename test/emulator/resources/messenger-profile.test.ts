import {readdirSync, readFileSync} from 'node:fs'
import {expect} from 'vitest'
import {liftProfileLimit} from '../../helpers/probe.ts'
import {type Asking, test} from '../asking.ts'

const edge = '/v26.0/me/messenger_profile'
const fields =
  'get_started,greeting,ice_breakers,persistent_menu,commands,whitelisted_domains,account_linking_url'

const read = async ({ask}: Asking, names = fields) => (await ask(`GET ${edge}?fields=${names}`)).body
const set = ({ask}: Asking, body: unknown) => ask(`POST ${edge}`, {body})
const remove = ({ask}: Asking, names: readonly string[]) => ask(`DELETE ${edge}`, {body: {fields: names}})
const unlimited = (asking: Asking): Asking => {
  liftProfileLimit(asking.emulator)
  return asking
}

const start_ = {get_started: {payload: 'START'}}
const item = {type: 'postback', title: 'Help', payload: 'HELP'}
const menuOf = (...items: unknown[]) => ({persistent_menu: [{locale: 'default', call_to_actions: items}]})

test('what is set is read back; what was never set is absent', async ({start}) => {
  const asking = await start()
  expect(await read(asking)).toEqual({data: []})

  expect((await set(asking, {...start_, ...menuOf(item)})).body).toEqual({result: 'success'})

  expect(await read(asking)).toEqual({data: [{...start_, ...menuOf(item)}]})
  expect(await read(asking, 'get_started,greeting')).toEqual({data: [start_]})
})

test('a property is replaced as a whole, and the others stay', async ({start}) => {
  const asking = await start()
  await set(asking, {...start_, greeting: [{locale: 'default', text: 'Hi'}]})

  await set(asking, {greeting: [{locale: 'default', text: 'Hello'}]})

  expect(await read(asking)).toEqual({data: [{...start_, greeting: [{locale: 'default', text: 'Hello'}]}]})
})

test('domains come back with a slash at the end, once each', async ({start}) => {
  const asking = await start()

  await set(asking, {whitelisted_domains: ['https://shop.example', 'https://shop.example/']})

  expect(await read(asking)).toEqual({data: [{whitelisted_domains: ['https://shop.example/']}]})
})

test('a menu needs Get Started, in the same request or set before', async ({start}) => {
  const asking = await start()

  const {status, body} = await set(asking, menuOf(item))
  expect(status).toBe(400)
  expect(body.error).toMatchObject({
    code: 100,
    error_subcode: 2018145,
    message: '(#100) You must set a Get Started button if you also wish to use persistent menu.',
  })

  await set(asking, start_)
  expect((await set(asking, menuOf(item))).status).toBe(200)
})

test('Get Started stays while there is a menu; both go together', async ({start}) => {
  const asking = await start()
  await set(asking, {...start_, ...menuOf(item)})

  expect((await remove(asking, ['get_started'])).body.error).toMatchObject({
    code: 100,
    error_subcode: 2018145,
  })
  expect((await remove(asking, ['persistent_menu', 'get_started'])).body).toEqual({result: 'success'})
  expect(await read(asking)).toEqual({data: []})
})

test('a page with Messenger Extensions needs its domain stored before', async ({start}) => {
  const asking = await start()
  const menu = menuOf({
    type: 'web_url',
    title: 'Shop',
    url: 'https://shop.example/x',
    messenger_extensions: true,
  })
  const domains = {whitelisted_domains: ['https://shop.example']}

  expect((await set(asking, {...start_, ...menu, ...domains})).body.error.code).toBe(100)
  await set(asking, domains)
  expect((await set(asking, {...start_, ...menu})).body).toEqual({result: 'success'})
})

test('faults are answered in the platform’s own words', async ({start}) => {
  const asking = unlimited(await start())
  const message = async (body: unknown) => (await set(asking, body)).body.error.message

  expect(await message({...start_, persistent_menu: [item]})).toBe(
    '(#100) Invalid keys "type, title, payload" were found in param "persistent_menu[0]".',
  )
  expect(await message({...start_, ...menuOf({...item, title: 'T'.repeat(31)})})).toBe(
    '(#100) Length of param persistent_menu[0][call_to_actions][0][title] must be less than or equal to 30',
  )
  expect(await message({...start_, ...menuOf(...Array(21).fill(item))})).toBe(
    '(#105) param persistent_menu[0][call_to_actions] has too many elements.',
  )
  expect(await message({...start_, ...menuOf({...item, type: 'nested'})})).toContain(
    'nested is no longer supported',
  )
  expect(await message({greeting: [{locale: 'de_DE', text: 'Hallo'}]})).toContain('default locale')
  expect(await message({no_such_property: 1})).toContain('(#100) Requires one of the params: get_started')
  expect(await message({home_url: {url: 'https://shop.example'}})).toBe('(#12) home_url is deprecated')
  expect((await read(asking, 'home_url')).error.message).toBe(
    '(#100) Tried accessing nonexisting field (home_url) on node type (MessengerProfile)',
  )
  expect((await remove(asking, ['no_such_property'])).body.error.code).toBe(100)
})

test('nothing is changed by a request that is refused', async ({start}) => {
  const asking = await start()

  await set(asking, {...start_, ...menuOf({...item, title: ''})})

  expect(await read(asking)).toEqual({data: []})
})

test('dead properties and nested menus live again on a day when they lived', async ({start}) => {
  const {ask} = await start({asOf: '2019-06-01'})
  const body = {
    ...start_,
    home_url: {url: 'https://shop.example', webview_height_ratio: 'tall'},
    ...menuOf({type: 'nested', title: 'More', call_to_actions: [item]}),
  }

  expect((await ask('POST /me/messenger_profile', {body})).body).toEqual({result: 'success'})
  expect((await ask('GET /me/messenger_profile?fields=home_url')).body).toEqual({
    data: [{home_url: body.home_url}],
  })
})

test('the eleventh call in ten minutes is refused, reading included, until time has passed', async ({
  start,
}) => {
  const asking = await start({hasRateLimits: true})
  for (let call = 0; call < 10; call += 1) await read(asking)

  expect((await read(asking)).error).toMatchObject({code: 613})
  await asking.emulator.admin('POST', 'clock', {advanceMs: 10 * 60_000})
  expect(await read(asking)).toEqual({data: []})
})

test('the limit can be switched off', async ({start}) => {
  const asking = unlimited(await start())
  for (let call = 0; call < 12; call += 1) await read(asking)

  expect(await read(asking)).toEqual({data: []})
})

const folder = new URL('../../fixtures/messenger-profile/', import.meta.url)

test('every documented request is answered as documented', async ({start}) => {
  const asking = unlimited(await start())

  for (const name of readdirSync(folder)) {
    const {request, response} = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
      request: {body: unknown}
      response: unknown
    }
    expect({name, body: (await set(asking, request.body)).body}).toEqual({name, body: response})
  }
})

test('the refusal of a second entry for a locale names the locale', async ({start}) => {
  const {ask} = await start()
  const greeting = [
    {locale: 'default', text: 'a'},
    {locale: 'default', text: 'b'},
  ]

  const {body} = await ask('POST /v26.0/me/messenger_profile', {body: {greeting}})

  expect(body.error.message).toBe('(#100) Param greeting[1][locale] is a duplicate of locale default')
})
