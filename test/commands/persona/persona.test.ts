import {expect, test} from 'vitest'
import {createStage, type Stage} from '../stage.ts'

const picture = 'https://shop.example/anna.png'
const create = async (stage: Stage) =>
  (await stage.msgr(['persona', 'create', 'Anna', picture, '--json'])).json()

test('persona create makes one, and list and get show it', async () => {
  const stage = await createStage()

  const created = await create(stage)
  const list = await stage.msgr(['persona', 'list'])
  const get = await stage.msgr(['persona', 'get', created.id, '--json'])

  expect(created).toEqual({id: expect.stringMatching(/^\d+$/), name: 'Anna', profilePictureUrl: picture})
  expect(list).toMatchObject({code: 0, err: '', out: `${created.id}\tAnna\t${picture}\n`})
  expect(get.json()).toEqual(created)
})

test('a message goes out in the name of a persona', async () => {
  const stage = await createStage()
  const {id} = await create(stage)

  const sent = await stage.msgr(['send', 'text', '6411223344556677', 'Anna here', '--persona', id])
  const refused = await stage.msgr(['send', 'text', '6411223344556677', 'Anna here', '--persona', '1'])

  expect(sent.code).toBe(0)
  expect(refused.code).toBe(1)
})

test('persona delete asks first', async () => {
  const stage = await createStage()
  const {id} = await create(stage)

  const unasked = await stage.msgr(['persona', 'delete', id])
  const agreed = await stage.msgr(['persona', 'delete', id, '--yes'])
  const left = await stage.msgr(['persona', 'list', '--json'])

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
  const {code, err} = await (await createStage()).msgr(argv)

  expect(err).toContain(message)
  expect(code).toBe(2)
})
