import {expect} from 'vitest'
import {test} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'

const ada = '6411223344556677'
const hours = {
  timezone_id: 'America/Manaus',
  weekly_operating_hours: [{day_of_week: 'MONDAY', open_time: '0400', close_time: '1020'}],
}

test('call settings are kept as SDKs and forms spell them, each on its own', async ({start}) => {
  const {ask, emulator} = await start()
  const {pageToken, pageId} = await emulator.connection()
  const edge = `${pageId}/messenger_call_settings`
  const form = async (params: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams({access_token: pageToken, ...params})
    return (await (await fetch(`${emulator.url}/v26.0/${edge}`, {method: 'POST', body})).json()) as object
  }
  const read = async () => (await ask(`GET /v26.0/${edge}`)).body.data

  expect(await read()).toEqual([{audio_enabled: false, video_enabled: false, icon_enabled: true}])
  expect(await form({audio_enabled: 'true', call_hours: JSON.stringify(hours)})).toEqual({
    result: 'success',
  })
  expect(await form({icon_enabled: '1', 'call_routing[ring_target]': 'PARTNERS'})).toEqual({
    result: 'success',
  })
  const settings = {
    ...{audio_enabled: true, video_enabled: false, icon_enabled: true},
    ...{call_hours: hours, call_routing: {ring_target: 'PARTNERS'}},
  }
  expect(await read()).toEqual([settings])

  for (const wrong of [
    {audio_enabled: 'maybe'},
    {'call_routing[ring_target]': 'HOME'},
    {call_hours: JSON.stringify({...hours, timezone_id: 'Mars/Base'})},
    {call_hours: JSON.stringify({timezone_id: 'Europe/Zurich'})},
    {call_hours: JSON.stringify({...hours, weekly_operating_hours: [{day_of_week: 'MONDAY'}]})},
    {},
  ] as Readonly<Record<string, string>>[])
    expect(await form(wrong), JSON.stringify(wrong)).toMatchObject({error: {code: 100}})
  expect(await read()).toEqual([settings])

  const enable = (feature: string) =>
    ask(`POST /v26.0/${pageId}/business_messaging_feature_status`, {body: {features: [{feature}]}})
  expect((await enable('messenger_api_calling')).body).toEqual({success: true})
  expect((await enable('telepathy')).body.error.code).toBe(100)
})

test('a person lets the Page call for 7 days, which the app hears, and takes it back', async ({start}) => {
  const asking = await start()
  const {ask, emulator} = asking
  const {received} = await subscribeReceiver(asking, ['call_permission_reply'])
  const permission = async () => (await ask(`GET /me/messenger_call_permissions?psid=${ada}`)).body
  const mayCall = async () =>
    (await permission()).actions.find(({action_name: name}: {action_name: string}) => name === 'start_call')
      .can_perform_action

  expect((await permission()).permission).toEqual({status: 'no_permission'})
  await emulator.admin('POST', `people/${ada}/call-permission`, {})
  expect(await mayCall()).toBe(true)
  const {expiration_time: until} = (await permission()).permission
  await emulator.admin('POST', 'clock', {advanceMs: 7 * 24 * 3_600_000 + 1000})
  expect(await mayCall()).toBe(false)
  await emulator.admin('POST', `people/${ada}/call-permission`, {response: 'approve'})
  await emulator.admin('POST', `people/${ada}/call-permission`, {response: 'reject'})
  expect(await mayCall()).toBe(false)

  const events = await received(3)
  expect(JSON.stringify(events)).toContain(`"expiration_timestamp":${until}`)
  expect(JSON.stringify(events)).toContain('"response":"reject"')
  expect((await ask('GET /me/messenger_call_permissions')).body.error.code).toBe(100)
  expect((await ask('GET /me/messenger_call_permissions?psid=99')).body.error.code).toBe(100)
})
