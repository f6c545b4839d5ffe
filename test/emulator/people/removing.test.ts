import {expect} from 'vitest'
import {test} from '../asking.ts'

test('a deleted person leaves nothing behind but the log, and the messages of others', async ({start}) => {
  const asking = await start()
  const {emulator} = asking
  const before = await emulator.admin('GET', 'export')
  const {messagesSent} = await emulator.admin('GET', 'summary')
  const {psid} = await emulator.admin('POST', 'people', {firstName: 'Gone', lastName: 'Girl'})
  const act = (name: string, words: Readonly<Record<string, unknown>> = {}) =>
    emulator.admin('POST', `people/${psid}/${name}`, words)
  await act('say', {text: 'hello'})
  const answer = {recipient: {id: psid}, messaging_type: 'RESPONSE', message: {text: 'Hello Gone'}}
  const {body: sent} = await asking.ask('POST /v26.0/me/messages', {body: answer})
  await act('react', {mid: sent['message_id'], emoji: '👍'})
  await act('opt-in', {topic: 'Offers'})
  await act('tick', {user_ref: 'ref-1'})
  const {comment_id: comment} = await act('comment', {text: 'How much?'})
  await asking.ask(`POST /v26.0/${comment}/comments`, {body: {message: '9 €'}})
  const {post_id: post} = await act('post', {text: 'Look'})
  await asking.ask(`POST /v26.0/${post}/comments`, {body: {message: 'Nice'}})
  await asking.ask(`POST /v26.0/me/messages`, {body: {recipient: {id: psid}, sender_action: 'typing_on'}})

  expect(await emulator.admin('DELETE', `people/${psid}`)).toEqual({ok: true})

  const {state} = await emulator.admin('GET', 'export')
  expect(JSON.stringify(state)).not.toContain(psid)
  for (const [name, records] of Object.entries(before.state))
    if (typeof records === 'object')
      expect({[name]: Object.keys(state[name as never])}).toEqual({[name]: Object.keys(records as object)})
  expect((await emulator.admin('GET', 'summary')).messagesSent).toBe(messagesSent + 1)
  await expect(emulator.admin('GET', `chat/${psid}`)).rejects.toThrow('does not exist')
  await expect(emulator.admin('DELETE', `people/${psid}`)).rejects.toThrow('does not exist')
  const {body} = await asking.ask('POST /v26.0/me/messages', {body: answer})
  expect(body.error).toMatchObject({code: 100})
  const {entries} = await emulator.admin('GET', 'activity')
  expect(entries.filter(({kind}) => kind === 'call').length).toBeGreaterThan(3)
})
