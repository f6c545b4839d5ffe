import {expect, test} from 'vitest'
import {collect} from '../../../src/api/core/paging.ts'
import {createApi} from '../../../src/api/index.ts'
import type {AdAccountId, CampaignId, PageId} from '../../../src/platform/ids.ts'
import {type Answer, failureOf, handClock, startServer} from '../platform-double.ts'

const connection = {pageToken: 'PAGE', adToken: 'AD', adAccount: '1' as AdAccountId, clock: handClock()}
const request = {
  message_id: '12' as CampaignId,
  messenger_delivery_data: {subscription_token: '6851236241593468129'},
  message: {text: 'Sale'},
}

/** The API of a server that answers as it is told at the moment. */
async function apiOf() {
  let answer: Answer = {}
  const {url, arrived} = await startServer(() => answer)
  const answering = (next: Answer) => {
    answer = next
    return createApi({...connection, graphUrl: url})
  }
  return {answering, arrived}
}

test('a marketing message is accepted when the platform says so', async () => {
  const {answering} = await apiOf()
  const id = '98ecd977-2f0c-4c28-8a4e-0d2c4a3a5a5b'
  for (const success of [true, 'true'])
    expect(
      await answering({body: {success, marketing_message_tracking_id: id}}).marketingMessages.send(request),
    ).toEqual({success, marketing_message_tracking_id: id, usage: undefined})
  expect(await answering({body: {success: true}}).marketingMessages.send(request)).toMatchObject({
    success: true,
  })
})

test('one whose fate nobody knows is in doubt, and never sent again', async () => {
  const {answering, arrived} = await apiOf()
  const doubtful: readonly Answer[] = [
    {body: {}},
    {body: {marketing_message_tracking_id: 'x'}},
    {body: '<html>'},
    {status: 502, body: 'Bad gateway'},
    {status: 500, body: {error: {code: 2, message: 'Service temporarily unavailable'}}},
    {status: 400, body: {error: {code: -1, message: 'Unknown'}}},
  ]
  for (const [index, answer] of doubtful.entries()) {
    const error = await failureOf(answering(answer).marketingMessages.send(request))
    expect(error, JSON.stringify(answer)).toMatchObject({
      code: 'IN_DOUBT',
      reason: 'marketingMessageInDoubt',
      data: {campaignId: '12'},
    })
    expect(String(error)).not.toContain('6851236241593468129')
    expect(arrived, JSON.stringify(answer)).toHaveLength(index + 1)
  }
})

test('a campaign that is not ready is not tried again within the call, however long one may wait', async () => {
  const {answering, arrived} = await apiOf()
  const answer = {status: 400, body: {error: {code: 2_300_012, message: 'Populating'}}}
  const api = answering(answer)

  expect(await failureOf(api.marketingMessages.send(request))).toMatchObject({
    code: 'GRAPH_ERROR',
    reason: 'campaignNotReady',
    retryable: true,
    refusal: {kind: 'not-yet', waitMs: 1_800_000},
  })
  expect(arrived).toHaveLength(1)
})

test('campaigns are the ads that send messages, from every page of the list', async () => {
  const pages = [
    {data: [{id: '1', campaign: {is_message_campaign: true}}, {id: '2'}], after: 'A'},
    {data: [{id: '3', campaign: {is_message_campaign: false}}], after: 'B'},
    {data: [{id: '4', campaign: {is_message_campaign: true, name: 'Winter'}}], after: undefined},
  ]
  const {url} = await startServer(({query}) => {
    const {data, after} = pages[query['after'] === 'A' ? 1 : query['after'] === 'B' ? 2 : 0] ?? {}
    const paging =
      after === undefined ? {} : {cursors: {after}, next: `https://x/?after=${after}&access_token=AD`}
    return {body: {data, paging}}
  })

  const campaigns = await collect(createApi({...connection, graphUrl: url}).campaigns.list())
  expect(campaigns.map(({id}) => id)).toEqual(['1', '4'])
})

test('what is made has an id that is a text, wherever the answer has it', async () => {
  const {answering} = await apiOf()
  const campaign = {name: 'Winter', page_id: '109' as PageId}
  expect(await answering({body: {id: 12, info: 'capped'}}).campaigns.create(campaign)).toEqual({
    id: '12',
    info: 'capped',
  })
  const audience = {name: 'Customers', pageId: '109' as PageId}
  for (const body of [{data: [{id: '61'}]}, {id: '61'}, {id: 61}])
    expect(await answering({body}).customAudiences.create(audience)).toEqual({id: '61'})
  for (const making of [
    answering({body: {}}).campaigns.create(campaign),
    answering({body: {data: []}}).customAudiences.create(audience),
  ])
    expect(await failureOf(making)).toMatchObject({reason: 'unexpectedAnswer'})
})

test('an estimate or a preview that the platform does not make is undefined', async () => {
  const {answering} = await apiOf()
  const bounds = {estimate_delivery_lower_bound: 1}
  const query = {pageId: '109' as PageId}
  expect(await answering({body: {data: [bounds]}}).deliveryEstimates.get(query)).toEqual(bounds)
  expect(await answering({body: {data: []}}).deliveryEstimates.get(query)).toBeUndefined()
  const frame = '<iframe src="https://business.facebook.com/ads/api/preview_iframe.php?d=1"></iframe>'
  const {campaigns} = answering({body: {data: [{body: frame}]}})
  expect(await campaigns.preview(query.pageId, {text: 'Sale'})).toBe(frame)
  expect(await answering({body: {data: []}}).campaigns.preview(query.pageId, {})).toBeUndefined()
})
