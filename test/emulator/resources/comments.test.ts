import {expect} from 'vitest'
import {test} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'

const ada = '6411223344556677'
const pageId = '109876543210987'
const post = `${pageId}_208132419075509`

test('the Page lists the comments of a post, answers, hides, likes, edits and deletes them, and hears of it', async ({
  start,
}) => {
  const asking = await start()
  const {ask, emulator} = asking
  const {received} = await subscribeReceiver(asking, ['feed'])
  const read = async (path: string) => (await ask(`GET /v26.0/${path}`)).body
  const form = async (call: string, params: Readonly<Record<string, string>>, token?: string) => {
    const {pageToken} = await emulator.connection()
    const [method = '', path = ''] = call.split(' ')
    const body = new URLSearchParams({access_token: token ?? pageToken, ...params})
    const answer = await fetch(`${emulator.url}/v26.0/${path}`, {method, body})
    return {status: answer.status, body: (await answer.json()) as {id: string; error: {code: number}}}
  }

  const listed = await read(`${post}/comments?fields=from,message,can_reply_privately,is_hidden&limit=2`)
  expect(listed.data).toHaveLength(2)
  const newest = (await read(`${post}/comments?order=reverse_chronological&summary=true`)) as {
    data: {id: string}[]
    summary: object
  }
  expect(newest.summary).toEqual({order: 'reverse_chronological', total_count: 3, can_comment: true})
  const id = newest.data[0]?.id ?? ''
  const old = newest.data[2]?.id ?? ''
  expect(newest.data[0]).toMatchObject({message: 'How much is the lamp?', from: {id: ada}})
  expect((await read(`${old}?fields=can_reply_privately`)).can_reply_privately, 'after 7 days').toBe(false)

  const answer = (await form(`POST ${id}/comments`, {message: '40 euros'})).body.id
  const deeper = (await form(`POST ${answer}/comments`, {message: 'And 5 for the bulb'})).body.id
  const replies = await read(`${id}/comments?fields=message,from,parent,can_hide,can_reply_privately`)
  expect(replies.data.map((each: {id: string}) => each.id)).toEqual([answer, deeper])
  expect(replies.data[0]).toMatchObject({
    message: '40 euros',
    from: {id: pageId, name: 'Acme Shop'},
    parent: {id},
    can_hide: false,
    can_reply_privately: false,
  })
  const below = (await form(`POST ${post}/comments`, {message: 'New in: lamps'})).body.id
  const counted = async (filter: string) =>
    (await read(`${post}/comments?filter=${filter}&fields=comment_count`)).data.length
  expect([await counted('toplevel'), await counted('stream')]).toEqual([4, 6])
  const nested = await read(`${post}?fields=from,comments.filter(stream).limit(5).summary(true){message}`)
  expect(nested.comments.data).toHaveLength(5)
  expect(nested.comments.summary.total_count).toBe(6)
  const next = (await (await fetch(nested.comments.paging.next)).json()) as {data: object[]}
  expect(next.data).toHaveLength(1)

  const state = async () => read(`${id}?fields=is_hidden,user_likes,like_count,comment_count`)
  expect((await form(`POST ${id}`, {is_hidden: 'true'})).body).toEqual({success: true})
  await form(`POST ${id}`, {is_hidden: '1'})
  await form(`POST ${id}/likes`, {})
  expect(await state()).toEqual({id, is_hidden: true, user_likes: true, like_count: 1, comment_count: 2})
  await form(`POST ${id}`, {is_hidden: 'false'})
  await form(`POST ${id}/likes`, {method: 'delete'})
  expect(await state()).toMatchObject({is_hidden: false, user_likes: false})
  await form(`POST ${answer}`, {message: '39 euros'})
  expect((await read(answer)).message).toBe('39 euros')
  expect((await ask(`DELETE /v26.0/${answer}`)).body).toEqual({success: true})
  expect((await read(answer)).error.error_subcode).toBe(33)

  await emulator.admin('POST', `people/${ada}/comment`, {text: 'Thanks'})
  const values = (await received(10)) as {value: {from: {id: string}; [key: string]: unknown}}[]
  const actors = values.map(({value}) => value.from.id)
  expect(actors).toEqual([...Array(9).fill(pageId), ada])
  const told = values
    .slice(0, 9)
    .map(({value}) => [value['item'], value['verb'], value['comment_id'], value['parent_id']])
  expect(told).toEqual([
    ['comment', 'add', answer, id],
    ['comment', 'add', deeper, id],
    ['comment', 'add', below, post],
    ['comment', 'hide', id, post],
    ['reaction', 'add', id, post],
    ['comment', 'unhide', id, post],
    ['reaction', 'remove', id, post],
    ['comment', 'edited', answer, id],
    ['comment', 'remove', answer, id],
  ])

  const refused: readonly (readonly [call: string, params: Record<string, string>, status: number])[] = [
    [`POST ${id}`, {message: 'Not mine'}, 403],
    [`POST ${deeper}`, {is_hidden: 'true'}, 403],
    [`POST ${id}`, {is_hidden: 'perhaps'}, 400],
    [`POST ${id}`, {}, 400],
    [`POST ${id}/comments`, {}, 400],
    [`POST ${id}/comments`, {message: 'See', attachment_url: 'https://shop.example/a.png'}, 501],
    [`POST ${post}_1/comments`, {message: 'No such post'}, 400],
    [`POST ${id}/private_replies`, {message: 'Hello'}, 501],
  ]
  for (const [call, params, status] of refused)
    expect((await form(call, params)).status, `${call} ${JSON.stringify(params)}`).toBe(status)
  const gone: readonly (readonly [path: string, status: number])[] = [
    [`${post}/comments?since=1700000000`, 501],
    [`${post}?fields=comments.since(1700000000)`, 501],
    [`${post}/comments?filter=some`, 400],
    [post, 501],
    [`${id}?fields=private_reply_conversation`, 501],
    [`${id}?fields=shoe_size`, 400],
  ]
  for (const [path, status] of gone) expect((await ask(`GET /v26.0/${path}`)).status, path).toBe(status)
  const privately = {recipient: {comment_id: deeper}, message: {text: 'Hello'}}
  const {error} = (await ask('POST /v26.0/me/messages', {body: privately})).body
  expect(error.message, 'to the Page itself').toContain('recipient[comment_id]')
  const other = (await emulator.connection('109876543210988')).pageToken
  expect((await ask(`GET /v26.0/${id}`, {token: other})).body.error.error_subcode, 'another Page').toBe(33)
  await emulator.admin('POST', 'tokens', {take: ['pages_manage_engagement']})
  expect((await form(`POST ${id}/comments`, {message: 'Denied'})).body.error.code).toBe(200)
})
