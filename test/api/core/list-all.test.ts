import {expect, test} from 'vitest'
import {createApi} from '../../../src/api/index.ts'
import type {Psid} from '../../../src/platform/ids.ts'
import {reported} from '../../helpers/reported.ts'
import {type Arrived, failureOf, handClock, refusal, startServer} from '../platform-double.ts'

const people = ['1', '2', '3', '4'] as Psid[]
const vip = {id: '9', page_label_name: 'VIP'}
const news = {id: '8', page_label_name: 'News'}
const next = 'https://graph.facebook.com/v26.0/next?after=c1'
const item = (body: unknown, code = 200) => ({code, body: JSON.stringify(body)})
const tooMuch = {
  error: {code: 1, message: "Please reduce the amount of data you're asking for, then retry your request"},
}

async function start(answer: (request: Arrived) => object) {
  const {url, arrived} = await startServer(request => answer(request))
  return {
    api: createApi({graphUrl: url, pageToken: 'PAGE-TOKEN', clock: handClock(), random: () => 1}),
    arrived,
  }
}

test('lists of many people are one call; a list that goes on, or was too much data, is asked for singly', async () => {
  const {api, arrived} = await start(({method, path, query}) => {
    if (method === 'POST')
      return {
        body: [
          item({data: [vip]}),
          item({data: [vip], paging: {cursors: {after: 'c1'}, next}}),
          item(tooMuch, 500),
          item(refusal(100), 400),
        ],
      }
    if (path === '/v26.0/3/custom_labels') return {body: {data: [news]}}
    const isFirst = query['after'] === undefined
    return {body: isFirst ? {data: [vip], paging: {cursors: {after: 'c1'}, next}} : {data: [news]}}
  })

  const results = await api.customLabels.ofAll(people)

  expect(results).toEqual([
    {kind: 'done', answer: [vip]},
    {kind: 'done', answer: [vip, news]},
    {kind: 'done', answer: [news]},
    {kind: 'failed', error: expect.objectContaining({name: 'GraphError', reason: 'requestRefused'})},
  ])
  const asked = arrived.slice(1).map(({path, query}) => [path, query['limit'], query['after']])
  expect(asked).toEqual([
    ['/v26.0/2/custom_labels', '100', undefined],
    ['/v26.0/2/custom_labels', '100', 'c1'],
    ['/v26.0/3/custom_labels', '50', undefined],
  ])
})

test('a list that is refused when it is asked for singly has failed, and the others are there', async () => {
  const {api} = await start(({method}) =>
    method === 'POST'
      ? {body: [item({data: [vip], paging: {next}}), item({data: [news]}), null]}
      : {status: 400, body: refusal(100)},
  )

  const results = await api.customLabels.ofAll(people.slice(0, 3))

  expect(results).toEqual([
    {kind: 'failed', error: expect.objectContaining({name: 'GraphError'})},
    {kind: 'done', answer: [news]},
    {kind: 'unfinished'},
  ])
})

test('who is answered with no list has failed, and only they', async () => {
  const {api} = await start(() => ({body: [item({id: '1'}), item({data: [vip]})]}))

  const [failed, done] = await api.customLabels.ofAll(people.slice(0, 2))

  expect(failed).toMatchObject({kind: 'failed', error: {message: expect.stringMatching(/ has no data$/)}})
  expect(done).toEqual({kind: 'done', answer: [vip]})
})

test('a list that goes on in a circle fails as a whole', async () => {
  const {api} = await start(({method}) => {
    const list = {data: [vip], paging: {cursors: {after: 'c1'}, next}}
    return {body: method === 'POST' ? [item(list)] : list}
  })

  expect(reported(await failureOf(api.customLabels.ofAll(people.slice(0, 1))))).toMatchObject({
    code: 'LIST_CUT',
    message:
      'GET /{psid}/custom_labels was cut short after 2 items: the next page is one that was read before',
    hint: 'The list is incomplete. See what the platform answers: --debug',
  })
})
