import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import {describe, expect} from 'vitest'
import type {ActivityEntry} from '../../../src/emulator/chat/view-types.ts'
import {appOf, messagesIn, tokensOf, userTokenOf} from '../../helpers/probe.ts'
import {type Asking, test} from '../asking.ts'
import {ada, openActing} from '../people/acting.ts'

const run = promisify(execFile)

const list = async (
  {emulator}: Asking,
  {
    after = '',
    psid = '',
    kind = '',
    outcome = '',
    limit = 200,
  }: Readonly<Record<string, string | number>> = {},
) => {
  const query = `after=${after}&psid=${psid}&kind=${kind}&outcome=${outcome}&limit=${limit}` as const
  return (await emulator.admin('GET', `activity?${query}`)).entries
}
const detail = ({emulator}: Asking, {id}: ActivityEntry) => emulator.admin('GET', `activity/${id}`)

/** The newest entry of that name, once it is over. */
async function ended(asking: Asking, name: string): Promise<ActivityEntry> {
  for (;;) {
    const entry = (await list(asking)).findLast(each => each.name === name)
    if (entry !== undefined && entry.outcome !== 'pending') return entry
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

const message = (text: string) => ({recipient: {id: ada}, messaging_type: 'RESPONSE', message: {text}})

describe('the log', () => {
  test('holds each call with whom it was about, and what came of it', async ({start}) => {
    const asking = await start()
    await asking.ask('POST /v26.0/me/messages', {body: message('hi')})
    await asking.ask('POST /v26.0/me/messages', {body: {recipient: {id: '1'}, message: {text: 'hi'}}})
    await asking.ask(`GET /v26.0/${ada}?fields=first_name`)
    const [sent, refused, person] = await list(asking)
    expect(sent).toMatchObject({
      id: 'a1',
      kind: 'call',
      name: 'POST /me/messages',
      status: 200,
      outcome: 'ok',
      psid: ada,
      mid: expect.stringMatching(/^m_/),
      pageId: '109876543210987',
      appId: '1234567890123456',
      ms: expect.any(Number),
    })
    expect(refused).toMatchObject({id: 'a2', status: 400, outcome: 'refused'})
    expect(person).toMatchObject({name: `GET /${ada}`, psid: ada})
  })

  test('holds each event with its signature, and what the callback answered', async ({start}) => {
    const asking = await start()
    const {act, next} = await openActing(asking)
    const {mid} = await act('say', {text: 'Grüße'})
    await next()
    const entry = await ended(asking, 'messages')
    expect(entry).toMatchObject({kind: 'event', outcome: 'ok', status: 200, attempts: 1, psid: ada, mid})
    const {request, response, signature, command, tries} = await detail(asking, entry)
    expect(request.body).toContain('Gr\\u00fc\\u00dfe')
    expect(request.headers['X-Hub-Signature-256']).toBe(signature)
    expect(response).toMatchObject({status: 200, body: ''})
    expect(command).toBe(`msgr emulator person say ${ada} 'Grüße'`)
    expect(tries).toMatchObject([{status: 200}])
  })

  test('says why a callback did not answer', async ({start}) => {
    const asking = await start()
    const {act} = await openActing(asking)
    const app = appOf(asking.emulator)
    if (app?.callback !== undefined) app.callback = {...app.callback, url: 'http://127.0.0.1:1/'}
    await act('say', {text: 'unheard'})
    const entry = await ended(asking, 'messages')
    expect(entry).toMatchObject({outcome: 'failed', attempts: expect.any(Number)})
    expect((await detail(asking, entry)).tries?.[0]?.error).toContain('ECONNREFUSED')
    expect(await asking.emulator.admin('GET', 'chat')).toMatchObject({
      webhook: {state: 'failing', hint: 'msgr --emulator webhook status'},
    })
  })

  test('shows no token and no secret, wherever they travelled', async ({start}) => {
    const asking = await start()
    const {pageToken, appId, appSecret} = await asking.emulator.connection()
    await asking.ask(`GET /v26.0/me?access_token=${pageToken}`, {token: null})
    await asking.ask('POST /v26.0/me/messages', {
      token: null,
      body: {access_token: pageToken, ...message('a')},
    })
    await asking.ask(`GET /v26.0/${appId}/subscriptions`, {token: `${appId}|${appSecret}`})
    await asking.ask('GET /v26.0/me/accounts', {
      token: userTokenOf(asking.emulator),
    })
    for (const entry of await list(asking)) {
      const text = JSON.stringify(await detail(asking, entry))
      expect(text).not.toContain(appSecret)
      for (const {text: token} of tokensOf(asking.emulator)) expect(text).not.toContain(token)
    }
  })

  test('gives a curl that does the same with the token of the shell', async ({start}) => {
    const asking = await start()
    const {pageToken} = await asking.emulator.connection()
    await asking.ask('POST /v26.0/me/messages', {
      token: null,
      body: {access_token: pageToken, ...message("it's me")},
    })
    const [entry] = await list(asking)
    const {curl, command} = await detail(asking, entry as ActivityEntry)
    expect(curl).not.toContain('access_token')
    expect(command).toContain('msgr --emulator api POST me/messages ')
    await run('sh', ['-c', curl], {env: {...process.env, MSGR_PAGE_TOKEN: pageToken}})
    const texts = messagesIn(asking.emulator).map(({text}) => text)
    expect(texts.filter(text => text === "it's me")).toHaveLength(2)
  })

  test('is asked for what came after, about whom, of which kind and outcome', async ({start}) => {
    const asking = await start()
    const {act, next, send} = await openActing(asking)
    await act('say', {text: 'hi'})
    await next()
    const last = await ended(asking, 'messages')
    await send({text: 'hello'})
    expect((await list(asking, {after: last.id})).map(({name}) => name)).toEqual(['POST /me/messages'])
    expect((await list(asking, {psid: ada})).map(({kind}) => kind)).toEqual(['event', 'call'])
    expect((await list(asking, {kind: 'event'})).every(({kind}) => kind === 'event')).toBe(true)
    expect(await list(asking, {outcome: 'refused'})).toEqual([])
    expect(await list(asking, {limit: 1})).toHaveLength(1)
    await expect(detail(asking, {...last, id: 'a999'})).rejects.toThrow('has no entry a999')
  })

  test('keeps the newest thousand, and of long bodies the beginning', async ({start}) => {
    const asking = await start()
    await asking.ask('POST /v26.0/me/messages', {body: message('x'.repeat(100_000))})
    const [long] = await list(asking)
    const {request} = await detail(asking, long as ActivityEntry)
    expect(request.body.length).toBeLessThan(66_000)
    expect(request.body).toMatch(/… cut here, 100\d\d\d bytes in all$/)
    for (let round = 0; round < 10; round += 1)
      await Promise.all(Array.from({length: 101}, () => asking.ask('GET /v26.0/me')))
    const entries = await list(asking, {limit: 5000})
    expect(entries).toHaveLength(1_000)
    expect(entries.at(-1)?.id).toBe('a1011')
    await expect(detail(asking, long as ActivityEntry)).rejects.toThrow('has no entry a1')
  })

  test('shows a batch as one call, and which messages it sent', async ({start}) => {
    const asking = await start()
    const body = new URLSearchParams({recipient: `{"id":"${ada}"}`, message: '{"text":"hi"}'}).toString()
    const batch = [1, 2].map(() => ({method: 'POST', relative_url: 'v26.0/me/messages', body}))
    const answer = await asking.ask('POST /', {body: {batch}})
    const [entry] = await list(asking)
    expect(entry).toMatchObject({name: 'POST / (batch of 2)', outcome: 'ok'})
    expect(entry?.psid).toBeUndefined()
    const {messages} = await asking.emulator.admin('GET', `chat/${ada}`)
    for (const {body: text} of answer.body as {body: string}[])
      expect(messages.find(({mid}) => mid === JSON.parse(text).message_id)?.activity).toEqual(['a1'])
  })

  test('says of a broken connection that it failed', async ({start}) => {
    const asking = await start()
    await asking.emulator.admin('POST', 'faults', {path: '/me', effect: {kind: 'reset'}})
    await expect(asking.ask('GET /v26.0/me')).rejects.toThrow()
    expect(await list(asking)).toMatchObject([{name: 'GET /me', outcome: 'failed'}])
    await asking.emulator.admin('POST', 'faults/clear')
    await asking.emulator.admin('POST', 'faults', {path: '/me', effect: {kind: 'status', status: 502}})
    await asking.ask('GET /v26.0/me').catch(() => {})
    expect((await list(asking))[1]).toMatchObject({status: 502, outcome: 'failed'})
  })
})

describe('an event is sent', () => {
  test('again, as a duplicate, and late, with the same bytes', async ({start}) => {
    const asking = await start()
    const {act, next} = await openActing(asking)
    await act('say', {text: 'hi'})
    const first = await next()
    const entry = await ended(asking, 'messages')
    await asking.emulator.admin('POST', `activity/${entry.id}/send`, {as: 'again'})
    expect(await next()).toEqual(first)
    await asking.emulator.admin('POST', `activity/${entry.id}/send`, {as: 'duplicate'})
    expect([await next(), await next()]).toEqual([first, first])
    await asking.emulator.admin('POST', `activity/${entry.id}/send`, {as: 'late', afterMs: 20})
    expect(await next()).toEqual(first)
    const bodies = await Promise.all((await list(asking, {kind: 'event'})).map(each => detail(asking, each)))
    expect(new Set(bodies.map(({request}) => request.body)).size).toBe(1)
  })
})
