import {expect, test} from 'vitest'
import {collect} from '../../../src/api/core/paging.ts'
import {clientOf, inTurn, startServer} from '../platform-double.ts'

const next = 'https://evil.example/next?access_token=STOLEN&after=no'
const page = (ids: readonly string[], after?: string) => ({
  body: {
    data: ids.map(id => ({id})),
    paging: {cursors: {before: 'b', after: after ?? 'end'}, ...(after ? {next} : {})},
  },
})

test('all pages are read by their cursors, with our own token, until no next one is named', async () => {
  const {url, arrived} = await startServer(inTurn(page(['1', '2'], 'c1'), page([], 'c2'), page(['3'])))

  const labels = await collect(clientOf(url).pages('GET /{page}/custom_labels', {fields: 'id', limit: 2}))

  expect(labels).toEqual([{id: '1'}, {id: '2'}, {id: '3'}])
  expect(arrived.map(({query}) => query)).toEqual([
    {fields: 'id', limit: '2'},
    {fields: 'id', limit: '2', after: 'c1'},
    {fields: 'id', limit: '2', after: 'c2'},
  ])
  expect(arrived.map(({headers}) => headers.authorization)).toEqual(Array(3).fill('Bearer PAGE-TOKEN'))
})

test('a list without paging is one page', async () => {
  const {url} = await startServer(() => ({body: {data: []}}))

  await expect(collect(clientOf(url).pages('GET /{page}/custom_labels'))).resolves.toEqual([])
})

test('no page is asked for beyond what is wanted', async () => {
  const {url, arrived} = await startServer(() => page(['1', '2'], `c${Math.random()}`))

  const three = await collect(clientOf(url).pages('GET /{page}/conversations'), 3)
  const none = await collect(clientOf(url).pages('GET /{page}/conversations'), 0)

  expect(three).toHaveLength(3)
  expect(none).toEqual([])
  expect(arrived).toHaveLength(2)
})

test('a list that goes in circles is cut off, with a warning', async () => {
  const {url, arrived} = await startServer(() => page(['1'], 'same'))
  const warnings: string[] = []

  const items = await collect(
    clientOf(url, {warn: text => warnings.push(text)}).pages('GET /{page}/conversations'),
  )

  expect(items).toHaveLength(2)
  expect(arrived).toHaveLength(2)
  expect(warnings).toEqual([expect.stringContaining('cut off')])
})
