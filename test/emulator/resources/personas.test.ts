import {describe, expect} from 'vitest'
import {type Asking, test} from '../asking.ts'

const ada = '6411223344556677'
const anna = {name: 'Anna', profile_picture_url: 'https://shop.example/anna.png'}

const create = async ({ask}: Asking) => String((await ask('POST /v26.0/me/personas', {body: anna})).body.id)
const sendAs = ({ask}: Asking, persona: string) =>
  ask('POST /v26.0/me/messages', {
    body: {recipient: {id: ada}, messaging_type: 'RESPONSE', message: {text: 'Hi'}, persona_id: persona},
  })

describe('personas', () => {
  test('are created, listed and read', async ({start}) => {
    const asking = await start()
    const id = await create(asking)

    expect((await asking.ask('GET /v26.0/me/personas')).body.data).toEqual([{...anna, id}])
    expect((await asking.ask(`GET /v26.0/${id}`)).body).toEqual({...anna, id})
  })

  test('write, until they are deleted', async ({start}) => {
    const asking = await start()
    const id = await create(asking)

    expect((await sendAs(asking, id)).status).toBe(200)
    expect(await asking.emulator.admin('GET', 'sent')).toEqual([expect.objectContaining({personaId: id})])

    expect((await asking.ask(`DELETE /v26.0/${id}`)).body).toEqual({success: true})
    expect((await sendAs(asking, id)).body.error.code).toBe(100)
    expect((await asking.ask(`GET /v26.0/${id}`)).body.error).toMatchObject({code: 100, error_subcode: 33})
    expect((await asking.ask('GET /v26.0/me/personas')).body.data).toEqual([])
  })

  test('of nobody, of another Page, or with a bad picture are refused', async ({start}) => {
    const asking = await start()
    const id = await create(asking)
    const {pageToken: token} = await asking.emulator.connection('Acme Support')
    const refused = async (body: unknown) => (await asking.ask('POST /v26.0/me/personas', {body})).body.error

    expect((await sendAs(asking, '1')).body.error.code).toBe(100)
    expect((await asking.ask(`GET /v26.0/${id}`, {token})).body.error.code).toBe(100)
    expect(await refused({name: 'Anna'})).toMatchObject({
      code: 100,
      message: '(#100) The parameter profile_picture_url is required',
    })
    expect(await refused({...anna, name: 'A'.repeat(51)})).toMatchObject({code: 100})
    expect(await refused({...anna, profile_picture_url: 'https://nowhere.invalid/a.png'})).toMatchObject({
      error_subcode: 2018008,
    })
  })
})
