import {expect} from 'vitest'
import {type Asking, test} from '../asking.ts'

const ada = '6411223344556677'
const thumb = 369239263222822

async function catalogue({ask, emulator}: Asking, path: string) {
  const {appId, appSecret} = await emulator.connection()
  return (await ask(`GET /v26.0/${path}`, {token: `${appId}|${appSecret}`})).body
}

const send = ({ask}: Asking, version: string, message: unknown) =>
  ask(`POST /${version}/me/messages`, {body: {recipient: {id: ada}, messaging_type: 'RESPONSE', message}})

test('packs, their stickers and a search are told to an app', async ({start}) => {
  const asking = await start()

  const {data: packs} = await catalogue(asking, 'sticker_packs')
  const {data: stickers} = await catalogue(asking, `sticker_packs/${packs[0].id}/stickers`)
  const {data: found} = await catalogue(asking, 'sticker_search?q=thanks')

  expect(Object.keys(packs[0]).sort()).toEqual(
    ['description', 'id', 'name', 'preview_image_url', 'sticker_count'].sort(),
  )
  expect(packs[0]).toMatchObject({name: 'Thumbs', sticker_count: stickers.length})
  expect(packs[1], 'without a description').not.toHaveProperty('description')
  expect(Object.keys(stickers[0]).sort()).toEqual(
    ['height', 'id', 'image_url', 'is_animated', 'name', 'width'].sort(),
  )
  expect(stickers.map((each: {is_animated: boolean}) => each.is_animated)).toEqual([false, true])
  expect(found).toMatchObject([{name: 'Thank you'}])
  expect((await catalogue(asking, 'sticker_search?q=t')).error.message).toContain('at least 2 characters')
  for (const q of ['like', String(thumb)])
    expect((await catalogue(asking, `sticker_search?q=${q}`)).data, 'the thumb can only be sent').toEqual([])
  expect((await asking.ask('GET /v26.0/sticker_packs')).body.error.code).toBe(100)
  expect((await catalogue(asking, 'sticker_packs/1/stickers')).error.code).toBe(100)
})

test('a sticker is sent by its id, which must be one', async ({start}) => {
  const asking = await start()

  const {body} = await send(asking, 'v26.0', {sticker_id: thumb})
  const read = await asking.ask(`GET /v26.0/${body.message_id}?fields=sticker`)

  expect(read.body.sticker).toContain(String(thumb))
  expect((await send(asking, 'v26.0', {sticker_id: 1})).body.error.code).toBe(100)
})

test('there are none before their day', async ({start}) => {
  const asking = await start({asOf: '2026-05-31'})

  expect((await send(asking, 'v25.0', {sticker_id: thumb})).body.error.code).toBe(100)
  const {appId, appSecret} = await asking.emulator.connection()
  const {body} = await asking.ask('GET /v25.0/sticker_packs', {token: `${appId}|${appSecret}`})
  expect(body.error.code).toBe(2500)
})
