import {expect} from 'vitest'
import {startRules} from '../../helpers/rules-server.ts'
import {test} from '../../helpers/world.ts'

const ada = '6411223344556677'
const hours =
  'timezone_id: Europe/Zurich\nweekly_operating_hours:\n  - {day_of_week: MONDAY, open_time: "0900", close_time: "1800"}\n'

test('call settings are set one by one and shown', async ({world}) => {
  await world.write('hours.yaml', hours)
  expect((await world.msgr('call enable')).out).toContain('Calling is on for the Page.')
  const set = await world.msgr('call settings set --audio on --video off --ring partners')
  const more = await world.msgr('call settings set --icon on --hours hours.yaml --json')

  expect([set.code, more.code]).toEqual([0, 0])
  expect(set.out).toBe('audio\ton\nvideo\toff\nrings\tpartners\n')
  expect(more.json()).toMatchObject({iconEnabled: true, audioEnabled: null})
  expect((await world.msgr('call settings get --json')).json()).toEqual({
    ...{audioEnabled: true, videoEnabled: false, iconEnabled: true},
    callHours: {
      timezoneId: 'Europe/Zurich',
      weeklyOperatingHours: [{day_of_week: 'MONDAY', open_time: '0900', close_time: '1800'}],
    },
    callRouting: {ringTarget: 'PARTNERS'},
  })
  expect((await world.msgr('call settings get')).out).toContain('hours\tMONDAY 0900 1800')
})

test('what is wrong is said before any call, and nothing changes', async ({world}) => {
  await world.write('zone.yaml', hours.replace('Europe/Zurich', 'Zurich'))
  await world.write('time.yaml', hours.replace('"0900"', '9am'))
  await world.write('empty.yaml', 'timezone_id: Europe/Zurich\n')
  const faults = {
    'call settings set': 'There is nothing to set',
    'call settings set --audio yes': '--audio yes is neither on nor off',
    'call settings set --ring home': '--ring home is neither meta nor partners',
    'call settings set --hours zone.yaml': 'zone.yaml:1: timezone_id: is not the name of a time zone',
    'call settings set --hours time.yaml':
      'weekly_operating_hours[0].open_time: `9am` is not a time as four digits, such as 0900',
    'call settings set --hours empty.yaml': 'empty.yaml:1: weekly_operating_hours: is missing',
  }

  for (const [line, fault] of Object.entries(faults)) {
    const {code, err} = await world.msgr(line)
    expect([code, err], line).toEqual([2, expect.stringContaining(fault)])
  }
  const dry = await world.msgr('call settings set --audio on --dry-run')
  expect(dry.out).toContain('messenger_call_settings')
  expect((await world.msgr('call settings get --json')).json().audioEnabled).toBe(false)
})

test('an answer that the settings could not be set is a failure', async ({bareWorld: world}) => {
  const {env} = await startRules([
    {path: '/messenger_call_settings', answer: {result: 'failure'}},
    {path: '.*', answer: {id: '109876543210987', name: 'Acme'}},
  ])

  const {code, err} = await world.msgr('call settings set --icon off', {env})

  expect([code, err]).toEqual([1, expect.stringContaining('the call settings could not be set')])
})

test('settings are read from an answer without a list too', async ({bareWorld: world}) => {
  const {env} = await startRules([
    {path: '/messenger_call_settings', answer: {audio_enabled: true, call_routing: {ring_target: 'META'}}},
    {path: '.*', answer: {id: '109876543210987', name: 'Acme'}},
  ])

  const {out} = await world.msgr('call settings get', {env})

  expect(out).toBe('audio\ton\nrings\tmeta\n')
})

test('call permission shows whether the Page may call, and until when', async ({world}) => {
  const before = (await world.msgr(`call permission ${ada} --json`)).json()
  await world.msgr(`emulator person call-permission ${ada}`)
  const after = (await world.msgr(`call permission ${ada} --json`)).json()
  await world.msgr(`emulator person call-permission ${ada} reject`)
  const rejected = await world.msgr(`call permission ${ada}`)

  expect(before).toMatchObject({psid: ada, status: 'no_permission', expiresAt: null})
  expect(after).toMatchObject({status: 'temporary', expiresAt: expect.stringMatching(/Z$/)})
  expect(after.actions).toContainEqual({name: 'start_call', allowed: true, limits: []})
  expect(rejected.out).toContain('start call\tnot allowed')
  expect((await world.msgr('call permission 99')).code).not.toBe(0)
})
