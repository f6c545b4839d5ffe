import {expect} from 'vitest'
import {type Asking, test} from '../asking.ts'

const flow = JSON.stringify([
  {
    message: {
      text: 'This is a welcome message authored in a 3P tool',
      quick_replies: [{content_type: 'text', title: 'Quick reply 1', payload: 'Payload 1'}],
    },
  },
])

/** As curl -F sends it: a form of parts, the token in the query. */
async function formOf({emulator}: Asking) {
  const {pageToken, pageId} = await emulator.connection()
  const edge = `${emulator.url}/v26.0/${pageId}/welcome_message_flows?access_token=${pageToken}`
  return async (method: string, fields: Readonly<Record<string, string>>) => {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
    return (await (await fetch(edge, {method, ...(method === 'GET' ? {} : {body})})).json()) as any
  }
}

test('flows are created, changed and deleted by the requests of the guide, quotes and all', async ({
  start,
}) => {
  const asking = await start()
  const form = await formOf(asking)

  const created = await form('POST', {
    welcome_message_flow: flow,
    eligible_platforms: '["messenger"]',
    name: 'Driver sign up',
  })
  expect(created).toEqual({flow_id: expect.stringMatching(/^\d+$/)})
  const id = created.flow_id
  const changed = {
    flow_id: `"${id}"`,
    eligible_platforms: '["messenger", "instagram"]',
    name: 'Driver sign up - updated',
  }
  expect(await form('POST', changed)).toEqual({success: true})
  expect((await form('GET', {})).data).toEqual([
    {
      id,
      name: 'Driver sign up - updated',
      welcome_message_flow: flow,
      eligible_platforms: ['messenger', 'instagram'],
      last_update_time: expect.stringMatching(/\+0000$/),
      is_used_in_ad: false,
    },
  ])
  expect(await form('DELETE', {flow_id: `"${id}"`})).toEqual({success: true})
  expect((await form('GET', {})).data).toEqual([])
})

test('what a flow lacks, an unsupported message and an unknown flow are refused with 100', async ({
  start,
}) => {
  const form = await formOf(await start())
  const good = {name: 'A', eligible_platforms: '["messenger"]', welcome_message_flow: flow}
  const {flow_id: id} = await form('POST', good)
  const refused: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ...Object.keys(good).map(
      key => ['POST', Object.fromEntries(Object.entries(good).filter(([name]) => name !== key))] as const,
    ),
    ['POST', {...good, eligible_platforms: '["fax"]'}],
    ['POST', {...good, welcome_message_flow: '[{"message":{}}]'}],
    ['POST', {...good, welcome_message_flow: `[{"message":{"text":"${'a'.repeat(2001)}"}}]`}],
    ['POST', {flow_id: id}],
    ['POST', {flow_id: '99', name: 'B'}],
    ['DELETE', {}],
    ['DELETE', {flow_id: '99'}],
  ]

  for (const [method, fields] of refused)
    expect((await form(method, fields)).error?.code, JSON.stringify(fields)).toBe(100)
  expect((await form('GET', {})).data).toHaveLength(1)
})

test('a flow of an ad that somebody clicks is neither changed nor deleted until the ad ends', async ({
  start,
}) => {
  const asking = await start()
  const {ask, emulator} = asking
  const form = await formOf(asking)
  const {flow_id: id} = await form('POST', {
    name: 'A',
    eligible_platforms: '["MESSENGER"]',
    welcome_message_flow: flow,
  })
  await emulator.admin('POST', 'people/6411223344556677/refer', {source: 'ADS', flow_id: id})

  expect((await form('POST', {flow_id: id, name: 'B'})).error.code).toBe(100)
  expect((await form('DELETE', {flow_id: id})).error.code).toBe(100)
  const {data} = (await ask(`GET /me/welcome_message_flows?flow_id=${id}&fields=name,is_used_in_ad`)).body
  expect(data).toEqual([{id, name: 'A', is_used_in_ad: true}])

  await emulator.admin('POST', 'welcome-flows', {flow: id, usedInAd: false})
  expect(await form('DELETE', {flow_id: id})).toEqual({success: true})
})

test('a flow belongs to one app and one Page', async ({start}) => {
  const asking = await start()
  const {flow_id: id} = await (await formOf(asking))('POST', {
    name: 'A',
    eligible_platforms: '["messenger"]',
    welcome_message_flow: flow,
  })
  const {pageToken: token} = await asking.emulator.connection('Acme Support')
  const other = {token}

  expect((await asking.ask('GET /me/welcome_message_flows', other)).body.data).toEqual([])
  expect((await asking.ask(`DELETE /me/welcome_message_flows?flow_id=${id}`, other)).body.error.code).toBe(
    100,
  )
})
