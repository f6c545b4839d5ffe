import {describe, expect} from 'vitest'
import type {Fault} from '../../../src/emulator/graph/faults.ts'
import {createWorld} from '../../helpers/world.ts'
import {type Asking, test} from '../asking.ts'
import {type Receiver, subscribeReceiver} from '../receiver.ts'

const ada = '6411223344556677'
const hiro = '6411223351556698'

async function receiving(asking: Asking, fault: Fault): Promise<Receiver> {
  const receiver = await subscribeReceiver(asking, ['messages', 'messaging_postbacks'])
  await asking.emulator.admin('POST', 'faults', fault)
  return receiver
}

async function say({emulator}: Asking, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await emulator.admin('POST', `people/${ada}/say`, {text})
}

const textsOf = (items: readonly unknown[]) =>
  items.map(item => (item as {message?: {text: string}}).message?.text)

describe('a delivery, on demand', () => {
  test('comes twice, with the same message id', async ({start}) => {
    const asking = await start()
    const {received} = await receiving(asking, {event: 'messages', nth: 1, effect: {kind: 'duplicate'}})

    await say(asking, 'twice', 'once')

    const items = await received(3)
    expect(textsOf(items)).toEqual(['twice', 'twice', 'once'])
    expect(items[1]).toEqual(items[0])
  })

  test('comes after a later one', async ({start}) => {
    const asking = await start()
    const {received} = await receiving(asking, {event: 'messages', nth: 1, effect: {kind: 'late', events: 2}})

    await say(asking, 'first', 'second', 'third')

    expect(textsOf(await received(3))).toEqual(['second', 'third', 'first'])
  })

  test('that nothing follows comes all the same', async ({start}) => {
    const asking = await start()
    const {received} = await receiving(asking, {event: '*', effect: {kind: 'late', events: 5}})

    await say(asking, 'alone')

    expect(textsOf(await received(1))).toEqual(['alone'])
  })

  test('carries several entries, or several items in one entry', async ({start}) => {
    const asking = await start()
    const receiver = await receiving(asking, {event: '*', times: 2, effect: {kind: 'gather', count: 2}})
    await asking.emulator.admin('POST', 'faults', {
      event: '*',
      effect: {kind: 'gather', count: 3, into: 'items'},
    })

    await say(asking, 'one', 'two')
    await say(asking, 'three', 'four')
    await asking.emulator.admin('POST', `people/${hiro}/tap`, {payload: 'HOURS'})

    const [entries, items] = await receiver.posted(2)
    expect(entries?.entry.map(({messaging}) => textsOf(messaging ?? []))).toEqual([['one'], ['two']])
    expect(items?.entry).toHaveLength(1)
    expect(items?.entry[0]?.messaging).toMatchObject([
      {message: {text: 'three'}},
      {message: {text: 'four'}},
      {postback: {payload: 'HOURS'}},
    ])
  })

  test('of another field, or one to a call, is not met', async ({start}) => {
    const asking = await start()
    const {received} = await receiving(asking, {event: 'messaging_postbacks', effect: {kind: 'duplicate'}})

    await say(asking, 'once', 'and again')

    expect(textsOf(await received(2))).toEqual(['once', 'and again'])
    await expect(
      asking.emulator.admin('POST', 'faults', {event: '*', effect: {kind: 'reset'}}),
    ).rejects.toThrow('duplicate, late, delay, gather')
  })
})

describe('emulator fault', () => {
  test('adds faults of deliveries, and lists what they did and when they end', async () => {
    const {msgr} = await createWorld()
    const add = await msgr(['emulator', 'fault', 'add', '--event', 'messages', '--duplicate', '--times', '2'])
    await msgr([
      'emulator',
      'fault',
      'add',
      '--event',
      '*',
      '--gather',
      '3',
      '--into',
      'items',
      '--for',
      '10m',
    ])

    const listed = await msgr(['emulator', 'fault', 'list'])

    expect(add.code).toBe(0)
    expect(listed.out).toMatch(/deliveries of messages\s+2 times\s+0 of 0\s+after 2 more/)
    expect(listed.out).toMatch(/every delivery\s+3 in one, as items\s+0 of 0\s+600 s after it was added/)
  })

  test('ends a fault by its number and by its time', async () => {
    const {msgr, emulator} = await createWorld()
    await msgr(['emulator', 'fault', 'add', '--error', '613', '--nth', '1'])
    await msgr(['emulator', 'fault', 'add', '--error', '613', '--for', '10m', '--call', '/me'])
    const {pageToken} = await emulator.connection()
    const ask = async () => (await fetch(`${emulator.url}/v26.0/me?access_token=${pageToken}`)).status

    expect([await ask(), await ask()]).toEqual([400, 400])
    await emulator.admin('POST', 'clock', {advanceMs: 600_000})

    expect(await ask()).toBe(200)
    expect((await msgr(['emulator', 'fault', 'list', '--json'])).json()).toMatchObject([
      {over: true, struck: 1},
      {over: true, struck: 1},
    ])
  })

  test.for([
    ['an effect of calls', ['--event', '*', '--reset'], '--reset affects calls'],
    ['an effect of deliveries on calls', ['--duplicate'], 'name them with --event'],
    ['a field that no Page has', ['--event', 'mesages', '--duplicate'], 'is not a field'],
    ['both', ['--event', '*', '--call', '/me', '--duplicate'], 'not both'],
    ['an --into of its own', ['--event', '*', '--into', 'items', '--late'], 'it needs --gather'],
  ] as const)('refuses %s', async ([, flags, message]) => {
    const {msgr} = await createWorld()
    expect(await msgr(['emulator', 'fault', 'add', ...flags])).toMatchObject({
      code: 2,
      err: expect.stringContaining(message),
    })
  })
})
