import {describe, expect} from 'vitest'
import {pageOf, tokenOf} from '../../helpers/probe.ts'
import {test} from '../asking.ts'

const ada = '6411223344556677'
const hiro = '6411223351556698'

describe('custom labels', () => {
  test('are created, listed, read and deleted', async ({start}) => {
    const {ask} = await start()
    const created = await ask('POST /v26.0/me/custom_labels', {body: {page_label_name: 'VIP'}})
    const {id} = created.body
    expect(id).toMatch(/^\d{16}$/)
    expect((await ask(`GET /v26.0/${id}?fields=page_label_name`)).body).toEqual({page_label_name: 'VIP', id})
    expect((await ask('GET /v26.0/me/custom_labels')).body.data).toContainEqual({id})
    expect((await ask(`DELETE /v26.0/${id}`)).body).toEqual({success: true})
    expect((await ask(`GET /v26.0/${id}`)).body.error).toMatchObject({code: 100, error_subcode: 33})
  })

  test('a second label of one name is refused', async ({start}) => {
    const {ask} = await start()
    const {status, body} = await ask('POST /v26.0/me/custom_labels', {body: {page_label_name: 'Newsletter'}})
    expect({status, code: body.error.code}).toEqual({status: 400, code: 100})
  })

  test('put people under them and take them away, twice without harm', async ({start}) => {
    const {ask} = await start()
    const {id} = (await ask('POST /v26.0/me/custom_labels', {body: {page_label_name: 'VIP'}})).body
    for (let time = 0; time < 2; time += 1) {
      expect((await ask(`POST /v26.0/${id}/label`, {body: {user: ada}})).body).toEqual({success: true})
    }
    const labels = await ask(`GET /v26.0/${ada}/custom_labels?fields=page_label_name`)
    expect(labels.body.data.map((label: {page_label_name: string}) => label.page_label_name)).toEqual([
      'Newsletter',
      'VIP',
    ])
    expect((await ask(`DELETE /v26.0/${id}/label?user=${ada}`)).body).toEqual({success: true})
    expect((await ask(`GET /v26.0/${ada}/custom_labels`)).body.data).toHaveLength(1)
  })

  test('nobody of another Page, and nobody unknown, comes under them', async ({start}) => {
    const {ask, emulator} = await start()
    const {id} = (await ask('POST /v26.0/me/custom_labels', {body: {page_label_name: 'VIP'}})).body
    expect((await ask(`POST /v26.0/${id}/label`, {body: {user: '99'}})).body.error).toMatchObject({
      code: 100,
      error_subcode: 2018001,
    })
    const {pageToken} = await emulator.connection('Acme Support')
    const other = await ask(`POST /v26.0/${id}/label`, {body: {user: ada}, token: pageToken})
    expect(other.body.error).toMatchObject({code: 100, error_subcode: 33})
  })

  test('need the Page Contact Terms', async ({start}) => {
    const {ask, emulator} = await start()
    const page = pageOf(emulator)
    page.areContactTermsAccepted = false
    const {body} = await ask('POST /v26.0/me/custom_labels', {body: {page_label_name: 'VIP'}})
    expect(body.error).toMatchObject({code: 2, error_subcode: 2018344, is_transient: false})
  })

  test('are called `name` before v12.0, while the platform knew that', async ({start}) => {
    const old = await start({asOf: '2019-06-01'})
    const {id} = (await old.ask('POST /v3.3/me/custom_labels', {body: {name: 'VIP'}})).body
    expect((await old.ask(`GET /v3.3/${id}?fields=name`)).body).toEqual({name: 'VIP', id})
    const today = await start()
    const {body} = await today.ask('POST /v26.0/me/custom_labels', {body: {name: 'VIP'}})
    expect(body.error.message).toBe('(#100) The parameter page_label_name is required')
  })
})

describe('conversations and people', () => {
  test('are listed newest first, with the window as can_reply', async ({start}) => {
    const {ask} = await start()
    const {body} = await ask(
      'GET /v26.0/me/conversations?fields=updated_time,can_reply,participants&limit=50',
    )
    const times = body.data.map((row: {updated_time: string}) => row.updated_time)
    expect(times).toEqual([...times].sort().reverse())
    expect(times[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/)
    const canReply = (psid: string) =>
      body.data.find((row: {participants: {data: {id: string}[]}}) => row.participants.data[0]?.id === psid)
        .can_reply
    expect([canReply(ada), canReply(hiro)]).toEqual([true, false])
  })

  test('one is found by the person', async ({start}) => {
    const {ask} = await start()
    const {body} = await ask(`GET /v26.0/me/conversations?user_id=${hiro}`)
    expect(body.data.map(({id}: {id: string}) => id)).toEqual([`t_${hiro}`])
  })

  test('fields without their permission are left out in silence', async ({start}) => {
    const {ask, emulator} = await start()
    const full = await ask(`GET /v26.0/${ada}?fields=first_name,locale`)
    expect(full.body).toEqual({first_name: 'Ada', locale: 'sv_SE', id: ada})
    const {pageToken} = await emulator.connection()
    const token = tokenOf(emulator, pageToken)
    token.scopes = ['pages_messaging']
    expect((await ask(`GET /v26.0/${ada}?fields=first_name,locale`)).body).toEqual({
      first_name: 'Ada',
      id: ada,
    })
  })
})
