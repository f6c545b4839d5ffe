import {readFileSync} from 'node:fs'
import {describe, expect} from 'vitest'
import {messageOf, tokenOf} from '../../helpers/probe.ts'
import {type Asking, test} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'

/** Wrote thirty hours ago. */
const hiro = '6411223351556698'
const template = (text: string, more: object = {}) => ({
  name: 'pickup',
  language: 'en',
  category: 'UTILITY',
  components: [{type: 'BODY', text, example: {body_text: [['566701']]}}],
  ...more,
})
const good = template('Your parcel {{1}} can be picked up from today on.')
const create = async ({ask}: Asking, body: unknown) =>
  (await ask('POST /v26.0/me/message_templates', {body})).body
const send = ({ask}: Asking, utility: unknown) =>
  ask('POST /v26.0/me/messages', {
    body: {recipient: {id: hiro}, messaging_type: 'UTILITY', message: {template: utility}},
  })
const pickup = (...texts: readonly string[]) => ({
  name: 'pickup',
  language: {code: 'en'},
  components: [{type: 'body', parameters: texts.map(text => ({type: 'text', text}))}],
})

describe('utility templates', () => {
  test('are created, listed, read, edited and deleted', async ({start}) => {
    const asking = await start()
    const {ask} = asking

    const created = await create(asking, good)
    expect(created).toEqual({id: expect.stringMatching(/^\d{16}$/), status: 'APPROVED', category: 'UTILITY'})
    const listed = await ask('GET /v26.0/me/message_templates?name=pickup&fields=name,status,language_count')
    expect(listed.body.data).toEqual([
      {name: 'pickup', status: 'APPROVED', language_count: 1, id: created.id},
    ])
    const components = [{type: 'BODY', text: 'It is there.'}]
    expect((await ask(`POST /v26.0/${created.id}`, {body: {components}})).body).toEqual({success: true})
    expect((await ask(`GET /v26.0/${created.id}?fields=components`)).body.components).toEqual(components)
    expect((await ask('DELETE /v26.0/me/message_templates?name=pickup')).body).toEqual({success: true})
    expect((await ask(`GET /v26.0/${created.id}`)).body.error.code).toBe(100)
  })

  test('are found by name, words, language and status', async ({start}) => {
    const asking = await start()
    await create(asking, good)
    await create(asking, {...good, language: 'de'})
    const names = async (query: string) =>
      (await asking.ask(`GET /v26.0/me/message_templates?fields=name,language&${query}`)).body.data.map(
        (row: {name: string; language: string}) => `${row.name} ${row.language}`,
      )

    expect(await names('name=pickup')).toEqual(['pickup en', 'pickup de'])
    expect(await names('name_or_content=parcel&language=["de"]')).toEqual(['pickup de'])
    expect(await names('status=["APPROVED"]&content=on%20its%20way')).toEqual(['order_update en'])
    expect(await names('status=REJECTED')).toEqual([])
  })

  test('are made from the library', async ({start}) => {
    const asking = await start()
    const {body} = await asking.ask('GET /v26.0/message_template_library?name_or_content=appointment')
    expect(body.data).toMatchObject([{name: 'appointment_reminder', category: 'UTILITY'}])

    const clone = {
      name: 'mine',
      language: 'en',
      category: 'UTILITY',
      library_template_name: 'appointment_reminder',
    }
    const {id} = await create(asking, clone)
    const made = await asking.ask(`GET /v26.0/${id}?fields=components,library_template_name`)
    expect(made.body).toMatchObject({
      library_template_name: 'appointment_reminder',
      components: [{type: 'BODY', text: body.data[0].body}],
    })
  })

  test.for([
    ['{{1}} is the parcel that you can pick up.', 'INCORRECT_PARAMS'],
    ['Hello {{1}} you', 'PARAMS_TO_WORD_RATIO_EXCEED_LIMIT'],
    ['Only today: our big sale, with code {{1}} for you.', 'TAG_SHOULD_BE_MARKETING'],
  ] as const)('%j is rejected: %s', async ([text, reason], {start}) => {
    const asking = await start()

    const {id, status} = await create(asking, template(text))
    const {body} = await asking.ask(`GET /v26.0/${id}?fields=rejected_reason,rejection_reasons`)

    expect(status).toBe('REJECTED')
    expect(body).toMatchObject({rejected_reason: reason, rejection_reasons: [reason]})
  })

  test('of a wrong form, twice of one name, or without the permission are refused', async ({start}) => {
    const asking = await start()
    await create(asking, good)

    expect((await create(asking, good)).error.code).toBe(100)
    expect((await create(asking, {...good, name: 'x', category: 'MARKETING'})).error.code).toBe(100)
    expect((await create(asking, {...template('It is {{1}} now, ok?'), components: []})).error.code).toBe(100)
    const {pageToken} = await asking.emulator.connection()
    const token = tokenOf(asking.emulator, pageToken)
    token.scopes = ['pages_messaging']
    expect((await create(asking, good)).error.code).toBe(200)
    expect((await send(asking, pickup('1'))).body.error.code).toBe(200)
  })

  test('tell the apps of the Page what was decided, when it is', async ({start}) => {
    const asking = await start()
    const receiver = await subscribeReceiver(asking, ['message_template_status_update'])
    await asking.emulator.admin('POST', 'review', {seconds: 30})

    const {id, status} = await create(asking, good)
    expect(status).toBe('PENDING')
    expect((await send(asking, pickup('1'))).body.error.message).toContain('PENDING')
    await asking.emulator.admin('POST', 'clock', {advanceMs: 31_000})

    expect((await asking.ask(`GET /v26.0/${id}?fields=status`)).body.status).toBe('APPROVED')
    expect((await receiver.received(1))[0]).toMatchObject({
      field: 'message_template_status_update',
      value: {
        changes: [
          {
            field: 'message_template_status_update',
            value: {
              event: 'APPROVED',
              message_template_id: id,
              message_template_name: 'pickup',
              reason: 'NONE',
            },
          },
        ],
      },
    })
  })
})

describe('a utility message', () => {
  test('is sent outside the window, with its values', async ({start}) => {
    const asking = await start()
    await create(asking, good)

    const {status, body} = await send(asking, pickup('566701'))

    expect(status).toBe(200)
    expect(messageOf(asking.emulator, body.message_id)?.text).toBe(
      'Your parcel 566701 can be picked up from today on.',
    )
  })

  test('that the platform documents is answered in the documented shape', async ({start}) => {
    const {ask} = await start()
    const file = new URL('../../../src/platform/message-samples/utility-template.json', import.meta.url)
    const {request, response} = JSON.parse(readFileSync(file, 'utf8'))

    const {status, body} = await ask('POST /v26.0/me/messages', {body: request.body})

    expect({status, keys: Object.keys(body)}).toEqual({status: 200, keys: Object.keys(response)})
  })

  test('of no template, a rejected one, or with other values is refused', async ({start}) => {
    const asking = await start()
    await create(asking, good)
    await create(asking, {...template('{{1}} is the parcel to be picked up.'), name: 'rejected'})
    const code = async (utility: unknown) => (await send(asking, utility)).body.error?.code

    expect(await code({...pickup('1'), name: 'none'})).toBe(100)
    expect(await code({...pickup('1'), language: {code: 'de'}})).toBe(100)
    expect(await code({...pickup('1'), name: 'rejected'})).toBe(100)
    expect(await code(pickup())).toBe(100)
    expect(await code(pickup('1', '2'))).toBe(100)
    expect(await code({...pickup('1'), components: [{type: 'header', parameters: []}]})).toBe(100)
    const named = {type: 'text', parameter_name: 'order', text: '1'}
    const button = {type: 'buttons', parameters: [{type: 'URL', url: '1'}]}
    const update = (parameter: unknown) => ({
      name: 'order_update',
      language: {code: 'en'},
      components: [{type: 'body', parameters: [parameter]}, button],
    })
    expect(await code(update(named))).toBe(100)
    expect(await code(update({...named, parameter_name: 'order_id'}))).toBeUndefined()
  })
})
