import {describe, expect} from 'vitest'
import type {ActivityDetail, ActivityEntry} from '../../../src/emulator/chat/view-types.ts'
import {messagesIn, tokensOf} from '../../helpers/probe.ts'
import {type Asking, test} from '../asking.ts'
import {ada, openActing} from '../people/acting.ts'

const list = async ({emulator}: Asking): Promise<readonly ActivityEntry[]> =>
  (await emulator.admin('GET', 'activity?limit=1000')).entries
const newest = async (asking: Asking, kind: 'call' | 'event') => {
  const entry = (await list(asking)).findLast(each => each.kind === kind)
  return asking.emulator.admin('GET', `activity/${entry?.id ?? 'a0'}`) as Promise<ActivityDetail>
}
const message = (text: string) => ({recipient: {id: ada}, messaging_type: 'RESPONSE', message: {text}})

describe('an event is edited and sent again', () => {
  test('signed by its app, to whom it went before', async ({start}) => {
    const asking = await start()
    const {act, next} = await openActing(asking)
    await act('say', {text: 'Grüße', payload: 'A'})
    await next()
    const {id, editable} = await newest(asking, 'event')
    expect(JSON.parse(editable?.body ?? '').entry[0].messaging[0].message.text).toBe('Grüße')

    const {activity} = await asking.emulator.admin('POST', `activity/${id}/send`, {
      body: editable?.body.replace('Grüße', 'Größe S'),
    })

    // Checks the signature.
    expect((await next()).message.text).toBe('Größe S')
    const sent = await newest(asking, 'event')
    expect(sent).toMatchObject({id: activity, gist: 'text "Größe S" payload=A', psid: ada})
    expect(sent.request.body).toContain('Gr\\u00f6\\u00dfe S')
  })

  test('unless it is not JSON: the refusal says where, and nothing is sent', async ({start}) => {
    const asking = await start()
    const {act, next} = await openActing(asking)
    await act('say', {text: 'hi'})
    await next()
    const {id} = await newest(asking, 'event')
    const send = (body: string) => asking.emulator.admin('POST', `activity/${id}/send`, {body})
    await expect(send('{"object": "page",')).rejects.toThrow(/This is not JSON: .*(position|end)/)
    await expect(send('[]')).rejects.toThrow('not a JSON object')
    await expect(send('{"object": "page"}')).rejects.toThrow('a list named entry')
    expect((await list(asking)).filter(({kind}) => kind === 'event')).toHaveLength(1)
  })

  test('with what was hidden in it, unless that was edited', async ({start}) => {
    const asking = await start()
    const {act, next} = await openActing(asking)
    const {notification_messages_token: token} = await act('opt-in', {title: 'News', payload: 'NEWS'})
    await next()
    const {id, editable} = await newest(asking, 'event')
    expect(editable?.body).not.toContain(token)
    await asking.emulator.admin('POST', `activity/${id}/send`, {
      body: editable?.body.replace('"NEWS"', '"OTHER"'),
    })
    expect((await next()).optin).toMatchObject({payload: 'OTHER', notification_messages_token: token})
  })
})

describe('a call is made again', () => {
  test('edited, with its own token, which nobody sees', async ({start}) => {
    const asking = await start()
    await asking.ask('POST /v26.0/me/messages', {body: message('Which size?')})
    const first = await newest(asking, 'call')
    expect(first.editable).toMatchObject({method: 'POST', path: '/v26.0/me/messages'})

    const {activity} = await asking.emulator.admin('POST', `activity/${first.id}/send`, {
      body: first.editable?.body.replace('Which size?', 'Which colour?'),
    })

    const again = await newest(asking, 'call')
    expect(again).toMatchObject({id: activity, outcome: 'ok', gist: 'text "Which colour?"', psid: ada})
    expect(messagesIn(asking.emulator).some(({text}) => text === 'Which colour?')).toBe(true)
    for (const {text: token} of tokensOf(asking.emulator)) expect(JSON.stringify(again)).not.toContain(token)
  })

  test.for([
    ['in the body', (token: string) => ({body: {access_token: token, ...message('a')}, token: null})],
    ['in a header', (token: string) => ({body: message('a'), token})],
  ] as const)('with the token %s', async ([, how], {start}) => {
    const asking = await start()
    const {pageToken} = await asking.emulator.connection()
    await asking.ask('POST /v26.0/me/messages', how(pageToken))
    const {id, editable} = await newest(asking, 'call')
    expect(editable?.body).not.toContain('access_token')
    await asking.emulator.admin('POST', `activity/${id}/send`, {as: 'again'})
    expect(await newest(asking, 'call')).toMatchObject({outcome: 'ok', gist: 'text "a"'})
    expect(messagesIn(asking.emulator).filter(({text}) => text === 'a')).toHaveLength(2)
  })

  test('by another method, at another path, and by whatever a fault does to it', async ({start}) => {
    const asking = await start()
    await asking.ask('GET /v26.0/me?fields=name')
    const {id} = await newest(asking, 'call')
    const send = (words: object) => asking.emulator.admin('POST', `activity/${id}/send`, words)
    await send({path: `/v26.0/${ada}`, body: '{"fields": "first_name"}'})
    expect(await newest(asking, 'call')).toMatchObject({name: `GET /${ada}`, outcome: 'ok'})
    await send({method: 'POST', path: '/v26.0/me/messages', body: JSON.stringify(message('by POST'))})
    expect(await newest(asking, 'call')).toMatchObject({name: 'POST /me/messages', outcome: 'ok'})
    await asking.emulator.admin('POST', 'faults', {path: '/me', effect: {kind: 'reset'}})
    await send({as: 'again'})
    expect(await newest(asking, 'call')).toMatchObject({name: 'GET /me', outcome: 'failed'})
  })

  test('but never one of the emulator itself, to another host, or one whose files are gone', async ({
    start,
  }) => {
    const asking = await start()
    const {pageToken} = await asking.emulator.connection()
    await asking.ask('GET /v26.0/me')
    const {id} = await newest(asking, 'call')
    const before = (await list(asking)).length
    for (const path of [
      '/_msgr/tokens',
      '/v26.0/../_msgr/tokens',
      '//evil.example/me',
      'http://evil.example/',
      'me',
    ])
      await expect(asking.emulator.admin('POST', `activity/${id}/send`, {path})).rejects.toThrow(
        'path is a path',
      )
    await expect(asking.emulator.admin('POST', `activity/${id}/send`, {method: 'TRACE'})).rejects.toThrow(
      'method',
    )
    await expect(asking.emulator.admin('POST', `activity/${id}/send`, {as: 'late'})).rejects.toThrow(
      'Only an event',
    )
    expect(await list(asking)).toHaveLength(before)

    const form = new FormData()
    form.set('message', JSON.stringify({attachment: {type: 'image', payload: {}}}))
    form.set('filedata', new Blob(['x'], {type: 'image/png'}), 'x.png')
    await fetch(`${asking.emulator.url}/v26.0/me/message_attachments`, {
      method: 'POST',
      headers: {authorization: `Bearer ${pageToken}`},
      body: form,
    })
    const upload = await newest(asking, 'call')
    expect(upload.editable).toBeUndefined()
    await expect(asking.emulator.admin('POST', `activity/${upload.id}/send`, {as: 'again'})).rejects.toThrow(
      'does not hold all of this call',
    )
  })
})

describe('the log is searched', () => {
  test('in requests and responses, as they travel and as they read', async ({start}) => {
    const asking = await start()
    const {act, next} = await openActing(asking)
    // Longer than what its line shows.
    await act('say', {text: `${'x'.repeat(100)} Grüße aus https://a.example`})
    await next()
    await expect.poll(async () => (await newest(asking, 'event')).outcome).toBe('ok')
    await fetch(`${asking.emulator.url}/v26.0/me/messages`, {
      method: 'POST',
      headers: {authorization: `Bearer ${(await asking.emulator.connection()).pageToken}`},
      body: new URLSearchParams({recipient: `{"id":"${ada}"}`, message: '{"text":"Größe S & M"}'}),
    })
    await asking.ask('POST /v26.0/me/messages', {body: {recipient: {id: '1'}, message: {text: 'hi'}}})
    await asking.ask('GET /v26.0/me?fields=name')
    const found = async (search: string) => {
      const query = `search=${encodeURIComponent(search)}` as const
      return (await asking.emulator.admin('GET', `activity?${query}`)).entries.map(({name}) => name)
    }
    expect(await found('GRÜSSE')).toEqual([])
    expect(await found('grüße')).toEqual(['messages'])
    expect(await found('https://a.example')).toEqual(['messages'])
    expect(await found('größe s & m')).toEqual(['POST /me/messages'])
    expect(await found('fields=name')).toEqual(['GET /me'])
    expect(await found('OAuthException')).toEqual(['POST /me/messages'])
    expect(await found('nothing has this')).toEqual([])
    expect(await found('')).toHaveLength((await list(asking)).length)
  })

  test('and finds no part of a secret', async ({start}) => {
    const asking = await start()
    const {pageToken, appId, appSecret} = await asking.emulator.connection()
    await asking.ask(`GET /v26.0/${appId}/subscriptions`, {token: `${appId}|${appSecret}`})
    await asking.ask(`GET /v26.0/me?access_token=${pageToken}`, {token: null})
    for (const part of [pageToken.slice(5, 15), appSecret.slice(0, 10)]) {
      const {entries} = await asking.emulator.admin('GET', `activity?search=${encodeURIComponent(part)}`)
      expect(entries).toEqual([])
    }
  })
})
