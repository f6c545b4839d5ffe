import {expect, test} from 'vitest'
import {createFaults} from '../../../src/emulator/graph/faults.ts'
import {messagesIn, psidsOf} from '../../helpers/probe.ts'
import {createWorld} from '../../helpers/world.ts'

const effect = {kind: 'reset'} as const

test('a fault meets only the calls it names, and only so often', () => {
  const faults = createFaults(Date.now)
  faults.add({method: 'POST', path: '/me/messages', nth: 2, effect})

  const struck = [
    faults.strike('POST', '/v26.0/me/messages'),
    faults.strike('GET', '/v26.0/me/messages'),
    faults.strike('POST', '/v26.0/me/custom_labels'),
    faults.strike('POST', '/me/messages'),
    faults.strike('POST', '/me/messages'),
  ]

  expect(struck).toEqual([undefined, undefined, undefined, effect, undefined])
  expect(faults.list()).toMatchObject([{id: 1, met: 3, struck: 1}])
})

test('a share of calls is the same each time for a seed', () => {
  const draw = (seed: number) => {
    const faults = createFaults(Date.now)
    faults.add({probability: 0.1, seed, effect})
    return Array.from({length: 1000}, () => faults.strike('GET', '/me') !== undefined)
  }

  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  expect(draw(7).filter(Boolean).length).toBeGreaterThan(70)
  expect(draw(7).filter(Boolean).length).toBeLessThan(130)
})

test('a call that is accepted and refused all the same was carried out', async () => {
  const {msgr, emulator} = await createWorld()
  const psid = psidsOf(emulator)[0] ?? ''
  const sent = () => messagesIn(emulator).filter(({text}) => text === 'Hi').length
  const add = await msgr([
    'emulator',
    'fault',
    'add',
    '--call',
    'POST /me/messages',
    '--error',
    '1/1357046',
    '--accept',
  ])

  const {code} = await msgr(['send', 'text', psid, 'Hi'])

  expect(add.code).toBe(0)
  expect([code, sent()]).toEqual([7, 1])
  expect((await msgr(['emulator', 'fault', 'list', '--json'])).json()).toMatchObject([{struck: 1}])
  await msgr(['emulator', 'fault', 'clear'])
  expect((await msgr(['send', 'text', psid, 'Hi'])).code).toBe(0)
})

test('a throttle tells how long to wait', async () => {
  const {msgr, emulator} = await createWorld()
  const {pageToken} = await emulator.connection()
  await msgr(['emulator', 'fault', 'add', '--error', '613', '--minutes', '5', '--times', '1'])

  const answer = await fetch(`${emulator.url}/v26.0/me`, {headers: {authorization: `Bearer ${pageToken}`}})

  expect(answer.status).toBe(400)
  expect(answer.headers.get('x-business-use-case-usage')).toContain('"estimated_time_to_regain_access":5')
})

test.for([
  ['no effect', ['--nth', '1'], 'The fault has no effect'],
  ['two effects', ['--reset', '--withhold'], 'The fault has several effects'],
  ['no call', ['--call', 'me/messages', '--reset'], 'is not a call'],
] as const)('refuses %s', async ([, flags, message]) => {
  const {msgr} = await createWorld()

  expect(await msgr(['emulator', 'fault', 'add', ...flags])).toMatchObject({
    code: 2,
    err: expect.stringContaining(message),
  })
})

test('one of several faults is cleared by its id', async () => {
  const {msgr} = await createWorld()
  await msgr('emulator fault add --call /me --reset')
  await msgr('emulator fault add --event messages --duplicate')

  expect((await msgr('emulator fault clear 1 --dry-run')).out).toMatch(/^Would clear fault 1/)
  expect((await msgr('emulator fault clear 1')).out).toMatch(/^Cleared fault 1/)

  expect((await msgr('emulator fault list --json')).json()).toMatchObject([{id: '2', event: 'messages'}])
  expect(await msgr('emulator fault clear 1')).toMatchObject({
    err: expect.stringContaining('There is no fault 1'),
  })
})
