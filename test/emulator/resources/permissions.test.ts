import {expect} from 'vitest'
import {userTokenOf} from '../../helpers/probe.ts'
import {test} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'

const pageId = '109876543210987'

test('a person takes a permission back, and then removes the app: their tokens and those of their Pages feel it', async ({
  start,
}) => {
  const {ask, emulator} = await start()
  const {appId, appSecret, pageToken} = await emulator.connection()
  const user = userTokenOf(emulator)
  const app = `${appId}|${appSecret}`
  const {id} = (await ask('GET /v26.0/me', {token: user})).body
  const statusOf = async (permission: string, token: string) =>
    (await ask(`GET /v26.0/${id}/permissions?permission=${permission}`, {token})).body.data

  const revoked = await ask('DELETE /v26.0/me/permissions/pages_manage_metadata', {token: user})
  expect(revoked.body).toEqual({success: true})
  for (const token of [user, app])
    expect(await statusOf('pages_manage_metadata', token)).toEqual([
      {permission: 'pages_manage_metadata', status: 'declined'},
    ])
  expect((await ask('GET /v26.0/me/subscribed_apps')).body.error.code, 'the Page').toBe(200)
  const byParameter = await ask(`DELETE /v26.0/${id}/permissions?permission=pages_show_list`, {token: app})
  expect(byParameter.body).toEqual({success: true})
  expect((await ask('GET /v26.0/me/accounts', {token: user})).body.error.code).toBe(200)
  const wrong = await ask('DELETE /v26.0/me/permissions/pages_everything', {token: user})
  expect(wrong.body.error.message).toContain('must be one of')
  expect((await ask(`DELETE /v26.0/${pageId}/permissions`, {token: user})).status).not.toBe(200)
  expect((await ask('DELETE /v26.0/me/permissions')).status, 'a Page has none').not.toBe(200)
  await emulator.admin('POST', 'tokens', {user: true, give: ['pages_show_list']})
  expect(await statusOf('pages_show_list', user)).toEqual([
    {permission: 'pages_show_list', status: 'granted'},
  ])

  expect((await ask('DELETE /v26.0/me/permissions', {token: user})).body).toEqual({success: true})
  for (const token of [user, pageToken]) {
    const {error} = (await ask('GET /v26.0/me', {token})).body
    expect([error.code, error.error_subcode]).toEqual([190, 458])
  }
  expect(await statusOf('pages_messaging', app)).toEqual([])
})

test('an app reads, sets and ends its subscriptions by its token, of the object that is named', async ({
  start,
}) => {
  const asking = await start()
  const {ask, emulator} = asking
  const {appId, appSecret} = await emulator.connection()
  const token = `${appId}|${appSecret}`
  const {url} = await subscribeReceiver(asking, ['messages'])
  const on = (call: string, body?: unknown) => ask(call.replace('APP', `v26.0/${appId}`), {token, body})
  const fields = async () =>
    ((await on('GET /APP/subscriptions')).body.data[0]?.fields ?? []).map((each: {name: string}) => each.name)

  expect((await ask('GET /v26.0/app/subscriptions', {token})).body.data[0].object).toBe('page')
  expect((await on('DELETE /APP/subscriptions?object=instagram')).body).toEqual({success: true})
  expect(await fields(), 'another object is left alone').toEqual(['messages'])
  const set = {object: 'page', callback_url: url, verify_token: 'v', fields: 'messaging_postbacks'}
  expect((await on('POST /APP/subscriptions', {...set, include_values: 'true'})).body).toEqual({
    success: true,
  })
  expect(await fields()).toEqual(['messages', 'messaging_postbacks'])
  const lacking: readonly (readonly [change: object, name: string])[] = [
    [{object: 'instagram'}, 'the object instagram'],
    [{include_values: false}, 'include_values'],
    [{include_client_certificate: true}, 'include_client_certificate'],
  ]
  for (const [change, name] of lacking) {
    const {status, body} = await on('POST /APP/subscriptions', {...set, ...change})
    expect([status, body.error.message], name).toEqual([501, expect.stringContaining(name)])
  }
  expect(await emulator.admin('GET', 'gaps')).toHaveLength(lacking.length)
  await on('DELETE /APP/subscriptions?object=page&fields=messages')
  expect(await fields()).toEqual(['messaging_postbacks'])
  await on('DELETE /APP/subscriptions')
  expect(await fields()).toEqual([])
  const ended = await ask('DELETE /v26.0/me/subscribed_apps')
  expect(ended.body).toEqual({success: true})
  expect((await ask('GET /v26.0/me/subscribed_apps')).body.data).toEqual([])
})
