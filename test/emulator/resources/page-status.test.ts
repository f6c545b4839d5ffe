import {expect} from 'vitest'
import {pageOf} from '../../helpers/probe.ts'
import {test} from '../asking.ts'

const DAY_MS = 86_400_000

test('says that a Page is restricted, until when and why, as long as its messages are refused', async ({
  start,
}) => {
  const {emulator, ask} = await start()
  const {id} = pageOf(emulator)
  const send = () =>
    ask('POST /v26.0/me/messages', {
      body: {recipient: {id: '6411223344556677'}, messaging_type: 'RESPONSE', message: {text: 'Hi'}},
    })
  const status = async () => (await ask(`GET /v26.0/${id}/page_status`)).body

  expect(await status()).toEqual({status: 'active', violations: [], restrictions: []})
  expect((await send()).status).toBe(200)

  const {restrictedUntil} = await emulator.admin('POST', 'pages', {
    page: id,
    restrictedForMs: 7 * DAY_MS,
    violation: 'SPAM',
  })
  const restricted = await status()
  const untilSeconds = Math.ceil(Date.parse(restrictedUntil ?? '') / 1000)
  expect(restricted).toEqual({
    status: 'restricted',
    violations: [{type: 'SPAM'}],
    restrictions: [
      {
        feature: 'page_messaging',
        status: 'RESTRICTED',
        applied_time: expect.any(Number),
        expiration_time: untilSeconds,
      },
    ],
  })
  expect((await ask('GET /v26.0/me/pages_status')).body).toEqual(restricted)
  expect((await send()).body.error).toMatchObject({code: 10, error_subcode: 1_893_063})

  await emulator.admin('POST', 'clock', {advanceMs: 7 * DAY_MS + 1000})
  expect(await status()).toEqual({status: 'active', violations: [], restrictions: []})
  expect((await send()).body.error?.error_subcode).not.toBe(1_893_063)
})

test('needs pages_manage_metadata', async ({start}) => {
  const {emulator, ask} = await start()
  await emulator.admin('POST', 'tokens', {take: ['pages_manage_metadata']})

  const {body} = await ask('GET /v26.0/me/page_status?format=json')

  expect(body.error).toMatchObject({code: 200, message: expect.stringContaining('pages_manage_metadata')})
})

test('a restriction that cannot be set changes nothing', async ({start}) => {
  const {emulator} = await start()
  const {id: page} = pageOf(emulator)

  for (const change of [{restrictedForMs: -1}, {violation: 'spam!'}])
    await expect(emulator.admin('POST', 'pages', {page, ...change})).rejects.toThrow()

  expect(pageOf(emulator).isRestricted).toBe(false)
})

test('the reviews of features are an empty list', async ({start}) => {
  const {ask} = await start()

  expect((await ask('GET /v26.0/me/messaging_feature_review')).body).toEqual({data: []})
})

test('Pages that are added have tokens and belong to the person', async ({start}) => {
  const {emulator, ask} = await start()
  const added = await emulator.admin('POST', 'seed/pages', {count: 3})
  const {userToken, pageToken} = await emulator.connection('Acme Basel')

  const {body} = await ask('GET /v26.0/me/accounts', {token: userToken ?? ''})
  const me = await ask('GET /v26.0/me', {token: pageToken})

  expect(added.map(({name}) => name)).toEqual(['Acme Amsterdam', 'Acme Basel', 'Acme Cologne'])
  expect(body.data.map(({name}: {name: string}) => name)).toEqual([
    'Acme Shop',
    'Acme Support',
    'Acme Amsterdam',
    'Acme Basel',
    'Acme Cologne',
  ])
  expect(me.body.name).toBe('Acme Basel')
  expect(await emulator.admin('POST', 'seed/pages', {count: 1})).toMatchObject([{name: 'Acme Dublin'}])
})
