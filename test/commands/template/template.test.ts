import {describe, expect, test} from 'vitest'
import {messagesIn} from '../../helpers/probe.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'

const pickup = (text: string, language = 'en') => `
name: pickup
language: ${language}
category: UTILITY
components:
  - type: HEADER
    format: TEXT
    text: Parcel {{1}}
    example: {header_text: ["7"]}
  - type: BODY
    text: ${text}
    example: {body_text: [["Monday"]]}
`
const good = pickup('Your parcel can be picked up from {{1}} on.')
const create = async (world: EmulatedWorld, content = good) => {
  await world.write('pickup.yaml', content)
  return world.msgr(['template', 'create', 'pickup.yaml', '--json'])
}
const textsSent = ({emulator}: EmulatedWorld) =>
  messagesIn(emulator).flatMap(({from, text}) => (from === 'page' ? [text] : []))

test('template create makes a template, and list and get show it', async () => {
  const world = await createWorld()

  const created = await create(world)
  const list = await world.msgr(['template', 'list', '--search', 'parcel', '--json'])
  const get = await world.msgr(['template', 'get', 'pickup'])

  const {id} = created.json()
  expect(created.code).toBe(0)
  expect(created.json()).toEqual({
    id,
    rejectedReason: null,
    name: 'pickup',
    language: 'en',
    status: 'APPROVED',
  })
  expect(list.json()).toMatchObject([{id, name: 'pickup', status: 'APPROVED'}])
  expect(get.out).toContain('body\tYour parcel can be picked up from {{1}} on.')
})

test('template create tells all faults of a file before any call', async () => {
  const world = await createWorld()

  const {code, err} = await create(
    world,
    pickup('Your parcel can be picked up on {{1}}, or {{3}} at the latest.', 'english'),
  )

  expect(code).toBe(2)
  expect(JSON.parse(err).error.faults.map(({path}: {path: string}) => path)).toEqual(
    expect.arrayContaining(['language', 'components[1].text']),
  )
})

test('a rejected template ends with 1 and the reason', async () => {
  const world = await createWorld()

  const {code, json} = await create(world, pickup('Our big sale goes on until {{1}} for all of you.'))

  expect(code).toBe(1)
  expect(json()).toMatchObject({status: 'REJECTED', rejectedReason: 'TAG_SHOULD_BE_MARKETING'})
})

test('template list shows the library', async () => {
  const {out} = await (await createWorld()).msgr(['template', 'list', '--library'])

  expect(out).toContain('order_confirmation\ten\tlibrary')
})

test('template delete takes every language, or the one that is named', async () => {
  const world = await createWorld()
  await create(world)
  await create(world, good.replace('language: en', 'language: de'))
  const names = async () =>
    (await world.msgr(['template', 'list', '--json']))
      .json()
      .map(({name, language}: {name: string; language: string}) => `${name} ${language}`)

  await world.msgr(['template', 'delete', 'pickup', '--language', 'de', '--yes'])
  expect(await names()).toEqual(['order_update en', 'pickup en'])
  const {code} = await world.msgr(['template', 'delete', 'pickup', '--yes'])

  expect(code).toBe(0)
  expect(await names()).toEqual(['order_update en'])
})

describe('send utility', () => {
  /** Wrote thirty hours ago. */
  const hiro = '6411223351556698'

  test('sends an approved template with its values, outside the window', async () => {
    const world = await createWorld()
    const params = ['--param', 'order_id=566701', '--param', 'button.1=566701']

    const {code, err} = await world.msgr(['send', 'utility', hiro, 'order_update', ...params])

    expect({code, err}).toEqual({code: 0, err: ''})
    expect(textsSent(world)).toEqual(['Your order 566701 is on its way.'])
  })

  test('fills numbered placeholders of body and header', async () => {
    const world = await createWorld()
    await create(world)

    const {code} = await world.msgr([
      ...['send', 'utility', hiro, 'pickup', '--language', 'en'],
      ...['--param', '1=Monday', '--param', 'header.1=7'],
    ])

    expect(code).toBe(0)
    expect(textsSent(world)).toEqual(['Parcel 7\nYour parcel can be picked up from Monday on.'])
  })

  test('tells every value that is missing or too many', async () => {
    const world = await createWorld()

    const {code, err} = await world.msgr(['send', 'utility', hiro, 'order_update', '--param', 'order=1'])

    expect(code).toBe(2)
    for (const told of ['order_id: is missing', 'button.1: is missing', 'order: is not in the template'])
      expect(err).toContain(`--param ${told}`)
    expect(textsSent(world)).toEqual([])
  })

  test('of a template that is not there, not approved or there twice says what to do', async () => {
    const world = await createWorld()
    await create(world)
    await create(world, good.replace('language: en', 'language: de'))
    await create(world, pickup('Our big sale goes on until {{1}} for all of you.').replace('pickup', 'sale'))
    const send = (name: string) => world.msgr(['send', 'utility', hiro, name, '--param', '1=x'])

    expect(await send('order_updat')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Did you mean order_update?'),
    })
    expect(await send('pickup')).toMatchObject({code: 2, err: expect.stringContaining('--language: en, de')})
    expect(await send('sale')).toMatchObject({code: 1, err: expect.stringContaining('REJECTED')})
  })

  test('shows in a dry run what it would send, without looking at the template', async () => {
    const world = await createWorld()

    const {json} = await world.msgr([
      ...['send', 'utility', hiro, 'order_update', '--param', 'order_id=5', '--param', 'button.1=5'],
      ...['--dry-run', '--json'],
    ])

    expect(json().requests).toHaveLength(1)
    expect(json().requests[0].body).toEqual({
      recipient: {id: hiro},
      messaging_type: 'UTILITY',
      message: {
        template: {
          name: 'order_update',
          language: {code: 'en'},
          components: [
            {type: 'body', parameters: [{type: 'text', parameter_name: 'order_id', text: '5'}]},
            {type: 'buttons', parameters: [{type: 'URL', url: '5'}]},
          ],
        },
      },
    })
  })
})
