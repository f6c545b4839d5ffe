import {describe, expect} from 'vitest'
import {readChats} from '../../../src/chats/read-chats.ts'
import {templatePayload} from '../../../src/platform/templates-schema.ts'
import {test} from '../asking.ts'
import {ada, openActing} from '../people/acting.ts'

const size = {text: 'Which size?', quick_replies: [{content_type: 'text', title: 'S', payload: 'SMALL'}]}

describe('a conversation as a test', () => {
  test('is a chat file of all its steps, or of those from here to there', async ({start}) => {
    const asking = await start()
    const {act, send} = await openActing(asking)
    await act('say', {text: 'hi'})
    await send(size)
    await act('say', {text: 'S', payload: 'SMALL'})
    await send({text: '/9/ it is'})
    const {admin} = asking.emulator
    const whole = await admin('GET', `chat/${ada}/test?name=Sizes`)
    expect(whole.text).toBe(
      [
        'name: Sizes',
        'person: {name: Ada Lindqvist, locale: sv_SE, timezone: 1}',
        'steps:',
        '  - say: hi',
        '  - expect: {text: Which size?, quick_replies: [S]}',
        '  - tap: S',
        '  - expect: /9/ it is',
        '',
      ].join('\n'),
    )
    expect(whole.steps.map(({line, from}) => `${from} ${line}`)).toEqual([
      'person say: hi',
      'page expect: {text: Which size?, quick_replies: [S]}',
      'person tap: S',
      'page expect: /9/ it is',
    ])
    expect(readChats(whole.text, 'sizes.yaml').faults).toEqual([])

    const part = await admin('GET', `chat/${ada}/test?first=0&last=1`)
    expect(part).toMatchObject({count: 2, text: expect.stringMatching(/say: hi\n {2}- expect.*\n$/)})
    expect(part).not.toHaveProperty('warning')
    const torn = await admin('GET', `chat/${ada}/test?first=2`)
    expect(torn.warning).toContain('"tap: S" taps what a message before the first step offers')
    await expect(admin('GET', `chat/${ada}/test?first=x`)).rejects.toThrow('first is a whole number')
  })
})

describe('a conversation to hand on', () => {
  test('as text has names, times and what can be tapped', async ({start}) => {
    const asking = await start()
    const {act, send} = await openActing(asking)
    await asking.emulator.admin('POST', `chat/${ada}/start-over`)
    await asking.emulator.admin('POST', 'clock', {now: '2026-11-29T18:40:00Z'})
    await act('say', {text: 'hi\nthere'})
    await send(size)
    const {text} = await asking.emulator.admin('GET', `chat/${ada}/transcript`)
    expect(text.replace(/18:40:0\d/g, '18:40:00')).toBe(
      [
        'Ada Lindqvist and Acme Shop, times in UTC',
        '',
        '2026-11-29 18:40:00  Ada Lindqvist: hi\n    there',
        '2026-11-29 18:40:00  Acme Shop: Which size? [S]',
        '',
      ].join('\n'),
    )
  })

  test('as a file has its log, always in the same order, and no secret', async ({start}) => {
    const asking = await start()
    const {act, send} = await openActing(asking)
    await act('say', {text: 'my token is EMUPAGE0123456789abcdef'})
    await send({text: 'Thank you'})
    const read = () => asking.emulator.admin('GET', `chat/${ada}/export`)
    const exported = await read()
    expect(exported).toMatchObject({
      format: 'msgr-conversation',
      version: 1,
      page: {name: 'Acme Shop'},
      person: {psid: ada},
    })
    expect(exported.messages.at(-1)?.message).toEqual({text: 'Thank you'})
    const names = exported.log.map(({name}) => name)
    expect(names).toContain('POST /v26.0/me/messages'.replace('/v26.0', ''))
    expect(names).toContain('messages')
    const {pageToken, appSecret} = await asking.emulator.connection()
    const text = JSON.stringify(exported)
    for (const secret of [pageToken, appSecret, 'EMUPAGE']) expect(text).not.toContain(secret)
    const again = await read()
    expect(JSON.stringify({...again, now: ''})).toBe(JSON.stringify({...exported, now: ''}))
  })
})

test('starting over makes a person new to the Page, and keeps who they are and the log', async ({start}) => {
  const asking = await start()
  const {admin} = asking.emulator
  const {act, send} = await openActing(asking)
  await act('say', {text: 'hi'})
  await send({text: 'hello'})
  await act('opt-in', {type: 'notification_messages', topic: 'Hats'})
  await act('block')
  const before = await admin('GET', `chat/${ada}`)
  expect(before.person.optIns).not.toEqual([])
  const {entries} = await admin('GET', `activity?psid=${ada}`)

  await admin('POST', `chat/${ada}/start-over`)

  const after = await admin('GET', `chat/${ada}`)
  expect(after).toMatchObject({messages: [], total: 0, hasEarlier: false})
  expect(after).not.toHaveProperty('owner')
  expect(after.person).toMatchObject({
    psid: ada,
    firstName: 'Ada',
    locale: 'sv_SE',
    labels: [],
    optIns: [],
    hasBlockedPage: false,
  })
  expect(after.person).not.toHaveProperty('windowUntilMs')
  expect(after.revision).toBeGreaterThan(before.revision)
  expect((await admin('GET', `activity?psid=${ada}`)).entries).toEqual(entries)
  const {status} = await asking.ask('POST /v26.0/me/messages', {
    body: {recipient: {id: ada}, messaging_type: 'RESPONSE', message: {text: 'hi'}},
  })
  expect(status).toBe(400)
  await expect(admin('POST', 'chat/1/start-over')).rejects.toThrow('does not exist')
})

test('there is a sample of each template, and the platform takes every sample', async ({start}) => {
  const asking = await start()
  const samples = await asking.emulator.admin('GET', 'samples')
  expect(samples[0]).toEqual({
    name: 'Text',
    body: {messaging_type: 'RESPONSE', message: {text: 'hello, world!'}},
  })
  const types = samples.map(({body}) => {
    const {attachment} = body['message'] as {attachment?: {payload?: {template_type?: string}}}
    return attachment?.payload?.template_type
  })
  const known = templatePayload.options.map(({shape}) => shape.template_type.value)
  expect(known.filter(type => !types.includes(type))).toEqual([])
  for (const {name, body} of samples) {
    const answer = await asking.emulator.admin('POST', 'graph', {
      method: 'POST',
      path: '/me/messages',
      body: {recipient: {id: ada}, ...body},
    })
    expect({name, ...answer}).toMatchObject({name, status: 200})
  }
})
