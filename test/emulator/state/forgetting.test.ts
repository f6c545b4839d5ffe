import {expect} from 'vitest'
import {
  attachmentsOf,
  conversationOf,
  conversationsOf,
  messageOf,
  messagesIn,
  peopleOf,
} from '../../helpers/probe.ts'
import {test} from '../asking.ts'

const send = (psid: string, text: string) => ({
  body: {recipient: {id: psid}, messaging_type: 'RESPONSE', message: {text}},
})

test('the newest messages stay, the newest of each conversation among them, and none is forgotten in the count', async ({
  start,
}) => {
  const {ask, emulator} = await start({mostMessages: 50})
  const {pageId} = await emulator.connection()
  const quiet = conversationsOf(emulator).length
  const [psid = ''] = peopleOf(emulator)
    .filter(person => person.pageId === pageId && (person.lastActionMs ?? 0) > Date.now() - 3_600_000)
    .map(person => person.psid)
  const before = (await ask(`GET /v26.0/t_${psid}?fields=message_count`)).body.message_count

  for (let number = 0; number < 120; number++) await ask('POST /v26.0/me/messages', send(psid, `${number}`))

  expect(messagesIn(emulator).length).toBeLessThanOrEqual(50 + 5 + quiet)
  const sent = await emulator.admin('GET', 'sent')
  expect(sent.at(-1)?.message['text']).toBe('119')
  expect(sent.map(({message}) => message['text'])).not.toContain('0')
  expect((await ask(`GET /v26.0/t_${psid}?fields=message_count`)).body.message_count).toBe(before + 120)
  expect(await emulator.admin('GET', 'summary')).toMatchObject({messagesSent: 120})
  const {data} = (await ask('GET /v26.0/me/conversations?fields=messages.limit(1){message},message_count'))
    .body
  for (const {messages: shown} of data) expect(shown.data).toHaveLength(1)
  const kept = conversationOf(emulator, psid)?.messageIds ?? []
  expect(kept.filter(id => messageOf(emulator, id) === undefined)).toEqual([])
})

test('attachments that were sent once do not pile up', async ({start}) => {
  const {ask, emulator} = await start({mostMessages: 50})
  const {pageId} = await emulator.connection()
  const [psid = ''] = peopleOf(emulator)
    .filter(person => person.pageId === pageId && (person.lastActionMs ?? 0) > Date.now() - 3_600_000)
    .map(person => person.psid)
  const message = {attachment: {type: 'image', payload: {url: 'https://example.com/a.png'}}}
  for (let number = 0; number < 150; number++) {
    const {status} = await ask('POST /v26.0/me/messages', {
      body: {recipient: {id: psid}, messaging_type: 'RESPONSE', message},
    })
    expect(status).toBe(200)
  }
  expect(attachmentsOf(emulator).length).toBeLessThanOrEqual(100)
})

test('after a reset the counting begins anew', async ({start}) => {
  const {ask, emulator} = await start({mostMessages: 50})
  const {pageId} = await emulator.connection()
  const recent = () =>
    peopleOf(emulator).find(
      person => person.pageId === pageId && (person.lastActionMs ?? 0) > Date.now() - 3_600_000,
    )?.psid ?? ''
  for (let number = 0; number < 70; number++) await ask('POST /v26.0/me/messages', send(recent(), 'before'))
  await emulator.admin('POST', 'reset')
  const quiet = conversationsOf(emulator).length
  for (let number = 0; number < 100; number++) await ask('POST /v26.0/me/messages', send(recent(), 'after'))
  expect(messagesIn(emulator).length).toBeLessThanOrEqual(55 + quiet)
  expect(await emulator.admin('GET', 'summary')).toMatchObject({messagesSent: 100})
})
