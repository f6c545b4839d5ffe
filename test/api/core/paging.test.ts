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

const urlOf = (query: string) => `https://evil.example/v1.0/999/other?access_token=STOLEN&${query}`
const rest = (ids: readonly string[], next?: string, cursors?: object) => ({
  body: {data: ids.map(id => ({id})), paging: {cursors, next}},
})

test('a list without cursors goes on with the parameters of its next page, never with its host, path or secrets', async () => {
  const secrets = 'appsecret_proof=no&appsecret_time=1&ACCESS_TOKEN=no&client_secret=no&method=delete'
  const first = rest(['1'], urlOf(`fields=evil&limit=7&page=999&${secrets}&until=179&__paging_token=enc_1`))
  const {url, arrived} = await startServer(inTurn(first, rest(['2'], urlOf('offset=2')), rest(['3'])))

  const items = await collect(clientOf(url).pages('GET /{page}/feed', {fields: 'id', limit: 2}))

  expect(items).toEqual([{id: '1'}, {id: '2'}, {id: '3'}])
  expect(arrived.map(({path, query}) => [path, query])).toEqual([
    ['/v26.0/me/feed', {fields: 'id', limit: '2'}],
    ['/v26.0/me/feed', {fields: 'id', limit: '2', until: '179', __paging_token: 'enc_1'}],
    ['/v26.0/me/feed', {fields: 'id', limit: '2', offset: '2'}],
  ])
  expect(arrived.map(({headers}) => headers.authorization)).toEqual(Array(3).fill('Bearer PAGE-TOKEN'))
})

test('where the caller set no limit, the next page has that of the platform', async () => {
  const {url, arrived} = await startServer(inTurn(rest(['1'], urlOf('limit=25&offset=25')), rest([])))

  await collect(clientOf(url).pages('GET /{page}/feed'))

  expect(arrived[1]?.query).toEqual({limit: '25', offset: '25'})
})

test('a time that the caller began with gives way to that of the next page', async () => {
  const {url, arrived} = await startServer(inTurn(rest(['1'], urlOf('until=100')), rest(['2'])))

  await collect(clientOf(url).pages('GET /{page}/feed', {until: '200', since: '1'}))

  expect(arrived[1]?.query).toEqual({until: '100', since: '1'})
})

test('cursors without a next page are the end', async () => {
  const {url, arrived} = await startServer(() => rest(['1'], undefined, {after: 'c1'}))

  await expect(collect(clientOf(url).pages('GET /{page}/feed'))).resolves.toEqual([{id: '1'}])
  expect(arrived).toHaveLength(1)
})

test.each([
  ['names no address', () => rest(['1'], 'more'), 1, 'did not say how'],
  ['holds nothing but a token', () => rest(['1'], urlOf('')), 1, 'read before'],
  ['is the page itself', () => rest(['1'], urlOf('fields=other&limit=7&pretty=0')), 1, 'read before'],
  ['has the same parameters again', () => rest(['1'], urlOf('offset=1')), 2, 'read before'],
  ['has the same cursor again', () => rest(['1'], urlOf('after=c'), {after: 'c'}), 2, 'read before'],
])('a list whose next page %s fails and says how much was read', async (_, answer, read, why) => {
  const {url, arrived} = await startServer(answer)
  const items: unknown[] = []

  const reading = (async () => {
    const pages = clientOf(url).pages('GET /{page}/feed', {fields: 'id', limit: 2})
    for await (const item of pages) items.push(item)
  })()

  await expect(reading).rejects.toMatchObject({
    code: 'LIST_CUT',
    data: {read},
    message: expect.stringMatching(new RegExp(`GET /{page}/feed.* after ${read} items?: .*${why}`)),
  })
  expect([items.length, arrived.length]).toEqual([read, read])
})

test('pages that lead back to an earlier one fail at the first page that would be read twice', async () => {
  const circle = [urlOf('offset=1'), urlOf('offset=2'), urlOf('offset=1')]
  const {url, arrived} = await startServer(inTurn(...circle.map(next => rest(['1'], next))))

  await expect(collect(clientOf(url).pages('GET /{page}/feed'))).rejects.toMatchObject({code: 'LIST_CUT'})
  expect(arrived).toHaveLength(3)
})

test('empty pages without an end fail', async () => {
  let offset = 0
  const {url} = await startServer(() => rest([], urlOf(`offset=${++offset}`)))

  await expect(collect(clientOf(url).pages('GET /{page}/feed'))).rejects.toThrow(/pages were empty/)
})

test('an answer that is not a list fails', async () => {
  const {url} = await startServer(() => ({body: {id: '1'}}))

  await expect(collect(clientOf(url).pages('GET /{page}'))).rejects.toThrow('was not answered with a list')
})

/** Refuses whatever asks for more than so many, at most so many nested. */
const refusing = (most: number, mostNested = Number.POSITIVE_INFINITY) => {
  let offset = 0
  return ({query}: {query: Readonly<Record<string, string>>}) => {
    const nested = Number(/\.limit\((\d+)\)/.exec(query['fields'] ?? '')?.[1] ?? 0)
    if (Number(query['limit'] ?? 25) > most || nested > mostNested) return tooMuch
    offset += 1
    return rest([`${offset}`], offset < 3 ? urlOf(`offset=${offset}`) : undefined)
  }
}
const tooMuch = {
  status: 500,
  body: {
    error: {code: 1, message: "Please reduce the amount of data you're asking for, then retry your request"},
  },
}
const limits = (arrived: readonly {query: Readonly<Record<string, string>>}[]) =>
  arrived.map(({query}) => query['limit'])

test('a page that is too much data is asked for with half the limit, and so are those after it', async () => {
  const {url, arrived} = await startServer(refusing(30))
  const notes: string[] = []

  const items = await collect(
    clientOf(url, {note: text => notes.push(text)}).pages('GET /{page}/conversations', {limit: 100}),
  )

  expect(items).toHaveLength(3)
  expect(limits(arrived)).toEqual(['100', '50', '25', '25', '25'])
  expect(notes).toEqual([expect.stringContaining('limit=50'), expect.stringContaining('limit=25')])
})

test('a list without a limit is halved from what the platform gives by itself', async () => {
  const {url, arrived} = await startServer(refusing(6))

  await collect(clientOf(url).pages('GET /{page}/conversations'))

  expect(limits(arrived)).toEqual([undefined, '12', '6', '6', '6'])
})

test('at one item, what is nested in it is halved', async () => {
  const {url, arrived} = await startServer(refusing(1, 5))

  await collect(
    clientOf(url).pages('GET /{page}/conversations', {limit: 2, fields: 'id,messages.limit(20){id}'}),
  )

  expect(arrived.map(({query}) => [query['limit'], query['fields']]).slice(0, 4)).toEqual([
    ['2', 'id,messages.limit(20){id}'],
    ['1', 'id,messages.limit(20){id}'],
    ['1', 'id,messages.limit(10){id}'],
    ['1', 'id,messages.limit(5){id}'],
  ])
})

test('one item that is too much data is the refusal of the platform, asked for once', async () => {
  const {url, arrived} = await startServer(() => tooMuch)

  await expect(collect(clientOf(url).pages('GET /{page}/conversations', {limit: 4}))).rejects.toMatchObject({
    reason: 'tooMuchData',
    retryable: false,
    refusal: {graphCode: 1},
  })
  expect(limits(arrived)).toEqual(['4', '2', '1'])
})

test.each([1, 2, 100, -3])('the sentence about too much data is known with code %i', async code => {
  const {url, arrived} = await startServer(
    inTurn({status: 500, body: {error: {...tooMuch.body.error, code, error_subcode: 99}}}, rest(['1'])),
  )

  await collect(clientOf(url).pages('GET /{page}/conversations', {limit: 4}))

  expect(limits(arrived)).toEqual(['4', '2'])
})

test.each(['after', 'before', 'offset', 'since', 'until', '__paging_token', '__previous'])(
  'where a page is, as %s says, is taken from its address even where the caller began with another place',
  async name => {
    const {url, arrived} = await startServer(inTurn(rest(['1'], urlOf(`${name}=2`)), rest(['2'])))

    await collect(clientOf(url).pages('GET /{page}/feed', {[name]: '1'}))

    expect(arrived.map(({query}) => query)).toEqual([{[name]: '1'}, {[name]: '2'}])
  },
)

test.each(['limit', 'pretty', 'format', 'locale', 'debug', 'suppress_http_code'])(
  'a page with another %s is the page that was read before',
  async name => {
    const {url, arrived} = await startServer(() => rest(['1'], urlOf(`${name}=2`)))

    await expect(collect(clientOf(url).pages('GET /{page}/feed'))).rejects.toMatchObject({
      message: 'GET /{page}/feed was cut short after 1 item: the next page is one that was read before',
      reason: 'listCut',
    })
    expect(arrived).toHaveLength(1)
  },
)

test.each([
  ['an empty cursor', {after: ''}],
  ['a cursor before alone', {before: 'b'}],
])('a list with %s goes on with the address of its next page', async (_, cursors) => {
  const {url, arrived} = await startServer(inTurn(rest(['1'], urlOf('offset=1'), cursors), rest(['2'])))

  await expect(collect(clientOf(url).pages('GET /{page}/feed'))).resolves.toHaveLength(2)
  expect(arrived[1]?.query).toEqual({offset: '1'})
})

test('a hundred empty pages are read, and no more', async () => {
  /** A list whose pages are empty but for those of these numbers; the last of them is the end. */
  const read = (...filled: readonly number[]) => {
    let page = 0
    const transport = async () => {
      page += 1
      const next = page === filled.at(-1) ? undefined : urlOf(`offset=${page}`)
      const {body} = rest(filled.includes(page) ? ['1'] : [], next)
      return {status: 200, headers: {}, body: JSON.stringify(body)}
    }
    return collect(clientOf('http://127.0.0.1:1', {transport}).pages('GET /{page}/feed'))
  }

  await expect(read(101, 202)).resolves.toHaveLength(2)
  await expect(read(1, 103)).rejects.toMatchObject({
    message:
      'GET /{page}/feed was cut short after 1 item: the last 101 pages were empty, and there is a next one',
  })
})

test.each([
  [
    {limit: 3, fields: 'messages.limit(3)'},
    [
      ['3', 3],
      ['1', 3],
      ['1', 1],
    ],
    ['limit=1, limit(3)', 'limit=1, limit(1)'],
  ],
  [
    {limit: 5, fields: 'messages.limit(9)'},
    [
      ['5', 9],
      ['2', 9],
      ['1', 9],
      ['1', 4],
      ['1', 2],
      ['1', 1],
    ],
    ['limit=2', 'limit=1, limit(9)', 'limit=1, limit(4)', 'limit=1, limit(2)', 'limit=1, limit(1)'],
  ],
] as const)('what %j halves, and what it says', async (params, asked, sizes) => {
  const {url, arrived} = await startServer(() => tooMuch)
  const notes: string[] = []

  await expect(
    collect(clientOf(url, {note: text => notes.push(text)}).pages('GET /{page}/conversations', params)),
  ).rejects.toMatchObject({name: 'GraphError'})

  expect(arrived.map(({query}) => [query['limit'], Number(/\d+/.exec(query['fields'] ?? '')?.[0])])).toEqual(
    asked,
  )
  expect(notes).toEqual(
    sizes.map(
      size => `GET /{page}/conversations was too much data for the platform; asking again for ${size}`,
    ),
  )
})

test('a list without items is one, and what is none says so', async () => {
  for (const body of [{data: {}}, [], 'null', '"text"']) {
    const {url} = await startServer(() => ({body}))
    await expect(collect(clientOf(url).pages('GET /{page}'))).rejects.toMatchObject({
      message: 'GET /{page} was not answered with a list',
      reason: 'notAList',
    })
  }
})
