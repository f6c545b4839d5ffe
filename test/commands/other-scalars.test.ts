import {expect} from 'vitest'
import {validate} from '../../src/library/validate.ts'
import {test} from '../helpers/world.ts'

const ada = '6411223344556677'

// The platform reads a number as the text that it expects, and null as absent: so does msgr, wherever it reads a file.
test('a Page file with a number for a text is applied once, and then nothing differs', async ({world}) => {
  const menu = '[{locale: default, call_to_actions: [{type: postback, title: 2026, payload: 007}]}]'
  await world.write(
    'page.yaml',
    `profile: {get_started: {payload: 5}, persistent_menu: null}
user_settings: [{psid: "${ada}", persistent_menu: ${menu}}]
`,
  )
  const applied = await world.msgr('page apply --yes')
  expect(applied.code, applied.err).toBe(0)
  const plan = await world.msgr('page plan --exit-code')
  expect(plan.code, plan.out).toBe(0)
  const profile = await world.msgr('profile get --json')
  expect(JSON.parse(profile.out)).toEqual({get_started: {payload: '5'}})
  const own = await world.msgr(`profile menu get ${ada} --json`)
  expect(own.out).toContain('"title":"2026","payload":"007"')
})

test('the menu of a person and the message of a broadcast leave as the platform reads them', async ({
  world,
}) => {
  const menu = [{locale: 'default', call_to_actions: [{type: 'postback', title: 'A', payload: 7}]}]
  await world.write('menu.json', JSON.stringify({access_token: 'x', persistent_menu: menu}))
  const set = await world.msgr(`profile menu set ${ada} menu.json --dry-run`)
  expect(set.out).toContain('"payload": "7"')
  expect(set.out).not.toContain('access_token')
  expect(set.err).toContain('access_token is left out')

  await world.write('people.csv', `psid\n${ada}\n`)
  const body = {message: {text: 2026, attachment: null}, access_token: 'x', tag: null}
  await world.write('message.json', JSON.stringify(body))
  const plan = await world.msgr('broadcast plan message.json --to people.csv --json')
  expect(JSON.parse(plan.out).examples[0].message.text).toBe('2026')
  const sent = await world.msgr('broadcast send message.json --to people.csv --yes')
  expect(sent.code, sent.err).toBe(0)
  expect(sent.err).toContain('access_token is left out')
  const read = await world.msgr(`conversation messages ${ada} --json`)
  expect(read.out).toContain('"2026"')
})

test('a number that lost digits stands for no id', () => {
  const wrong = validate.messages({
    recipient: {id: Number('64112233445566771')},
    messaging_type: 'RESPONSE',
    message: {text: 'x'},
  })
  expect(wrong.map(({path}) => path)).toEqual(['recipient.id'])
})

test('with --strict a warning is an error', async ({world}) => {
  const menu = '[{locale: default, call_to_actions: [{type: postback, title: A, payload: B}]}]'
  await world.write('profile.yaml', `persistent_menu: ${menu}\n`)
  const loose = await world.msgr('profile validate profile.yaml')
  const strict = await world.msgr('profile validate profile.yaml --strict')
  expect([loose.code, strict.code]).toEqual([0, 2])
  expect(strict.err).toContain('persistent_menu: needs `get_started`')

  const payload = {template_type: 'hologram', beam: 1}
  await world.write('message.json', JSON.stringify({attachment: {type: 'template', payload}}))
  const unknown = await world.msgr(`send template ${ada} message.json --strict --dry-run`)
  expect(unknown.code).toBe(2)
  expect((await world.msgr(`send template ${ada} message.json --dry-run`)).code).toBe(0)
})
