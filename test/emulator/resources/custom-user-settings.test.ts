import {expect} from 'vitest'
import {type Asking, test} from '../asking.ts'

const ada = '6411223344556677'
const ben = '6411223345556680'
const edge = '/v26.0/me/custom_user_settings'

const item = {type: 'postback', title: 'Help', payload: 'HELP'}
const menuOf = (...items: unknown[]) => [{locale: 'default', call_to_actions: items}]

const read = async ({ask}: Asking, psid = ada) => (await ask(`GET ${edge}?psid=${psid}`)).body
const set = async ({ask}: Asking, menu: unknown, psid = ada) =>
  (await ask(`POST ${edge}`, {body: {psid, persistent_menu: menu}})).body
const remove = async ({ask}: Asking, params: unknown) =>
  (await ask(`DELETE ${edge}?psid=${ada}&params=${encodeURIComponent(JSON.stringify(params))}`)).body

test('a person has a menu of their own beside that of the Page, until it is deleted', async ({start}) => {
  const asking = await start()
  expect(await read(asking)).toEqual({data: []})
  await asking.ask('POST /v26.0/me/messenger_profile', {
    body: {get_started: {payload: 'START'}, persistent_menu: menuOf(item)},
  })

  const own = menuOf({...item, title: 'My order'})
  expect(await set(asking, own)).toEqual({result: 'success'})

  expect(await read(asking)).toEqual({
    data: [{user_level_persistent_menu: own, page_level_persistent_menu: menuOf(item)}],
  })
  expect(await read(asking, ben)).toEqual({data: [{page_level_persistent_menu: menuOf(item)}]})
  expect(await remove(asking, ['persistent_menu'])).toEqual({result: 'success'})
  expect(await read(asking)).toEqual({data: [{page_level_persistent_menu: menuOf(item)}]})
})

test('faults are refused, and nothing is changed', async ({start}) => {
  const asking = await start()

  expect((await set(asking, menuOf({...item, title: 'T'.repeat(31)}))).error.message).toContain(
    'persistent_menu[0][call_to_actions][0][title] must be less than or equal to 30',
  )
  expect((await set(asking, [{locale: 'de_DE', call_to_actions: [item]}])).error.message).toContain('default')
  expect((await set(asking, menuOf(item), '99')).error).toMatchObject({code: 100, error_subcode: 2018001})
  expect((await remove(asking, ['greeting'])).error.message).toContain('must be one of {persistent_menu}')
  expect(await read(asking)).toEqual({data: []})
})

test('the eleventh call about one person in ten minutes is refused; about another it is not', async ({
  start,
}) => {
  const asking = await start({hasRateLimits: true})
  for (let call = 0; call < 10; call += 1) await read(asking)

  expect((await read(asking)).error).toMatchObject({code: 613})
  expect(await read(asking, ben)).toEqual({data: []})
  await asking.emulator.admin('POST', 'clock', {advanceMs: 10 * 60_000})
  expect(await read(asking)).toEqual({data: []})
})
