import {expect, test} from 'vitest'
import {planSteps} from '../../../src/commands/profile/set.ts'
import {pageOf} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'

const profileOf = ({emulator}: EmulatedWorld) => pageOf(emulator).profile

const menu = `
persistent_menu:
  - locale: default
    call_to_actions:
      - {type: postback, title: Talk to us, payload: CARE}
`
const whole = `
greeting: [{locale: default, text: Hello}]
get_started: {payload: START}
whitelisted_domains: [https://shop.example]
${menu}`

test('profile set sets what the file names, and profile get shows it', async () => {
  const world = await createWorld()
  await world.write('page.yaml', whole)

  const set = await world.msgr(['profile', 'set', 'page.yaml', '--json'])
  const all = await world.msgr(['profile', 'get', '--json'])
  const one = await world.msgr(['profile', 'get', 'get_started', '--json'])

  expect(set.code).toBe(0)
  expect(set.json().set.toSorted()).toEqual([
    'get_started',
    'greeting',
    'persistent_menu',
    'whitelisted_domains',
  ])
  expect(all.json()).toMatchObject({
    get_started: {payload: 'START'},
    greeting: [{locale: 'default', text: 'Hello'}],
  })
  expect(one.json()).toEqual({get_started: {payload: 'START'}})
})

test('a profile is set in three calls: domains first, the greeting apart and last', () => {
  const profile = {
    greeting: [{locale: 'default', text: 'Hello'}],
    get_started: {payload: 'START'},
    account_linking_url: 'https://shop.example/link',
    whitelisted_domains: ['https://shop.example'],
  }

  expect(planSteps(profile).map(step => Object.keys(step))).toEqual([
    ['whitelisted_domains'],
    ['get_started', 'account_linking_url'],
    ['greeting'],
  ])
  expect(planSteps({get_started: {payload: 'START'}})).toHaveLength(1)
  expect(planSteps({})).toEqual([])
})

test('a menu alone can be set on a Page that has a Get Started button, and on no other', async () => {
  const world = await createWorld()
  await world.write('menu.yaml', menu)

  const before = await world.msgr(['profile', 'set', 'menu.yaml'])
  await world.msgr(['profile', 'set', '-'], {stdin: '{"get_started":{"payload":"START"}}'})
  const after = await world.msgr(['profile', 'set', 'menu.yaml'])

  expect(before.code).toBe(2)
  expect(before.err).toContain('get_started')
  expect(after.code).toBe(0)
})

test('a dry run of profile set shows the calls without making one', async () => {
  const world = await createWorld()

  const {code, json} = await world.msgr(['profile', 'set', '-', '--dry-run', '--json'], {stdin: whole})

  expect(code).toBe(0)
  expect(
    json().requests.map(({method, body}: {method: string; body: object}) => [method, Object.keys(body)]),
  ).toEqual([
    ['POST', ['whitelisted_domains']],
    ['POST', ['get_started', 'persistent_menu']],
    ['POST', ['greeting']],
  ])
  expect(profileOf(world)).toEqual({})
})

test('profile validate names every fault at once and makes no call', async () => {
  const world = await createWorld()
  const file = {
    get_started: {payload: ''},
    persistent_menu: [
      {locale: 'default', call_to_actions: [{type: 'postback', title: 'x'.repeat(31), payload: 'P'}]},
    ],
  }

  const {code, err} = await world.msgr(['profile', 'validate', '-', '--json'], {stdin: JSON.stringify(file)})

  expect(code).toBe(2)
  const {error} = JSON.parse(err)
  expect(error.code).toBe('INVALID_INPUT')
  expect(error.faults.map(({path}: {path: string}) => path)).toEqual([
    'get_started.payload',
    'persistent_menu[0].call_to_actions[0].title',
  ])
})

test('profile validate accepts a good file, and tells what is doubtful', async () => {
  const world = await createWorld()
  await world.write('page.yaml', whole)

  const {code, out, err} = await world.msgr(['profile', 'validate', 'page.yaml'])

  expect(code).toBe(0)
  expect(out).toContain('page.yaml is valid')
  expect(err).toContain('greeting')
})

test.each([
  ['', 'is empty'],
  ['{"a": [}', ':1: this is not JSON, in column 8'],
  ['a: 1\nb: [', 'page.json:1: this is not JSON, in column 1'],
])('a file holding %j is misuse', async (content, message) => {
  const world = await createWorld()
  await world.write('page.json', content)

  const {code, err} = await world.msgr(['profile', 'set', 'page.json'])

  expect(code).toBe(2)
  expect(err).toContain(message)
})

test('profile delete deletes properties, but not a Get Started button that the menu needs', async () => {
  const world = await createWorld()
  await world.msgr(['profile', 'set', '-'], {stdin: whole})

  const needed = await world.msgr(['profile', 'delete', 'get_started'])
  const both = await world.msgr(['profile', 'delete', 'get_started', 'persistent_menu', '--yes'])
  const again = await world.msgr(['profile', 'delete', 'get_started', '--yes'])
  const unknown = await world.msgr(['profile', 'delete', 'persistent_meny'])

  expect(needed.code).toBe(2)
  expect(needed.err).toContain('persistent_menu')
  expect(both).toMatchObject({code: 0, out: '✔ Deleted get_started, persistent_menu\n'})
  expect(again).toMatchObject({
    code: 0,
    out: 'Nothing to delete: the Messenger Profile has none of these.\n',
  })
  expect(Object.keys(profileOf(world) ?? {}).toSorted()).toEqual(['greeting', 'whitelisted_domains'])
  expect(unknown.err).toContain('persistent_menu')
})

test('profile get of an empty profile says so', async () => {
  const world = await createWorld()

  expect((await world.msgr(['profile', 'get'])).out).toBe('Nothing is set.\n')
  expect((await world.msgr(['profile', 'get', 'greting'])).err).toContain('Did you mean greeting?')
})

test.for<[asOf: string, code: number, told: string]>([
  [
    '2025-05-01',
    0,
    '! page.yaml:11: payment_settings `payment_settings` ends on 2025-06-16; then: link to a payment page',
  ],
  ['2025-07-01', 2, 'payment_settings: `payment_settings` ended on 2025-06-16; link to a payment page'],
])('profile validate tells on %s, with the day, what ends or has ended', async ([asOf, code, told]) => {
  const world = await createWorld({asOf})
  await world.write('page.yaml', `${whole}\npayment_settings: {privacy_url: https://shop.example}\n`)

  const validated = await world.msgr(['profile', 'validate', 'page.yaml'])

  expect(validated).toMatchObject({code, err: expect.stringContaining(told)})
})
