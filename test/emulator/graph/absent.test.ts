import {expect} from 'vitest'
import {userTokenOf} from '../../helpers/probe.ts'
import {test} from '../asking.ts'

const ada = '6411223344556677'

test('what Meta’s SDKs list and the emulator lacks is answered 501 with its name, and counted', async ({
  start,
}) => {
  const {ask, emulator} = await start()
  const conversation = (await ask('GET /v26.0/me/conversations')).body.data[0].id
  const message = (await ask(`GET /v26.0/${conversation}/messages`)).body.data[0].id
  const wanted: readonly (readonly [path: string, name: string])[] = [
    ['me?fields=id,name,emails', 'emails'],
    ['me?fields=feed.limit(3){message,created_time}', 'feed'],
    ['me?fields=instagram_business_account{id,username}', 'instagram_business_account'],
    [`${ada}?fields=first_name,birthday`, 'birthday'],
    [`${conversation}?fields=wallpaper`, 'wallpaper'],
    [`me/conversations?fields=messages{id,thread_id}`, 'thread_id'],
    [`${message}?fields=subject`, 'subject'],
    ['me/feed', 'feed'],
    [`${conversation}/labels`, 'labels'],
    [
      'oauth/access_token?grant_type=authorization_code&client_id=1234567890123456&client_secret=0123456789abcdef0123456789abcdef',
      'authorization_code',
    ],
  ]
  for (const [path, name] of wanted) {
    const {status, body} = await ask(`GET /v26.0/${path}`)
    expect([status, body.error?.type, body.error?.message], path).toEqual([
      501,
      'MsgrEmulator',
      expect.stringContaining(name),
    ])
  }
  const gaps = (await emulator.admin('GET', 'gaps')) as readonly {call: string; times: number}[]
  expect(gaps).toHaveLength(wanted.length)
  expect(gaps).toContainEqual({call: 'the field feed of the node type Page', times: 1})
  expect(gaps).toContainEqual({call: 'GET /{id}/labels', times: 1})
  for (const path of ['me?fields=shoe_size', `${ada}?fields=category`]) {
    const {body} = await ask(`GET /v26.0/${path}`)
    expect(body.error.message, path).toContain('nonexisting field')
  }
  expect(await emulator.admin('GET', 'gaps')).toEqual(gaps)
})

test('a parameter that the platform heeds and the emulator does not is answered 501 with its name, and counted', async ({
  start,
}) => {
  const {ask, emulator} = await start()
  const {appId, appSecret, adToken = ''} = await emulator.connection()
  const text = {recipient: {id: ada}, messaging_type: 'RESPONSE', message: {text: 'Hi'}}
  const [app, user] = [`${appId}|${appSecret}`, userTokenOf(emulator)]
  const cases: readonly (readonly [call: string, name: string, how?: {token?: string; body?: object}])[] = [
    ['GET me/conversations?tags=["vip"]', 'tags'],
    ['GET me?fields=conversations.tags(vip)', 'tags'],
    ['GET me/conversations?platform=instagram', 'on instagram'],
    ['GET me/messenger_profile?platform=INSTAGRAM&fields=greeting', 'on instagram'],
    ['GET me?fields=conversations{messages.source(inbox)}', 'source'],
    ['GET me?fields=conversations.platform(instagram)', 'on instagram'],
    [`GET t_${ada}/messages?source=inbox`, 'source'],
    ['GET me/custom_labels?summary=true', 'summary'],
    ['GET me/custom_labels?offset=25', 'offset'],
    ['GET me/conversations?date_format=U', 'date_format'],
    ['GET me?metadata=1', 'metadata'],
    ['GET me/accounts?is_promotable=true', 'is_promotable', {token: user}],
    ['GET sticker_packs?locale=vi_VN', 'vi_VN', {token: app}],
    ['POST me/messages', 'suggestion_action', {body: {...text, suggestion_action: 'ACCEPT'}}],
    ['POST me/nlp_configs', 'other_language_support', {body: {other_language_support: {fr: {}}}}],
    ['GET act_1111000000000001/insights?breakdowns=age', 'breakdowns', {token: adToken}],
    ['GET act_1111000000000001/ads?fields=targeting', 'targeting', {token: adToken}],
    ['GET act_1111000000000001/adcreatives', 'adcreatives', {token: adToken}],
    ['POST 6111110000000001/copies', 'copies', {token: adToken}],
  ]
  for (const [call, name, how] of cases) {
    const [method = '', path = ''] = call.split(' ')
    const {status, body} = await ask(`${method} /v26.0/${path}`, how)
    expect([status, body.error?.message], call).toEqual([501, expect.stringContaining(name)])
  }
  const gaps = (await emulator.admin('GET', 'gaps')) as readonly {times: number}[]
  expect(gaps.reduce((sum, {times}) => sum + times, 0)).toBe(cases.length)
  for (const path of [
    'me?metadata=0',
    'me/custom_labels?summary=false',
    'me?fields=conversations.platform(messenger)',
    'me/insights/page_fans?since=2026-11-01',
  ])
    expect((await ask(`GET /v26.0/${path}`)).status, path).not.toBe(501)
})

test('user and app tokens read what is theirs', async ({start}) => {
  const {ask, emulator} = await start()
  const {appId, appSecret, pageId} = await emulator.connection()
  const token = userTokenOf(emulator)
  const {id} = (await ask('GET /v26.0/me', {token})).body
  const client = await fetch(
    `${emulator.url}/oauth/access_token?grant_type=client_credentials&client_id=${appId}&client_secret=${appSecret}`,
  )
  const {access_token: appToken} = (await client.json()) as {access_token: string}
  expect(appToken).not.toContain(appSecret)
  const read = async (path: string, by = token) => (await ask(`GET /v26.0/${path}`, {token: by})).body
  expect(await read(id)).toMatchObject({id, name: 'Olivia Operator'})
  expect((await read(`${id}/accounts`)).data).toHaveLength(2)
  for (const path of ['me/permissions', `${id}/permissions`])
    expect((await read(path)).data).toContainEqual({permission: 'pages_messaging', status: 'granted'})
  const page = await read(`${pageId}?fields=access_token`)
  expect(await read('me', page.access_token)).toMatchObject({id: pageId})
  for (const by of [token, appToken, page.access_token, `${appId}|${appSecret}`])
    for (const path of ['app', appId]) expect((await read(path, by)).id, path).toBe(appId)
  expect((await read('998877665544332')).error).toMatchObject({code: 100, error_subcode: 33})
  expect((await read(id, page.access_token)).error.code).not.toBe(501)
  expect((await read(`debug_token?input_token=${appToken}`, appToken)).data.type).toBe('APP')
})

test('attachments of a conversation have the shape in which the platform lists them', async ({start}) => {
  const {ask} = await start()
  const send = async (attachment: unknown) =>
    (
      await ask('POST /v26.0/me/messages', {
        body: {recipient: {id: ada}, messaging_type: 'RESPONSE', message: {attachment}},
      })
    ).body.message_id
  const elements = [
    {title: 'Bag', subtitle: 'Red', buttons: [{type: 'postback', title: 'Buy', payload: 'B'}]},
  ]
  const url = 'https://files.example/a.bin'
  const cases: readonly (readonly [attachment: unknown, key: string])[] = [
    [{type: 'image', payload: {url}}, 'image_data'],
    [{type: 'video', payload: {url}}, 'video_data'],
    [{type: 'file', payload: {url}}, 'file_url'],
    [{type: 'template', payload: {template_type: 'generic', elements}}, 'generic_template'],
  ]
  for (const [attachment, key] of cases) {
    const mid = await send(attachment)
    const {data} = (await ask(`GET /v26.0/${mid}/attachments`)).body
    expect(data[0], key).toHaveProperty(key)
    expect((await ask(`GET /v26.0/${mid}?fields=attachments`)).body.attachments.data, key).toEqual(data)
  }
  const {data} = (await ask('GET /v26.0/me/conversations?fields=is_owner,is_subscribed,folder&folder=inbox'))
    .body
  expect(data[0]).toMatchObject({is_owner: true, is_subscribed: true, folder: 'inbox'})
  expect((await ask('GET /v26.0/me/conversations?folder=spam')).body.data).toEqual([])
})
