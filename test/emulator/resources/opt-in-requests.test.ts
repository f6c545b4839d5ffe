import {expect} from 'vitest'
import {withAds} from '../ads.ts'
import {type Asking, test} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'

const ada = '6411223344556677'
const hiro = '6411223351556698'
const DAY_MS = 24 * 3_600_000

const request = (title: string) => ({
  attachment: {
    type: 'template',
    payload: {
      template_type: 'notification_messages',
      title,
      payload: 'OFFERS',
      notification_messages_timezone: 'Europe/Vienna',
    },
  },
})
const ask = async ({ask: call}: Asking, title: string, more: object = {}, psid = ada) =>
  (await call('POST /me/messages', {body: {recipient: {id: psid}, message: request(title), ...more}})).body

test('a person is asked once a week for each title, and only in the window', async ({start}) => {
  const asking = await start({hasRateLimits: true})
  expect(await ask(asking, 'Weekly offers')).toMatchObject({
    recipient_id: ada,
    message_id: expect.any(String),
  })
  expect((await ask(asking, 'Weekly offers')).error).toMatchObject({code: 100})
  expect(await ask(asking, 'New shops')).toMatchObject({recipient_id: ada})
  const late = await ask(asking, 'Weekly offers', {messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT'}, hiro)
  expect(late.error).toMatchObject({code: 10, error_subcode: 2018278})
  await asking.emulator.admin('POST', 'clock', {advanceMs: 8 * DAY_MS})
  await asking.emulator.admin('POST', `people/${ada}/say`, {text: 'Hi'})
  expect(await ask(asking, 'Weekly offers')).toMatchObject({recipient_id: ada})
})

test('whoever agrees becomes a subscriber, stops and resumes, and gets messages in between', async ({
  start,
}) => {
  const ads = await withAds(await start())
  const receiver = await subscribeReceiver(ads, ['messaging_optins'])
  await ask(ads, 'Weekly offers')
  const act = (words: object = {}) => ads.emulator.admin('POST', `people/${ada}/opt-in`, words as never)
  const {notification_messages_token: token = ''} = await act()
  const send = () => ads.send({messenger_delivery_data: {subscription_token: token}})
  const listed = async () =>
    (await ads.tokens()).filter(({notification_messages_token: each}) => each === token)

  expect(await listed()).toMatchObject([
    {topic_title: 'Weekly offers', recipient_id: ada, notification_messages_timezone: 'Europe/Vienna'},
  ])
  await act({status: 'stop', topic: 'Weekly offers'})
  expect(await listed()).toEqual([])
  expect((await send()).error.code).toBe(2300034)
  await act({status: 'resume', topic: 'Weekly offers'})
  expect(await send()).toMatchObject({success: true})

  const events = (await receiver.received(3)) as readonly {optin: Record<string, unknown>}[]
  expect(events[0]?.optin).toMatchObject({
    type: 'notification_messages',
    title: 'Weekly offers',
    payload: 'OFFERS',
    notification_messages_token: token,
    notification_messages_timezone: 'Europe/Vienna',
  })
  expect(events.map(({optin}) => optin['notification_messages_status'])).toEqual([
    undefined,
    'STOP_NOTIFICATIONS',
    'RESUME_NOTIFICATIONS',
  ])
})

test('sending to a token on the edge of the Page is over since 2026-02-10', async ({start}) => {
  const ads = await withAds(await start())
  const [{notification_messages_token: token}] = await ads.tokens()
  const body = {recipient: {notification_messages_token: token}, message: {text: 'Hi'}}
  expect((await ads.ask('POST /me/messages', {body})).body.error.code).toBe(100)
})
