import {describe, expect} from 'vitest'
import {type Asking, test} from '../asking.ts'

const send = async ({ask}: Asking, batch: readonly object[]) =>
  (await ask('POST /v26.0/', {body: {include_headers: false, batch}})).body

describe('operations of a batch that need others', () => {
  test('take values out of their answers, whatever their order, and leave those answers out', async ({
    start,
  }) => {
    const asking = await start()

    const [labelled, label] = await send(asking, [
      {method: 'GET', relative_url: '{result=label:$.id}?fields=page_label_name'},
      {method: 'POST', name: 'label', relative_url: 'me/custom_labels', body: 'page_label_name=VIP'},
    ])

    expect(label).toBeNull()
    expect(JSON.parse(labelled.body).page_label_name).toBe('VIP')
  })

  test('take several values, from inside a body too', async ({start}) => {
    const asking = await start()
    const people = 'me/conversations?fields=participants&limit=3'

    const [first, assigned, list] = await send(asking, [
      {method: 'GET', name: 'people', omit_response_on_success: false, relative_url: people},
      {
        method: 'POST',
        relative_url: '{result=labels:$.data[0].id}/label',
        body: 'user={result=people:$.data[0].participants.data[0].id}',
      },
      {method: 'GET', name: 'labels', omit_response_on_success: false, relative_url: 'me/custom_labels'},
    ])

    expect(JSON.parse(assigned.body)).toEqual({success: true})
    const labelId = JSON.parse(list.body).data[0].id
    const psid = JSON.parse(first.body).data[0].participants.data[0].id
    const {data} = (await asking.ask(`GET /v26.0/${psid}/custom_labels`)).body
    expect(data.map(({id}: {id: string}) => id)).toContain(labelId)
  })

  test('put all values of a list behind each other', async ({start}) => {
    const asking = await start()
    const [named, list] = await send(asking, [
      {
        method: 'POST',
        relative_url: 'me/custom_labels',
        body: 'page_label_name={result=labels:$.data.*.page_label_name}',
      },
      {method: 'GET', name: 'labels', relative_url: 'me/custom_labels?fields=page_label_name'},
    ])
    expect([named.code, list]).toEqual([200, null])
    const {data} = (await asking.ask('GET /v26.0/me/custom_labels?fields=page_label_name')).body
    expect(data.at(-1).page_label_name).toBe('Newsletter,Beta testers')
  })

  test('are not carried out when that one fails, which tells why', async ({start}) => {
    const asking = await start()

    const [first, second, third, other] = await send(asking, [
      {method: 'GET', name: 'first', relative_url: '42424242'},
      {
        method: 'POST',
        name: 'second',
        depends_on: 'first',
        relative_url: 'me/custom_labels',
        body: 'page_label_name=No',
      },
      {method: 'POST', depends_on: 'second', relative_url: 'me/custom_labels', body: 'page_label_name=Never'},
      {method: 'GET', relative_url: 'me'},
    ])

    expect(first.code).toBe(400)
    expect([second, third]).toEqual([null, null])
    expect(other.code).toBe(200)
    expect((await asking.ask('GET /v26.0/me/custom_labels')).body.data).toHaveLength(2)
  })

  test('are refused as a whole when they need themselves, or one that is not there', async ({start}) => {
    const asking = await start()
    const circle = await send(asking, [
      {
        method: 'POST',
        name: 'a',
        depends_on: 'b',
        relative_url: 'me/custom_labels',
        body: 'page_label_name=A',
      },
      {method: 'GET', name: 'b', relative_url: '{result=a:$.id}'},
    ])
    const missing = await send(asking, [{method: 'GET', relative_url: '{result=nobody:$.id}'}])

    expect(circle.error).toMatchObject({
      type: 'GraphBatchException',
      message: expect.stringContaining('Circular'),
    })
    expect(missing.error).toMatchObject({
      type: 'GraphBatchException',
      message: expect.stringContaining('nobody'),
    })
    expect((await asking.ask('GET /v26.0/me/custom_labels')).body.data).toHaveLength(2)
  })

  test('with more of JSONPath than is emulated say so, in words of our own', async ({start}) => {
    const asking = await start()
    const [filtered] = await send(asking, [
      {method: 'GET', relative_url: '{result=labels:$..id}'},
      {method: 'GET', name: 'labels', relative_url: 'me/custom_labels'},
    ])
    expect(filtered.code).toBe(501)
    expect(JSON.parse(filtered.body).error.type).toBe('MsgrEmulator')
  })
})
