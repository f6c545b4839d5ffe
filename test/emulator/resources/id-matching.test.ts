import {describe, expect} from 'vitest'
import {appSecretProof} from '../../../src/platform/signature.ts'
import {type Asking, test} from '../asking.ts'

const ada = {shop: '6411223344556677', support: '7120987654321001', asid: '10152368852405295'}
const hiro = '6411223351556698'
const support = '109876543210988'

/** A call with the proof of its token. */
async function prove({emulator, ask}: Asking, path: string, asApp = false) {
  const {appId, appSecret, pageToken} = await emulator.connection()
  const token = asApp ? `${appId}|${appSecret}` : pageToken
  const mark = path.includes('?') ? '&' : '?'
  return ask(`GET /v26.0/${path}${mark}appsecret_proof=${appSecretProof(token, appSecret)}`, {token})
}

describe('id matching', () => {
  test('finds a person of one Page on the other', async ({start}) => {
    const {status, body} = await prove(await start(), `${ada.shop}/ids_for_pages`)

    expect(status).toBe(200)
    expect(body.data).toEqual([
      {id: ada.support, page: expect.objectContaining({id: support, name: 'Acme Support'})},
    ])
    expect(body.paging.cursors).toEqual({before: expect.any(String), after: expect.any(String)})
  })

  test('finds the login of a person, and the person behind a login', async ({start}) => {
    const asking = await start()

    const apps = await prove(asking, `${ada.shop}/ids_for_apps?limit=1`)
    const pages = await prove(asking, `${ada.asid}/ids_for_pages?page=${support}`, true)
    const others = await prove(asking, `${ada.asid}/ids_for_apps`, true)

    expect(apps.body.data).toEqual([
      {id: ada.asid, app: expect.objectContaining({name: 'Acme bot', namespace: 'acme_bot'})},
    ])
    expect(apps.body.paging.next).toContain('after=')
    expect(pages.body.data.map(({id}: {id: string}) => id)).toEqual([ada.support])
    expect(others.body.data.map(({app}: {app: {name: string}}) => app.name)).toEqual(['Acme helpdesk'])
  })

  test('answers an empty list for nobody, and for a filter that nothing passes', async ({start}) => {
    const asking = await start()

    expect((await prove(asking, `${hiro}/ids_for_apps`)).body).toEqual({data: []})
    expect((await prove(asking, `${ada.shop}/ids_for_pages?page=1`)).body).toEqual({data: []})
  })

  test('is refused without a proof, except for an app token, and with a wrong one for that too', async ({
    start,
  }) => {
    const {ask, emulator} = await start()
    const {appId, appSecret} = await emulator.connection()
    const app = {token: `${appId}|${appSecret}`}

    const answers = [
      await ask(`GET /v26.0/${ada.shop}/ids_for_pages`),
      await ask(`GET /v26.0/${ada.asid}/ids_for_pages?appsecret_proof=00`, app),
    ]

    const missing = 'API calls from the server require an appsecret_proof argument'
    expect(answers.map(({status, body}) => [status, body.error.code, body.error.message])).toEqual([
      [400, 100, missing],
      [400, 100, 'Invalid appsecret_proof provided in the API argument'],
    ])
    expect((await ask(`GET /v26.0/${ada.asid}/ids_for_pages`, app)).status).toBe(200)
  })

  test('takes a Page token for a PSID, an app token for an ASID, and only their own people', async ({
    start,
  }) => {
    const asking = await start()

    const codes = [
      await prove(asking, `${ada.shop}/ids_for_pages`, true),
      await prove(asking, `${ada.asid}/ids_for_pages`),
      await prove(asking, `${ada.support}/ids_for_pages`),
      await prove(asking, '999/ids_for_pages'),
    ].map(({body}) => [body.error.code, body.error.error_subcode])

    expect(codes).toEqual([
      [210, undefined],
      [100, undefined],
      [100, 33],
      [100, 33],
    ])
  })
})
