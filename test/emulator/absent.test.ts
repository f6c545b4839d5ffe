import {expect} from 'vitest'
import {test} from './asking.ts'

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
