import {describe, expect} from 'vitest'
import {appSecretProof} from '../../../src/platform/signature.ts'
import {tokenOf, userTokenOf} from '../../helpers/probe.ts'
import {type Asking, test} from '../asking.ts'

const ada = '6411223344556677'

interface ListCall {
  readonly path: string
  /** A field that each item has. */
  readonly field: string
  readonly kind?: 'app' | 'user'
  readonly asOf?: string
}

/** Every list of nodes that the emulator answers, with a way to more than one item in it. */
const lists: Readonly<Record<string, ListCall>> = {
  accounts: {path: 'me/accounts', field: 'name', kind: 'user'},
  conversations: {path: 'me/conversations', field: 'updated_time'},
  'messages of a conversation': {path: `t_${ada}/messages`, field: 'created_time'},
  'custom labels': {path: 'me/custom_labels', field: 'page_label_name'},
  'labels of a person': {path: '6411223346556683/custom_labels', field: 'page_label_name'},
  personas: {path: 'me/personas', field: 'name'},
  'message templates': {path: 'me/message_templates', field: 'name'},
  'notification message tokens': {path: 'me/notification_message_tokens', field: 'topic_title'},
  'ids for Pages': {path: '10152368852405295/ids_for_pages', field: 'page', kind: 'app'},
  'ids for apps': {path: `${ada}/ids_for_apps`, field: 'app'},
  'sticker packs': {path: 'sticker_packs', field: 'name', kind: 'app'},
  broadcasts: {path: 'me/broadcast_messages', field: 'status', asOf: '2019-06-01'},
}

/** Enough of everything for two pages. */
async function fill({ask}: Asking, asOf: string | undefined): Promise<void> {
  const post = (path: string, body: object) =>
    ask(`POST /${asOf === undefined ? 'v26.0' : 'v3.3'}/${path}`, {body})
  for (const name of ['One', 'Two']) {
    await post('me/messages', {recipient: {id: ada}, messaging_type: 'RESPONSE', message: {text: name}})
    await post('me/personas', {name, profile_picture_url: `https://shop.example/${name}.png`})
    await post('me/message_templates', {
      name: name.toLowerCase(),
      language: 'en',
      category: 'UTILITY',
      components: [{type: 'BODY', text: 'Your parcel can be picked up from today on.'}],
    })
    const {message_creative_id} = (await post('me/message_creatives', {messages: [{text: name}]})).body
    await post('me/broadcast_messages', {message_creative_id})
  }
}

describe.for(Object.entries(lists))('the list of %s', ([, {path, field, kind, asOf}]) => {
  test('is walked by cursors to its end and back, with limit and fields', async ({start}) => {
    const asking = await start(asOf === undefined ? {} : {asOf})
    await fill(asking, asOf)
    const {ask, emulator} = asking
    const {appId, appSecret, pageToken} = await emulator.connection()
    const user = tokenOf(emulator, userTokenOf(emulator))
    const token = kind === 'app' ? `${appId}|${appSecret}` : kind === 'user' ? (user?.text ?? '') : pageToken
    const proof = appSecretProof(token, appSecret)
    const version = asOf === undefined ? 'v26.0' : 'v3.3'
    const read = async (query: string) =>
      (await ask(`GET /${version}/${path}?appsecret_proof=${proof}&${query}`, {token})).body

    const all = (await read('limit=100')).data
    expect(all.length).toBeGreaterThan(1)
    const walked: unknown[] = []
    let page = await read('limit=1')
    for (;;) {
      expect(page.data).toHaveLength(1)
      walked.push(...page.data)
      if (page.paging.next === undefined) break
      expect(page.paging.next).toMatch(new RegExp(`^${emulator.url}/${version}/.*[?&]after=`))
      page = await read(`limit=1&after=${page.paging.cursors.after}`)
    }
    expect(walked).toEqual(all)
    expect(page.paging.previous).toContain('before=')
    const before = await read(`limit=1&before=${page.paging.cursors.before}`)
    expect(before.data).toEqual([all.at(-2)])

    const narrow = await read(`fields=${field}&limit=1`)
    expect(Object.keys(narrow.data[0]).filter(key => key !== 'id')).toEqual([field])
    expect((await read('fields=shoe_size')).error.message).toContain('nonexisting field (shoe_size)')
    expect((await read('limit=-1')).error.code).toBe(100)
  })
})

test('the messages inside a list of conversations lead on as well', async ({start}) => {
  const asking = await start()
  await fill(asking, undefined)

  const {body} = await asking.ask(
    `GET /v26.0/me/conversations?user_id=${ada}&fields=messages.limit(1){message}`,
  )
  const [{messages}] = body.data
  expect(messages.data).toMatchObject([{message: 'Two'}])
  const next = (await (await fetch(messages.paging.next)).json()) as {data: {message: string}[]}

  expect(next.data.map(({message}) => message)).toEqual(['One'])
})
