import {expect, test} from 'vitest'
import {personOf} from '../../helpers/probe.ts'
import {createWorld} from '../../helpers/world.ts'

const ada = '6411223344556677'
const list = '[{locale: default, call_to_actions: [{type: postback, title: My order, payload: ORDER}]}]'
const own = [{locale: 'default', call_to_actions: [{type: 'postback', title: 'My order', payload: 'ORDER'}]}]

test('profile menu set gives one person a menu of their own, and profile menu delete takes it away', async () => {
  const world = await createWorld()
  await world.write('menu.yaml', `persistent_menu: ${list}`)

  const before = await world.msgr(['profile', 'menu', 'get', ada])
  const set = await world.msgr(['profile', 'menu', 'set', ada, 'menu.yaml'])
  const json = await world.msgr(['profile', 'menu', 'get', ada, '--json'])
  const yaml = await world.msgr(['profile', 'menu', 'get', ada])
  const deleted = await world.msgr(['profile', 'menu', 'delete', ada, '--yes', '--json'])

  expect(before.out).toBe('Neither this person nor the Page has a menu.\n')
  expect(set).toMatchObject({code: 0, out: `✔ Set the menu of ${ada} for default\n`})
  expect(json.json()).toEqual({user_level_persistent_menu: own})
  expect(yaml.out).toMatch(/^persistent_menu:\n/)
  expect(deleted.json()).toEqual({psid: ada, deleted: true})
  expect(personOf(world.emulator, ada)?.persistentMenu).toBeUndefined()
})

test('what profile menu get prints, profile menu set takes, and so it does the list alone', async () => {
  const world = await createWorld()

  const fromList = await world.msgr(['profile', 'menu', 'set', ada, '-', '--json'], {stdin: list})
  const {out} = await world.msgr(['profile', 'menu', 'get', ada])
  const again = await world.msgr(['profile', 'menu', 'set', ada, '-'], {stdin: out})

  expect(fromList.json()).toEqual({psid: ada, locales: ['default']})
  expect(again.code).toBe(0)
})

test('every fault of the file is told before any call', async () => {
  const world = await createWorld()
  const faulty = `persistent_menu: [{locale: de_DE, call_to_actions: [{type: postback, title: ${'T'.repeat(31)}}]}]`

  const {code, err} = await world.msgr(['profile', 'menu', 'set', ada, '-'], {stdin: faulty})

  expect(code).toBe(2)
  expect(err).toContain('persistent_menu[0].call_to_actions[0].title: 31 characters, at most 30')
  expect(err).toContain('persistent_menu[0].call_to_actions[0].payload: is missing')
  expect(err).toContain('persistent_menu: has no entry for the locale `default`')
  expect(personOf(world.emulator, ada)?.settingsCallsMs).toBeUndefined()
})

test('a page inside Messenger needs a domain of the Page', async () => {
  const world = await createWorld()
  const url = 'https://shop.example/x'
  const menu = `[{locale: default, call_to_actions: [{type: web_url, title: Shop, url: "${url}", messenger_extensions: true}]}]`

  const missing = await world.msgr(['profile', 'menu', 'set', ada, '-'], {stdin: menu})
  await world.msgr(['profile', 'set', '-'], {stdin: 'whitelisted_domains: [https://shop.example]'})
  const there = await world.msgr(['profile', 'menu', 'set', ada, '-'], {stdin: menu})

  expect(missing).toMatchObject({code: 2, err: expect.stringContaining('whitelisted_domains')})
  expect(there.code).toBe(0)
})

test('profile menu alone shows its commands', async () => {
  const world = await createWorld()

  const {code, out} = await world.msgr(['profile', 'menu'])

  expect(code).toBe(0)
  expect(out).toContain('The menu of one person')
  expect(out).toContain('profile menu delete')
})
