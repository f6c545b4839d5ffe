import {expect} from 'vitest'
import {test} from '../asking.ts'

const ada = '6411223344556677'
const adaLogin = '10152368852405295'

test('the Page bans people by either id, lists them, and lifts the ban, as SDKs spell it', async ({
  start,
}) => {
  const {ask, emulator} = await start()
  const {pageToken, pageId} = await emulator.connection()
  const form = async (method: string, params: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams({access_token: pageToken, ...params})
    return (await (await fetch(`${emulator.url}/v26.0/${pageId}/blocked`, {method, body})).json()) as unknown
  }
  const listed = async (query = '') => (await ask(`GET /v26.0/${pageId}/blocked${query}`)).body.data
  const send = async () =>
    (await ask('POST /me/messages', {body: {recipient: {id: ada}, message: {text: 'Hello'}}})).body

  expect(await listed()).toEqual([])
  expect(await form('POST', {psid: `["${ada}"]`})).toEqual({[ada]: true})
  expect(await listed()).toEqual([{id: ada, name: 'Ada Lindqvist'}])
  expect((await send()).error).toMatchObject({code: 551})
  expect((await ask(`DELETE /v26.0/me/blocked?psid=${ada}`)).body).toEqual({success: true})
  expect(await listed()).toEqual([])
  expect((await send()).recipient_id).toBe(ada)

  expect(await form('POST', {'asid[0]': adaLogin})).toEqual({[adaLogin]: true})
  expect(await listed(`?user=${ada}`)).toHaveLength(1)
  expect(await form('POST', {method: 'delete', asid: adaLogin})).toEqual({success: true})
  expect(await listed()).toEqual([])
})

test('a ban is one with that of moderate_conversations, and a wrong id changes nothing', async ({start}) => {
  const {ask} = await start()
  const listed = async () => (await ask('GET /me/blocked')).body.data
  await ask('POST /me/moderate_conversations', {body: {user_ids: [{id: ada}], actions: ['ban_user']}})
  expect(await listed()).toHaveLength(1)
  await ask('POST /me/moderate_conversations', {
    body: {user_ids: [{id: ada}], actions: ['unban_user', 'block_user']},
  })
  expect(await listed(), 'blocked from messages alone').toEqual([])

  expect((await ask('POST /me/blocked', {body: {psid: [ada, '99']}})).body.error).toMatchObject({code: 100})
  expect((await ask('POST /me/blocked', {body: {}})).body.error).toMatchObject({code: 100})
  expect(await listed()).toEqual([])
})
