import {expect, test} from 'vitest'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'

const picture = 'https://shop.example/anna.png'
const create = async (world: EmulatedWorld) =>
  (await world.msgr(['persona', 'create', 'Anna', picture, '--json'])).json()

test('persona create makes one, and list and get show it', async () => {
  const world = await createWorld()

  const created = await create(world)
  const list = await world.msgr(['persona', 'list'])
  const get = await world.msgr(['persona', 'get', created.id, '--json'])

  expect(created).toEqual({id: expect.stringMatching(/^\d+$/), name: 'Anna', profilePictureUrl: picture})
  expect(list).toMatchObject({code: 0, err: '', out: `${created.id}\tAnna\t${picture}\n`})
  expect(get.json()).toEqual(created)
})

test('a message goes out in the name of a persona', async () => {
  const world = await createWorld()
  const {id} = await create(world)

  const sent = await world.msgr(['send', 'text', '6411223344556677', 'Anna here', '--persona', id])
  const refused = await world.msgr(['send', 'text', '6411223344556677', 'Anna here', '--persona', '1'])

  expect(sent.code).toBe(0)
  expect(refused.code).toBe(1)
})

test('persona delete asks first', async () => {
  const world = await createWorld()
  const {id} = await create(world)

  const unasked = await world.msgr(['persona', 'delete', id])
  const agreed = await world.msgr(['persona', 'delete', id, '--yes'])
  const left = await world.msgr(['persona', 'list', '--json'])

  expect(unasked.code).toBe(2)
  expect(unasked.err).toContain('--yes')
  expect(agreed).toMatchObject({code: 0, out: `Deleted the persona ${id}.\n`})
  expect(left.json()).toEqual([])
})

test.each([
  [['persona', 'create', 'A'.repeat(51), picture], 'name: 51 characters, at most 50'],
  [
    ['persona', 'create', 'Anna', 'http://shop.example/a.png'],
    'profile_picture_url: `http://shop.example/a.png` must start with https://',
  ],
  [['persona', 'get', 'anna'], 'anna is not the id of a persona'],
])('%j is misused', async (argv, message) => {
  const {code, err} = await (await createWorld()).msgr(argv)

  expect(err).toContain(message)
  expect(code).toBe(2)
})
