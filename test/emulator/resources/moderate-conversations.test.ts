import {readdirSync, readFileSync} from 'node:fs'
import {expect} from 'vitest'
import {removeConversation} from '../../helpers/probe.ts'
import {type Asking, test} from '../asking.ts'

const ada = '6411223344556677'
const ben = '6411223345556680'

const moderate = async ({ask}: Asking, ids: readonly string[], ...actions: string[]) =>
  (await ask('POST /v26.0/me/moderate_conversations', {body: {user_ids: ids.map(id => ({id})), actions}}))
    .body

const send = async ({ask}: Asking, psid: string) =>
  (await ask('POST /me/messages', {body: {recipient: {id: psid}, message: {text: 'Hello'}}})).body

test('blocked and banned people can neither be written to nor write, until that is undone', async ({
  start,
}) => {
  const asking = await start()

  expect(await moderate(asking, [ada], 'block_user')).toEqual({success: true})
  expect(await moderate(asking, [ben], 'ban_user')).toEqual({success: true})

  expect((await send(asking, ada)).error).toMatchObject({code: 551, error_subcode: 1545041})
  expect((await send(asking, ben)).error).toMatchObject({code: 551})
  await expect(asking.emulator.admin('POST', `people/${ada}/say`, {text: 'Hi'})).rejects.toThrow('blocked')
  await moderate(asking, [ada], 'unblock_user')
  await moderate(asking, [ben], 'unban_user')
  expect((await send(asking, ada)).recipient_id).toBe(ada)
  expect((await send(asking, ben)).recipient_id).toBe(ben)
})

test('a conversation in spam is in that folder', async ({start}) => {
  const asking = await start()

  await moderate(asking, [ada], 'move_to_spam', 'block_user')

  const {body} = await asking.ask(`GET /v26.0/me/conversations?user_id=${ada}&fields=folder`)
  expect(body.data[0].folder).toBe('spam')
})

test('a request is refused as a whole, with its fault', async ({start}) => {
  const asking = await start()
  const fault = async (ids: readonly string[], ...actions: string[]) => {
    const {code, message} = (await moderate(asking, ids, ...actions)).error
    return `${code}: ${message}`
  }
  const eleven = Array.from({length: 11}, (_, index) => String(index))

  expect(await fault([ada, '99'], 'block_user')).toMatch(/^100: .*user_ids\[1\]\[id\] is not a valid PSID/)
  expect(await fault(eleven, 'block_user')).toMatch(/^105: .*user_ids has too many elements/)
  expect(await fault([], 'block_user')).toMatch(/^100: .*user_ids must be non-empty/)
  expect(await fault([ada], 'mute_user')).toMatch(/^100: .*actions\[0\] must be one of {block_user/)
  expect(await fault([ada], 'block_user', 'ban_user', 'move_to_spam')).toMatch(/^105: .*actions/)
  expect(await fault([ada], 'block_user', 'unblock_user')).toMatch(/^100: .*block_user and unblock_user/)
  expect((await send(asking, ada)).recipient_id).toBe(ada)
})

test('who has no conversation with the Page cannot be moderated', async ({start}) => {
  const asking = await start()
  removeConversation(asking.emulator, ada)

  expect((await moderate(asking, [ada], 'block_user')).error).toMatchObject({code: 1})
})

const folder = new URL('../../fixtures/moderate-conversations/', import.meta.url)

test.for(readdirSync(folder))(
  'the documented request %s is answered as documented',
  async (name, {start}) => {
    const {ask} = await start()
    const {request, response} = JSON.parse(readFileSync(new URL(name, folder), 'utf8'))

    expect((await ask('POST /me/moderate_conversations', {body: request.body})).body).toEqual(response)
  },
)
