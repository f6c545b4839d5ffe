import {expect} from 'vitest'
import {userTokenOf} from '../../helpers/probe.ts'
import {test} from '../asking.ts'

const ada = '6411223344556677'

test('a message lists its shares and its reaction, a conversation the fields of SDKs, a Page its threads', async ({
  start,
}) => {
  const {ask, emulator} = await start()
  const act = async (name: string, words: Readonly<Record<string, unknown>>) => {
    const {mid = ''} = await emulator.admin('POST', `people/${ada}/${name}`, words)
    return {mid}
  }
  const read = async (path: string) => (await ask(`GET /v26.0/${path}`)).body

  const link = {type: 'fallback', url: 'https://shop.example/lamp', title: 'A lamp'}
  const image = {type: 'image', url: 'https://shop.example/lamp.png'}
  const {mid} = await act('say', {text: 'This one', attachments: [link, image]})
  const shares = {data: [{link: link.url, name: 'A lamp'}]}
  expect(await read(`${mid}/shares`)).toEqual(shares)
  const shared = await read(`${mid}?fields=shares,attachments,is_unsupported`)
  expect(shared).toMatchObject({shares, is_unsupported: false})
  expect(shared.attachments.data, 'a link is no file').toHaveLength(1)
  const plain = await act('say', {text: 'Hello'})
  expect(await read(`${plain.mid}?fields=shares,reactions`)).toEqual({id: plain.mid})
  expect(await read(`${plain.mid}/shares`)).toEqual({data: []})

  const send = (body: object) => ask('POST /v26.0/me/messages', {body: {recipient: {id: ada}, ...body}})
  const answer = (await send({messaging_type: 'RESPONSE', message: {text: 'Here it is'}})).body.message_id
  await act('react', {mid: answer, emoji: '👍'})
  const reaction = {sender_action: 'react', payload: {message_id: mid, reaction: '❤️'}}
  expect((await send(reaction)).status).toBe(200)
  const reactions = async (id: string) => (await read(`${id}?fields=reactions`)).reactions
  const users = [{name: 'Ada Lindqvist', email: `${ada}@facebook.com`, id: ada}]
  expect(await reactions(answer)).toEqual({data: [{reaction: 'like', users}]})
  const byPage = [{name: 'Acme Shop', email: '109876543210987@facebook.com', id: '109876543210987'}]
  expect(await reactions(mid)).toEqual({data: [{reaction: 'love', users: byPage}]})
  await act('unreact', {mid: answer})
  expect(await reactions(answer)).toBeUndefined()

  const all = await read('me/conversations')
  const threads = await read('me/threads')
  expect(threads.data).toEqual(all.data)
  for (const edge of ['conversations', 'threads']) {
    const page = await read(`me?fields=name,${edge}.limit(2){id,messages.limit(1){message}}`)
    expect(page[edge].data[0], edge).toMatchObject({id: `t_${ada}`, messages: {data: [{}]}})
    expect(page[edge].data, edge).toHaveLength(2)
    const next = (await (await fetch(page[edge].paging.next)).json()) as {data: {id: string}[]}
    expect(next.data[0]?.id, edge).toBe(all.data[2].id)
  }
  const token = userTokenOf(emulator)
  const denied = await ask('GET /v26.0/109876543210987?fields=conversations', {token})
  expect(denied.body.error.code, 'a user token').toBe(210)
  const fields = 'name,subject,former_participants'
  expect(await read(`t_${ada}?fields=${fields}`)).toEqual({id: `t_${ada}`, former_participants: {data: []}})
})

test('an attachment is listed with an address that expires, and gets a fresh one', async ({start}) => {
  const {ask, emulator} = await start()
  const {mid = ''} = await emulator.admin(
    'POST',
    `people/${ada}/attach?name=${encodeURIComponent('für dich.pdf')}`,
    new Blob(['%PDF'], {type: 'application/pdf'}),
  )
  const listed = (await ask(`GET /v26.0/${mid}?fields=attachments`)).body.attachments.data[0]
  expect(listed).toMatchObject({name: 'für dich.pdf', mime_type: 'application/pdf'})
  expect(await (await fetch(listed.file_url)).text()).toBe('%PDF')

  await emulator.admin('POST', 'clock', {advanceMs: 25 * 3_600_000})

  const expired = await fetch(listed.file_url)
  expect([expired.status, await expired.text()]).toEqual([403, 'URL signature expired'])
  const [fresh] = (await ask(`GET /${mid}/attachments`)).body.data
  expect(await (await fetch(fresh.file_url)).text()).toBe('%PDF')
})
