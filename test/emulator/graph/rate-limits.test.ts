import {describe, expect} from 'vitest'
import {createWorld, test as worldTest} from '../../helpers/world.ts'
import {type Asking, test} from '../asking.ts'

const ada = '6411223344556677'

/** An emulator that counts calls, on a clock that stands still until it is moved. */
async function startCounting(start: (options: object) => Promise<Asking>) {
  let nowMs = Date.parse('2026-11-22T12:00:00Z')
  const asking = await start({hasRateLimits: true, machineNow: () => nowMs})
  const advance = (ms: number) => {
    nowMs += ms
  }
  return {...asking, advance}
}

const usageOf = ({headers}: {headers: Headers}) =>
  Object.values(JSON.parse(headers.get('x-business-use-case-usage') ?? '{}') as object)[0]?.[0]

/** So many calls, 50 in each batch; the codes of their answers. */
async function callOften(
  {ask}: Asking,
  count: number,
  operation: object = {method: 'GET', relative_url: 'me'},
  token?: string,
) {
  const codes: number[] = []
  while (codes.length < count) {
    const size = Math.min(50, count - codes.length)
    const batch = Array.from({length: size}, () => operation)
    const {body} = await ask('POST /v26.0/', {body: {batch}, ...(token === undefined ? {} : {token})})
    for (const each of body as {code: number; body: string}[])
      codes.push(each.code === 200 ? 200 : JSON.parse(each.body).error.code)
  }
  return codes
}

const textTo = (psid: string, more: object = {message: {text: 'Hi'}}) => ({
  method: 'POST',
  relative_url: 'me/messages',
  body: new URLSearchParams(
    Object.entries({recipient: {id: psid}, ...more}).map(([key, value]): [string, string] => [
      key,
      JSON.stringify(value),
    ]),
  ).toString(),
})

describe('the allowance of a Page', () => {
  test('is 200 calls a day for each person it can write to; headers climb before 80006', async ({start}) => {
    const asking = await startCounting(start)
    // Eleven of the twelve people have not blocked the Page.
    const allowed = 11 * 200

    const first = await asking.ask('GET /v26.0/me')
    await callOften(asking, allowed / 2)
    const half = await asking.ask('GET /v26.0/me')
    const rest = await callOften(asking, allowed / 2 - 2)
    const over = await asking.ask('GET /v26.0/me')

    expect(usageOf(first)).toBeUndefined()
    expect(usageOf(half)).toMatchObject({
      type: 'messenger',
      call_count: 50,
      estimated_time_to_regain_access: 0,
    })
    expect(rest.every(code => code === 200)).toBe(true)
    expect(over).toMatchObject({status: 400, body: {error: {code: 80006, is_transient: true}}})
    expect(usageOf(over).call_count).toBe(100)
    expect(usageOf(over).estimated_time_to_regain_access).toBeGreaterThan(23 * 60)

    asking.advance(usageOf(over).estimated_time_to_regain_access * 60_000)
    expect((await asking.ask('GET /v26.0/me')).status).toBe(200)
  })

  test('is its own for each Page, and survives a restart', async ({start}) => {
    const first = await start({hasRateLimits: true, isEphemeral: false})
    await callOften(first, 30)
    const {pageToken: token} = await first.emulator.connection('Acme Support')
    expect(usageOf(await first.ask('GET /v26.0/me', {token}))).toBeUndefined()
    await first.ask('POST /v26.0/me/custom_labels', {body: {page_label_name: 'Kept'}})
    await first.emulator.close()

    const second = await start({hasRateLimits: true, isEphemeral: false})
    expect(usageOf(await second.ask('GET /v26.0/me'))).toMatchObject({call_count: 1})
  })

  test('of an app token is told in X-App-Usage and ends in 4', async ({start}) => {
    const asking = await startCounting(start)
    const {appId, appSecret, pageToken} = await asking.emulator.connection()
    const token = `${appId}|${appSecret}`
    const inspection = {method: 'GET', relative_url: `debug_token?input_token=${pageToken}`}
    const inspect = () => asking.ask(`GET /v26.0/${inspection.relative_url}`, {token})
    // Five people have logged in with the app.
    const allowed = 5 * 200

    const codes = await callOften(asking, allowed - 1, inspection, token)
    const last = await inspect()
    await callOften(asking, 10, inspection, token)
    const over = await inspect()

    expect(codes.every(code => code === 200)).toBe(true)
    expect(JSON.parse(last.headers.get('x-app-usage') ?? '')).toMatchObject({call_count: 100})
    expect(last.status).toBe(200)
    expect(over).toMatchObject({
      status: 403,
      body: {error: {code: 4, message: '(#4) Application request limit reached'}},
    })
    asking.advance(3_700_000)
    expect((await inspect()).status).toBe(200)
  })
})

describe('calls in a second', () => {
  test('a Page sends 300 texts, and 10 audios or videos, and then meets 613', async ({start}) => {
    const asking = await startCounting(start)
    const video = {message: {attachment: {type: 'video', payload: {url: 'https://shop.example/a.mp4'}}}}

    const texts = await callOften(asking, 320, textTo(ada))
    const videos = await callOften(asking, 15, textTo(ada, video))
    asking.advance(1000)
    const later = await callOften(asking, 1, textTo(ada))

    expect(texts.filter(code => code === 200)).toHaveLength(300)
    expect(texts.slice(300)).toEqual(Array.from({length: 20}, () => 613))
    expect(videos.filter(code => code !== 613)).toHaveLength(10)
    expect(later).toEqual([200])
  })

  test('conversations are read twice, refused the third time, and read again after half a second', async ({
    start,
  }) => {
    const asking = await startCounting(start)
    const read = async () => (await asking.ask('GET /v26.0/me/conversations')).body.error?.error_subcode

    expect([await read(), await read(), await read()]).toEqual([undefined, undefined, 2534040])
    asking.advance(500)
    expect([await read(), await read()]).toEqual([undefined, 2534040])
  })

  test('a refused message is not sent', async ({start}) => {
    const asking = await startCounting(start)
    await callOften(asking, 320, textTo(ada))
    expect(await asking.emulator.admin('GET', 'sent')).toHaveLength(300)
  })
})

describe('emulator limits', () => {
  test('are on at first, shown with what is used up, and switched off and on', async () => {
    const {msgr, emulator} = await createWorld()
    const read = async () => {
      const {pageToken} = await emulator.connection()
      const answers = Array.from({length: 3}, () =>
        fetch(`${emulator.url}/v26.0/me/conversations?access_token=${pageToken}`),
      )
      return (await Promise.all(answers)).map(({status}) => status).sort()
    }

    expect(await read()).toEqual([200, 200, 400])
    const off = await msgr(['emulator', 'limits', '--rates', 'off'])
    expect(await read()).toEqual([200, 200, 200])
    expect(off.out).toContain('rates      off')
    expect(off.out).toContain('3 of 2200 calls in 24 hours')
    expect(
      (await msgr(['emulator', 'limits', '--rates', 'on', '--profile', 'off', '--json'])).json(),
    ).toMatchObject({
      rates: true,
      profile: false,
      deadlineMs: 20_000,
    })
    const limits = async (...flags: string[]) =>
      (await msgr(['emulator', 'limits', ...flags, '--json'])).json()
    expect(await limits('--rates', 'off')).toMatchObject({rates: false, profile: false})
    expect(await limits('--rates', 'on')).toMatchObject({rates: true, profile: true})
    expect(await limits('--rates', 'off', '--profile', 'on')).toMatchObject({rates: false, profile: true})
    expect((await msgr(['emulator', 'limits', '--deadline', '5s', '--json'])).json().deadlineMs).toBe(5000)
  })

  test('refuse a word that is neither on nor off', async () => {
    const {msgr} = await createWorld()
    expect(await msgr(['emulator', 'limits', '--rates', 'maybe'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--rates maybe is neither on nor off'),
    })
  })
})

worldTest('emulator start --no-rate-limits takes calls as fast as they come', async ({bareWorld}) => {
  const running = bareWorld.start('emulator start --port 0 --ephemeral --no-rate-limits --json')
  while (!running.out.text.includes('\n')) await new Promise(resolve => setTimeout(resolve, 10))
  const {url} = JSON.parse(running.out.text) as {url: string}
  const connection = await (await fetch(`${url}/_msgr/connection`)).json()
  const {pageToken} = connection as {pageToken: string}

  const answers = Array.from({length: 24}, (_, index) =>
    fetch(
      `${url}/me/${index < 12 ? 'conversations' : 'messenger_profile'}?fields=&access_token=${pageToken}`,
    ),
  )

  expect(new Set((await Promise.all(answers)).map(({status}) => status))).toEqual(new Set([200]))
  running.send('SIGINT')
  await running.ended
})
