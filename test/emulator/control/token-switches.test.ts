import {describe, expect} from 'vitest'
import {tokenOf, tokensOf, userTokenOf} from '../../helpers/probe.ts'
import {createWorld} from '../../helpers/world.ts'
import {test} from '../asking.ts'

const subcodes = [458, 459, 460, 463, 464, 467, 492, 493]

describe('emulator token', () => {
  test.for(subcodes)('lets the token die with 190/%i, for calls and for debug_token', async subcode => {
    const {msgr, emulator} = await createWorld()

    const changed = await msgr(['emulator', 'token', 'change', '--dead', String(subcode), '--json'])

    expect(changed.json()).toMatchObject([{valid: false, subcode}])
    const {pageToken, appId, appSecret} = await emulator.connection()
    const ask = async (path: string, token: string) => {
      const answer = await fetch(`${emulator.url}/v26.0/${path}`, {
        headers: {authorization: `Bearer ${token}`},
      })
      return {status: answer.status, body: (await answer.json()) as {data?: unknown}}
    }
    expect(await ask('me', pageToken)).toMatchObject({
      status: 401,
      body: {error: {code: 190, error_subcode: subcode}},
    })
    expect(
      (await ask(`debug_token?input_token=${pageToken}`, `${appId}|${appSecret}`)).body.data,
    ).toMatchObject({
      is_valid: false,
      error: {code: 190, subcode},
    })
    expect((await msgr(['whoami'])).code).toBe(4)
    await msgr(['emulator', 'token', 'change', '--restore'])
    expect((await msgr(['whoami'])).code).toBe(0)
  })

  test('lets it expire by the emulated clock', async () => {
    const {msgr, emulator} = await createWorld()
    await msgr(['emulator', 'token', 'change', '--expires-in', '10m'])

    expect((await msgr(['label', 'list'])).code).toBe(0)
    await emulator.admin('POST', 'clock', {advanceMs: 600_000})

    expect(await msgr(['label', 'list'])).toMatchObject({code: 4, err: expect.stringContaining('expired')})
    expect((await msgr(['emulator', 'token', 'list'])).out).toContain('dead: 190/463')
  })

  test('takes a permission and gives it back', async () => {
    const {msgr} = await createWorld()

    await msgr(['emulator', 'token', 'change', '--take', 'pages_messaging,read_insights'])
    expect(await msgr(['label', 'list'])).toMatchObject({
      code: 4,
      err: expect.stringContaining('pages_messaging'),
    })
    await msgr(['emulator', 'token', 'change', '--give', 'pages_messaging'])

    expect((await msgr(['label', 'list'])).code).toBe(0)
  })

  test('lets the app demand a proof of its secret', async () => {
    const {msgr, emulator} = await createWorld()
    await msgr(['emulator', 'token', 'change', '--proof', 'required'])
    const {pageToken} = await emulator.connection()

    const bare = await fetch(`${emulator.url}/v26.0/me?access_token=${pageToken}`)

    expect(await bare.json()).toMatchObject({
      error: {code: 100, message: expect.stringContaining('appsecret_proof')},
    })
    expect((await msgr(['whoami'])).code).toBe(0)
  })

  test('of the user is another one; its text is never shown', async () => {
    const {msgr, emulator} = await createWorld()
    const {out} = await msgr(['emulator', 'token', 'change', '--user', '--dead', '459'])

    expect(out).toContain('dead: 190/459')
    expect((await msgr(['whoami'])).code).toBe(0)
    const listed = (await msgr(['emulator', 'token', 'list', '--json'])).out
    for (const {text} of tokensOf(emulator)) expect(listed).not.toContain(text)
  })

  test.for([
    ['nothing', [], 'nothing to change'],
    ['death and life at once', ['--dead', '460', '--restore'], 'cannot be invalidated and restored'],
    ['a subcode that is none', ['--dead', 'yes'], 'is not a subcode of an invalid token'],
  ] as const)('refuses %s', async ([, flags, message]) => {
    const {msgr} = await createWorld()
    expect(await msgr(['emulator', 'token', 'change', ...flags])).toMatchObject({
      code: 2,
      err: expect.stringContaining(message),
    })
  })

  test('a subcode that no token dies of is refused, and the token lives', async () => {
    const {msgr} = await createWorld()
    expect(await msgr(['emulator', 'token', 'change', '--dead', '461'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('458, 459, 460'),
    })
    expect((await msgr(['whoami'])).code).toBe(0)
  })

  test('on an earlier day the user token lives by that day', async ({start}) => {
    const {ask, emulator} = await start({asOf: '2019-06-01'})
    const user = tokenOf(emulator, userTokenOf(emulator))
    expect((await ask('GET /v3.3/me/accounts', {token: user?.text ?? ''})).status).toBe(200)
  })
})

describe('emulator page', () => {
  test('leaves the Page Contact Terms open, which labels need', async () => {
    const {msgr} = await createWorld()

    const set = await msgr(['emulator', 'page', '--contact-terms', 'open'])
    const refused = await msgr(['label', 'create', 'VIP'])
    await msgr(['emulator', 'page', '--contact-terms', 'accepted'])

    expect(set.out).toContain('contact terms   open')
    expect(refused).toMatchObject({code: 4, err: expect.stringContaining('page_contact_tos')})
    expect((await msgr(['label', 'create', 'VIP'])).code).toBe(0)
  })

  test('keeps a Page from sending, and another one not', async () => {
    const {msgr} = await createWorld()
    await msgr(['emulator', 'page', '--restricted', 'yes', '--likes', '99'])

    expect((await msgr(['send', 'text', '6411223344556677', 'Hi'])).err).toContain('restricted')
    expect((await msgr(['emulator', 'page', '--json'])).json()).toMatchObject({restricted: true, likes: 99})
    expect((await msgr(['emulator', 'page', '--page', 'Acme Support', '--json'])).json()).toMatchObject({
      name: 'Acme Support',
      restricted: false,
    })
  })
})
