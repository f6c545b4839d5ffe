import {describe, expect} from 'vitest'
import type {ActivityEntry} from '../../../src/emulator/chat/view-types.ts'
import {appsOf} from '../../helpers/probe.ts'
import {type Asking, test} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'

const ada = '6411223344556677'
const page = '109876543210987'
const app = '1234567890123456'

/** The events in the log, once the callbacks have answered those that are under way. */
async function events({emulator}: Asking): Promise<readonly ActivityEntry[]> {
  for (;;) {
    const {entries} = await emulator.admin('GET', 'activity?kind=event')
    if (entries.every(({outcome}) => outcome !== 'pending')) return entries
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
const say = ({emulator}: Asking, text: string) => emulator.admin('POST', `people/${ada}/say`, {text})

describe('an event that nobody receives', () => {
  test('is a line of the log with the JSON that would have been sent, and goes out once somebody listens', async ({
    start,
  }) => {
    const asking = await start()
    const {admin} = asking.emulator
    const {mid} = await say(asking, 'Grüße')

    const [entry] = await events(asking)
    expect(entry).toMatchObject({
      kind: 'event',
      name: 'messages',
      outcome: 'undelivered',
      undelivered: {reason: 'no-webhook'},
      psid: ada,
      mid,
      pageId: page,
    })
    const detail = await admin('GET', `activity/${entry?.id ?? ''}`)
    expect(detail.request.body).toContain('Gr\\u00fc\\u00dfe')
    expect(JSON.parse(detail.request.body)).toMatchObject({
      object: 'page',
      entry: [{id: page, messaging: [{sender: {id: ada}, message: {mid, text: 'Grüße'}}]}],
    })
    expect(detail.offers).toMatchObject([{command: 'msgr --emulator listen --forward-to 3000'}])
    expect(detail.command).toBe(`msgr emulator person say ${ada} 'Grüße'`)

    const again = () => admin('POST', `activity/${entry?.id ?? ''}/send`, {as: 'again'})
    await expect(again()).rejects.toThrow('No webhook: nobody receives it')
    expect(await events(asking)).toHaveLength(1)

    const receiver = await subscribeReceiver(asking, ['messages'])
    await again()
    expect(await receiver.received(1)).toMatchObject([{message: {mid, text: 'Grüße'}}])
    // Only what was delivered is a delivery.
    expect(await admin('GET', 'deliveries')).toHaveLength(1)
  })

  test('says which field is missing, where, and is received once that is mended', async ({start}) => {
    const asking = await start()
    const {admin} = asking.emulator
    const receiver = await subscribeReceiver(asking, ['messages', 'messaging_postbacks'])
    await asking.ask('POST /v26.0/me/subscribed_apps', {body: {subscribed_fields: 'messaging_postbacks'}})
    await say(asking, 'at the Page')
    const {appSecret} = await asking.emulator.connection()
    await asking.ask(`DELETE /v26.0/${app}/subscriptions?object=page&fields=messages`, {
      token: `${app}|${appSecret}`,
    })
    await say(asking, 'at both')
    await admin('POST', `people/${ada}/comment`, {text: 'What does it cost?'})
    await asking.ask('POST /v26.0/me/subscribed_apps', {body: {subscribed_fields: 'messages'}})
    await say(asking, 'at the app')

    const entries = await events(asking)
    expect(entries.map(({name, undelivered}) => [name, undelivered])).toEqual([
      ['messages', {reason: 'not-subscribed', field: 'messages', appId: app, missingAt: ['page']}],
      ['messages', {reason: 'not-subscribed', field: 'messages', appId: app, missingAt: ['app', 'page']}],
      ['feed', {reason: 'not-subscribed', field: 'feed', appId: app, missingAt: ['app', 'page']}],
      ['messages', {reason: 'not-subscribed', field: 'messages', appId: app, missingAt: ['app']}],
    ])
    const {field, appId} = (entries[0]?.undelivered ?? {}) as {field: string; appId: string}
    await admin('POST', 'webhook/field', {page, app: appId, field, isSubscribed: true})
    await admin('POST', `activity/${entries[0]?.id ?? ''}/send`, {as: 'again'})
    expect(await receiver.received(1)).toMatchObject([{message: {text: 'at the Page'}}])
  })

  test('is one line however many apps could have had it, and none when one of them has it', async ({
    start,
  }) => {
    const asking = await start()
    const other = appsOf(asking.emulator).find(({id}) => id !== app)
    if (other === undefined) throw new Error('the emulator has two apps')
    other.callback = {
      url: 'http://127.0.0.1:9/',
      verifyToken: 'x',
      fields: ['messaging_postbacks'],
      isActive: true,
    }
    const receiver = await subscribeReceiver(asking, ['messages'])
    await asking.emulator.admin('POST', `people/${ada}/tap`, {payload: 'HOURS'})
    await say(asking, 'hello')
    await receiver.received(1)
    const [postback, message, ...others] = await events(asking)
    expect(others).toEqual([])
    expect(message).toMatchObject({name: 'messages', appId: app, outcome: 'ok'})
    // The app on the Page is meant, although it lacks more than the one that is not.
    expect(postback).toMatchObject({
      name: 'messaging_postbacks',
      undelivered: {reason: 'not-subscribed', appId: app, missingAt: ['app', 'page']},
    })
  })

  test('of the routine is no line, unless somebody wanted it and does not get it', async ({start}) => {
    const asking = await start()
    const send = () =>
      asking.ask('POST /v26.0/me/messages', {
        body: {recipient: {id: ada}, messaging_type: 'RESPONSE', message: {text: 'hi'}},
      })
    const quietly = async () => {
      await send()
      await asking.emulator.admin('POST', `people/${ada}/read`)
      await asking.ask('POST /v26.0/me/custom_labels', {body: {page_label_name: `label ${Math.random()}`}})
      return events(asking)
    }
    expect(await quietly()).toEqual([])
    await subscribeReceiver(asking, ['messages'])
    expect(await quietly()).toEqual([])

    await asking.ask('POST /v26.0/me/subscribed_apps', {
      body: {subscribed_fields: 'messages,message_echoes'},
    })
    await send()
    expect(await events(asking)).toMatchObject([
      {
        name: 'message_echoes',
        undelivered: {reason: 'not-subscribed', field: 'message_echoes', missingAt: ['app']},
      },
    ])
  })
})
