import {expect} from 'vitest'
import {attachmentsOf} from '../../helpers/probe.ts'
import {test} from '../asking.ts'

const ada = '6411223344556677'

test('a page with Messenger Extensions is sent when its domain is whitelisted, whatever carries it', async ({
  start,
}) => {
  const {ask} = await start()
  const send = async (message: object) =>
    ask('POST /v26.0/me/messages', {body: {recipient: {id: ada}, messaging_type: 'RESPONSE', message}})
  const template = (payload: object) => ({attachment: {type: 'template', payload}})
  const page = (url: string, extensions: unknown) => ({
    type: 'web_url',
    url,
    messenger_extensions: extensions,
  })
  const carriers = (url: string, extensions: unknown = true): readonly (readonly [string, object])[] => [
    [
      'a button',
      template({template_type: 'button', text: 'Look', buttons: [{title: 'See', ...page(url, extensions)}]}),
    ],
    [
      'a button of an element',
      template({
        template_type: 'generic',
        elements: [{title: 'Hat', subtitle: 'Red', buttons: [{title: 'See', ...page(url, extensions)}]}],
      }),
    ],
    [
      'the default action',
      template({
        template_type: 'generic',
        elements: [{title: 'Hat', subtitle: 'Red', default_action: page(url, extensions)}],
      }),
    ],
  ]
  for (const [name, message] of [
    ...carriers('https://shop.example/hats'),
    ...carriers('https://shop.example/hats', 'true'),
  ]) {
    const {error} = (await send(message)).body
    expect([error.code, error.error_subcode, error.message], name).toEqual([
      100,
      2018062,
      '(#100) The URL provided is not whitelisted for messenger extensions',
    ])
  }
  for (const [name, message] of carriers('https://shop.example/hats', false))
    expect((await send(message)).status, `${name} without extensions`).toBe(200)
  await ask('POST /v26.0/me/messenger_profile', {body: {whitelisted_domains: ['https://shop.example']}})
  for (const url of ['https://shop.example/hats', 'https://www.shop.example/'])
    for (const [name, message] of carriers(url))
      expect((await send(message)).status, `${name}: ${url}`).toBe(200)
  for (const [name, message] of carriers('https://other.example/'))
    expect((await send(message)).status, `${name} elsewhere`).toBe(400)
})

test('scalars of another JSON type are kept as what they stand for', async ({start}) => {
  const {ask, emulator} = await start()
  const post = async (path: string, body: object) => (await ask(`POST /v26.0/${path}`, {body})).body
  const url = 'https://files.example/a.png'
  for (const isReusable of ['true', 1, true, '1']) {
    const payload = {url, is_reusable: isReusable}
    const {attachment_id: id} = await post('me/message_attachments', {
      message: {attachment: {type: 'image', payload}},
    })
    expect(attachmentsOf(emulator).find(one => one.id === id)?.isReusable, String(isReusable)).toBe(true)
    const attachment = {type: 'image', payload: {attachment_id: id}}
    const sent = await post('me/messages', {recipient: {id: ada}, message: {attachment}})
    expect(sent.message_id, String(isReusable)).toBeDefined()
  }
  const once = {message: {attachment: {type: 'image', payload: {url, is_reusable: 'false'}}}}
  const {attachment_id: single} = await post('me/message_attachments', once)
  expect(attachmentsOf(emulator).find(({id}) => id === single)?.isReusable).toBe(false)

  const label = await post('me/custom_labels', {page_label_name: 2026})
  expect((await ask(`GET /v26.0/${label.id}?fields=page_label_name`)).body.page_label_name).toBe('2026')
  const persona = await post('me/personas', {name: 47, profile_picture_url: url})
  expect((await ask(`GET /v26.0/${persona.id}`)).body.name).toBe('47')
  const body = {type: 'BODY', text: 'Parcel {{1}} is here.', example: {body_text: [[42]]}}
  const made = await post('me/message_templates', {
    name: 'parcel',
    language: 'en',
    category: 'UTILITY',
    components: [body],
  })
  const {components} = (await ask(`GET /v26.0/${made.id}?fields=components`)).body
  expect(components[0].example).toEqual({body_text: [['42']]})
  const change = {components: [{...body, text: 'Parcel {{1}} came today.', example: {body_text: [[43]]}}]}
  expect(await post(made.id, change)).toEqual({success: true})
  const changed = (await ask(`GET /v26.0/${made.id}?fields=components`)).body.components
  expect(changed[0].example).toEqual({body_text: [['43']]})
  const moderated = {user_ids: [{id: Number(ada)}], actions: ['MOVE_TO_SPAM']}
  expect(await post('me/moderate_conversations', moderated)).toEqual({success: true})
})
