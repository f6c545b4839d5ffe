import {describe, expect} from 'vitest'
import {shortLivedUserToken, userTokenOf} from '../../helpers/probe.ts'
import {type Asking, test} from '../asking.ts'

const HOUR_MS = 3_600_000

/** `fields` in a form, as programs send it. */
async function exchange({emulator}: Asking, fields: Readonly<Record<string, string>>) {
  const {appId, appSecret} = await emulator.connection()
  const all = {grant_type: 'fb_exchange_token', client_id: appId, client_secret: appSecret, ...fields}
  const body = new URLSearchParams(all)
  const answer = await fetch(`${emulator.url}/v26.0/oauth/access_token`, {method: 'POST', body})
  return {status: answer.status, body: (await answer.json()) as Record<string, unknown>}
}

const accountsBy = async ({ask}: Asking, token: string) =>
  (await ask('GET /v26.0/me/accounts?fields=id,name,access_token', {token})).body.data as readonly {
    id: string
    access_token: string
  }[]

describe('the token of a person', () => {
  test('is exchanged for one of 60 days, by a form or by the URL', async ({start}) => {
    const asking = await start()
    const short = shortLivedUserToken(asking.emulator)
    const {appId, appSecret} = await asking.emulator.connection()

    const byForm = await exchange(asking, {fb_exchange_token: short})
    const byUrl = await asking.ask(
      `GET /v26.0/oauth/access_token?grant_type=fb_exchange_token&client_id=${appId}&client_secret=${appSecret}&fb_exchange_token=${short}`,
      {token: null},
    )

    const expected = {
      access_token: expect.stringMatching(/^EMUUSER/),
      token_type: 'bearer',
      expires_in: 5_184_000,
    }
    expect(byForm).toEqual({status: 200, body: expected})
    expect(byUrl.body).toEqual(expected)
    const longer = String(byForm.body['access_token'])
    expect(longer).not.toBe(short)
    await asking.emulator.admin('POST', 'clock', {advanceMs: 59 * 24 * HOUR_MS})
    expect((await asking.ask('GET /v26.0/me', {token: longer})).body.name).toBe('Olivia Operator')
    expect((await asking.ask('GET /v26.0/me', {token: short})).body.error).toMatchObject({
      code: 190,
      error_subcode: 463,
    })
  })

  test('gives tokens for Pages that end with it when it is short-lived, and else never', async ({start}) => {
    const asking = await start()
    const [byShort] = await accountsBy(asking, shortLivedUserToken(asking.emulator))
    const [byLong] = await accountsBy(asking, userTokenOf(asking.emulator))

    expect((await asking.ask('GET /v26.0/me', {token: byShort?.access_token ?? ''})).status).toBe(200)
    await asking.emulator.admin('POST', 'clock', {advanceMs: 100 * 24 * HOUR_MS})

    expect((await asking.ask('GET /v26.0/me', {token: byShort?.access_token ?? ''})).body.error.code).toBe(
      190,
    )
    expect((await asking.ask('GET /v26.0/me', {token: byLong?.access_token ?? ''})).status).toBe(200)
  })

  test('is not that of a Page: it has no category', async ({start}) => {
    const asking = await start()

    const {body} = await asking.ask('GET /v26.0/me?fields=id,category', {token: userTokenOf(asking.emulator)})

    expect(body.error.message).toBe('(#100) Tried accessing nonexisting field (category) on node type (User)')
  })
})

test.for<[what: string, fields: Readonly<Record<string, string>>, code: number]>([
  ['no app', {client_id: ''}, 101],
  ['an app that there is not', {client_id: '1'}, 101],
  ['another secret than that of the app', {client_secret: 'wrong'}, 1],
  ['no token', {fb_exchange_token: ''}, 1],
  ['a token that there is not', {fb_exchange_token: 'EMUnothing'}, 190],
  ['another grant', {grant_type: 'authorization_code'}, 501],
])('the exchange is refused for %s', async ([, fields, code], {start}) => {
  const asking = await start()

  const {body} = await exchange(asking, {fb_exchange_token: shortLivedUserToken(asking.emulator), ...fields})

  expect(body['error']).toMatchObject({code})
})

test('the exchange is refused for a token of another app', async ({start}) => {
  const asking = await start()
  const other = {client_id: '998877665544332', client_secret: 'fedcba9876543210fedcba9876543210'}

  const {body} = await exchange(asking, {fb_exchange_token: shortLivedUserToken(asking.emulator), ...other})

  expect(body['error']).toMatchObject({code: 190})
})
