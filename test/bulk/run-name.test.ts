import {basename} from 'node:path'
import {expect, test as plainTest} from 'vitest'
import {fileStore} from '../../src/bulk/file-store/file-store.ts'
import {claimName, isPlace, isRunName, parseRunName, runsNamed} from '../../src/bulk/run-name.ts'
import {people, test} from './bulk-world.ts'

plainTest.each(['sale', 'S', 'sale-2.b_c', `a${'b'.repeat(63)}`])('%s can be the name of a run', name => {
  expect(parseRunName(name)).toBe(name)
})

plainTest.each([
  ['', '"" is not a name: it has up to 64 letters, digits, dots, - and _, and begins with a letter'],
  ['20261122', '"20261122" is not a name'],
  ['a b', '"a b" is not a name'],
  ['a/b', '"a/b" is not a name'],
  [`a${'b'.repeat(64)}`, 'is not a name'],
  ['last', 'last is the newest run'],
])('%s cannot be the name of a run', (name, reason) => {
  expect(isRunName(name)).toBe(false)
  expect(() => parseRunName(name)).toThrow(reason)
})

const place = {page: {id: '1'}, target: 'emulator'} as const

plainTest('a name belongs to one Page of one platform', () => {
  expect(isPlace(place, {...place})).toBe(true)
  expect(isPlace(place, {...place, page: {id: '2'}})).toBe(false)
  expect(isPlace(place, {...place, target: 'platform'})).toBe(false)
})

test('the runs with a name are found, each with its Page', async ({world}) => {
  const named = (name: string) => ({identity: () => ({name, selection: '{}'})})
  const page = {id: '109876543210987', name: 'Shop'}
  await world.freeze(people(1))
  await world.freeze(people(1), named('other'))
  const run = await world.freeze(people(1), named('sale'))
  const elsewhere = await world.freeze(people(1), {...named('sale'), page: {id: '1'}, target: 'platform'})

  expect(await runsNamed(fileStore(world.folder), 'sale')).toEqual([
    {run: basename(run), page, target: 'emulator'},
    {run: basename(elsewhere), page: {id: '1'}, target: 'platform'},
  ])
})

test('of two that plan a run with one name together, one is told who does', async ({world}) => {
  const store = fileStore(world.folder)
  const first = await claimName(store, 'sale', place)

  await expect(claimName(store, 'sale', place)).rejects.toMatchObject({
    message: expect.stringMatching(/^sale is being planned by process \d+/),
    hint: expect.any(String),
  })
  const other = await claimName(store, 'sale', {...place, page: {id: '2'}})
  await first.release()
  await (await claimName(store, 'sale', place)).release()
  await other.release()
})
