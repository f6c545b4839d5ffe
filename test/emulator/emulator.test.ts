import {once} from 'node:events'
import {request} from 'node:http'
import net from 'node:net'
import {describe, expect} from 'vitest'
import {openEmulator} from '../../src/emulator/index.ts'
import {appSecretProof} from '../../src/platform/signature.ts'
import {appOf, dayOf, timeOf, tokenOf, userTokenOf} from '../helpers/probe.ts'
import {test} from './asking.ts'

const ada = '6411223344556677'

describe('versions', () => {
  test('a call names the version that served it', async ({start}) => {
    const {ask} = await start()
    const {headers} = await ask('GET /v25.0/me')
    expect(headers.get('facebook-api-version')).toBe('v25.0')
  })

  test('a dead version and no version are served by the oldest that lives', async ({start}) => {
    const {ask} = await start({machineNow: () => Date.parse('2026-11-22T08:00:00Z')})
    expect((await ask('GET /v20.0/me')).headers.get('facebook-api-version')).toBe('v21.0')
    expect((await ask('GET /me')).headers.get('facebook-api-version')).toBe('v21.0')
  })

  test('a version that is not there yet is an unknown path', async ({start}) => {
    const {ask} = await start()
    expect(await ask('GET /v99.0/me')).toMatchObject({status: 400, body: {error: {code: 2500}}})
  })

  test('on an earlier day the versions of that day answer', async ({start}) => {
    const {ask, emulator} = await start({asOf: '2019-06-01'})
    expect(dayOf(emulator)).toBe('2019-06-01')
    expect((await ask('GET /v3.3/me')).headers.get('facebook-api-version')).toBe('v3.3')
    expect((await ask('GET /v26.0/me')).status).toBe(400)
  })
})

describe('tokens', () => {
  test('without a token: 104', async ({start}) => {
    const {ask} = await start()
    expect(await ask('GET /v26.0/me', {token: null})).toMatchObject({status: 400, body: {error: {code: 104}}})
  })

  test('an unknown token: 190', async ({start}) => {
    const {ask} = await start()
    const {status, body, headers} = await ask('GET /v26.0/me', {token: 'EMUnonsense'})
    expect(status).toBe(401)
    expect(body.error).toMatchObject({code: 190, type: 'OAuthException'})
    expect(headers.get('www-authenticate')).toContain('invalid_token')
  })

  test('a token of the real platform is refused in words of our own', async ({start}) => {
    const {ask} = await start()
    const {body} = await ask('GET /v26.0/me', {token: 'EAAGm0PX4ZCpsBAKZC'})
    expect(body.error.message).toContain('takes no token of the real platform')
  })

  test('the query may carry the token, as old clients do', async ({start}) => {
    const {ask, emulator} = await start()
    const {pageToken} = await emulator.connection()
    expect((await ask(`GET /v26.0/me?access_token=${pageToken}`, {token: null})).body.name).toBe('Acme Shop')
  })

  test('an expired token answers with its subcode', async ({start}) => {
    const {ask, emulator} = await start()
    const {pageToken} = await emulator.connection()
    const token = tokenOf(emulator, pageToken)
    token.expiresMs = timeOf(emulator) - 1
    expect((await ask('GET /v26.0/me')).body.error).toMatchObject({code: 190, error_subcode: 463})
  })

  test('a missing permission is named', async ({start}) => {
    const {ask, emulator} = await start()
    const {pageToken} = await emulator.connection()
    const token = tokenOf(emulator, pageToken)
    token.scopes = ['pages_show_list']
    const {body} = await ask('GET /v26.0/me/custom_labels')
    expect(body.error).toMatchObject({code: 200, message: expect.stringContaining('pages_messaging')})
  })

  test('a proof of the app secret is checked, in both forms, and may be demanded', async ({start}) => {
    const {ask, emulator} = await start()
    const {pageToken, appSecret, appId} = await emulator.connection()
    const seconds = Math.floor(Date.now() / 1000)
    const stamped = appSecretProof(pageToken, appSecret, seconds)
    const old = appSecretProof(pageToken, appSecret, seconds - 400)

    expect((await ask(`GET /v26.0/me?appsecret_proof=${appSecretProof(pageToken, appSecret)}`)).status).toBe(
      200,
    )
    expect((await ask(`GET /v26.0/me?appsecret_proof=${stamped}&appsecret_time=${seconds}`)).status).toBe(200)
    expect(
      (await ask(`GET /v26.0/me?appsecret_proof=${old}&appsecret_time=${seconds - 400}`)).body.error.code,
    ).toBe(100)
    expect((await ask('GET /v26.0/me?appsecret_proof=00')).body.error.message).toContain(
      'Invalid appsecret_proof',
    )
    const app = appOf(emulator, appId)
    app.isProofRequired = true
    expect((await ask('GET /v26.0/me')).body.error.message).toContain('require an appsecret_proof')
  })

  test('debug_token tells what a token may do', async ({start}) => {
    const {ask, emulator} = await start()
    const {pageToken, pageId, appId, appSecret} = await emulator.connection()
    const {body} = await ask(`GET /v26.0/debug_token?input_token=${pageToken}`, {
      token: `${appId}|${appSecret}`,
    })
    expect(body.data).toMatchObject({is_valid: true, type: 'PAGE', profile_id: pageId, expires_at: 0})
    expect(body.data.scopes).toContain('pages_messaging')
  })

  test('a user token lists the Pages with a token for each', async ({start}) => {
    const {ask, emulator} = await start()
    const user = tokenOf(emulator, userTokenOf(emulator))
    const {body} = await ask('GET /v26.0/me/accounts?fields=id,name,access_token', {token: user?.text ?? ''})
    expect(body.data.map(({name}: {name: string}) => name)).toEqual(['Acme Shop', 'Acme Support'])
    expect((await ask('GET /v26.0/me', {token: body.data[1].access_token})).body.name).toBe('Acme Support')
  })
})

describe('what is not there', () => {
  test('a call that is not emulated answers 501 in our own words and is counted', async ({start}) => {
    const {ask, emulator} = await start()
    const {status, body} = await ask('GET /v26.0/me/never_heard_of')
    expect(status).toBe(501)
    expect(body.error.type).toBe('MsgrEmulator')
    expect(await emulator.admin('GET', 'gaps')).toEqual([{call: 'GET /me/never_heard_of', times: 1}])
  })

  test('an id that does not exist: 100/33', async ({start}) => {
    const {ask} = await start()
    expect((await ask('GET /v26.0/42424242')).body.error).toMatchObject({code: 100, error_subcode: 33})
  })

  test('the Broadcast API is refused today', async ({start}) => {
    const {ask} = await start()
    const {status, body} = await ask('POST /v26.0/me/broadcast_messages', {body: {message_creative_id: 1}})
    expect(status).toBe(400)
    expect(body.error.message).toContain('2020-03-04')
  })

  test('multiple objects by ?ids= are refused', async ({start}) => {
    const {ask} = await start()
    expect((await ask(`GET /v26.0/?ids=${ada}`)).body.error.code).toBe(100)
  })
})

describe('fields and lists', () => {
  test('fields select, nested and with a limit', async ({start}) => {
    const {ask} = await start()
    const {body} = await ask(
      'GET /v26.0/me/conversations?fields=participants,messages.limit(1){message,from}&limit=1',
    )
    expect(body.data).toHaveLength(1)
    expect(Object.keys(body.data[0]).sort()).toEqual(['id', 'messages', 'participants'])
    expect(body.data[0].messages.data).toEqual([
      {
        id: expect.stringMatching(/^m_.{86}$/),
        message: 'Hi! Do you open on Sundays?',
        from: expect.objectContaining({id: ada}),
      },
    ])
  })

  test('a field that does not exist: 100', async ({start}) => {
    const {ask} = await start()
    const {body} = await ask(`GET /v26.0/${ada}?fields=first_name,shoe_size`)
    expect(body.error.message).toBe(
      '(#100) Tried accessing nonexisting field (shoe_size) on node type (User)',
    )
  })

  test('a selection that cannot be read: 2500', async ({start}) => {
    const {ask} = await start()
    expect((await ask('GET /v26.0/me?fields=name{')).body.error.code).toBe(2500)
    for (const fields of ['{}', '[{}]'])
      expect((await ask(`GET /v26.0/me?fields=${fields}`)).body.error).toMatchObject({
        code: 2500,
        message: expect.stringMatching(/at character 0: \{\}$/),
      })
  })

  test('cursors walk a list to its end, forth and back', async ({start}) => {
    const {ask} = await start()
    const all = (await ask('GET /v26.0/me/conversations?limit=100')).body.data.map(({id}: {id: string}) => id)
    const seen: string[] = []
    let after = ''
    for (;;) {
      const {body} = await ask(`GET /v26.0/me/conversations?limit=5&after=${after}`)
      seen.push(...body.data.map(({id}: {id: string}) => id))
      if (body.paging.next === undefined) break
      after = body.paging.cursors.after
    }
    expect(seen).toEqual(all)
    const second = (
      await ask(`GET /v26.0/me/conversations?limit=5&after=${Buffer.from(all[4]).toString('base64url')}`)
    ).body
    const back = (await ask(`GET /v26.0/me/conversations?limit=5&before=${second.paging.cursors.before}`))
      .body
    expect(back.data.map(({id}: {id: string}) => id)).toEqual(all.slice(0, 5))
  })
})

describe('batch', () => {
  test('results come in order, a failed operation does not harm the others', async ({start}) => {
    const {ask} = await start()
    const {body} = await ask('POST /v26.0/', {
      body: {
        include_headers: false,
        batch: [
          {method: 'GET', relative_url: 'me?fields=name'},
          {method: 'GET', relative_url: 'v25.0/42424242'},
          {method: 'POST', relative_url: 'me/custom_labels', body: 'page_label_name=Caf%C3%A9'},
        ],
      },
    })
    expect(body.map(({code}: {code: number}) => code)).toEqual([200, 400, 200])
    expect(JSON.parse(body[0].body).name).toBe('Acme Shop')
    expect(JSON.parse(body[2].body).id).toMatch(/^\d+$/)
    expect(body[0].headers).toBeUndefined()
  })

  test('more than 50 operations fail as a whole', async ({start}) => {
    const {ask} = await start()
    const batch = Array.from({length: 51}, () => ({method: 'GET', relative_url: 'me'}))
    expect((await ask('POST /v26.0/', {body: {batch}})).body.error.type).toBe('GraphBatchException')
  })
})

describe('admin', () => {
  test('a web page of another origin, or another host name, cannot drive it', async ({start}) => {
    const {emulator} = await start()
    const foreign = await fetch(`${emulator.url}/_msgr/reset`, {
      method: 'POST',
      headers: {origin: 'https://evil.example'},
    })
    expect(foreign.status).toBe(403)
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
    expect(await statusWithHost(emulator.url, 'rebound.example')).toBe(403)
    expect(await statusWithHost(emulator.url, new URL(emulator.url).host)).toBe(200)
  })

  test('the clock can be set', async ({start}) => {
    const {emulator} = await start()
    await emulator.admin('POST', 'clock', {now: '2026-12-24T18:00:00Z'})
    expect(dayOf(emulator)).toBe('2026-12-24')
    await emulator.admin('POST', 'clock', {advanceMs: 86_400_000})
    expect(dayOf(emulator)).toBe('2026-12-25')
  })

  test('reset brings the first state back', async ({start}) => {
    const {ask, emulator} = await start()
    await ask('POST /v26.0/me/custom_labels', {body: {page_label_name: 'Gone'}})
    await emulator.admin('POST', 'reset')
    const {body} = await ask('GET /v26.0/me/custom_labels?fields=page_label_name')
    expect(body.data.map((label: {page_label_name: string}) => label.page_label_name)).toEqual([
      'Newsletter',
      'Beta testers',
    ])
  })
})

/** fetch does not let a caller choose the Host header. */
function statusWithHost(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${url}/_msgr/health`, {headers: {host}}, answer => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on('error', reject)
      .end()
  })
}

test('an address that cannot be read names nothing', async ({start}) => {
  const {ask} = await start()
  const {status, body} = await ask('GET /v26.0/%E0%A4%A')
  expect([status, body.error.type]).toEqual([501, 'MsgrEmulator'])
})

test('ends although a browser has opened a connection ahead', async ({folder}) => {
  const emulator = await openEmulator({folder, isEphemeral: true})
  const ahead = net.connect(Number(new URL(emulator.url).port), '127.0.0.1')
  await once(ahead, 'connect')

  await emulator.close()

  await once(ahead, 'close')
})
