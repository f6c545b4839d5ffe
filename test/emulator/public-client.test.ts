import {MessengerClient} from 'messaging-api-messenger'
import {expect} from 'vitest'
import {type Asking, test} from './asking.ts'

const ada = '6411223344556677'

/** A client that knows nothing of this project, as a bot of its time would make it. */
async function clientOf({emulator}: Asking) {
  const {pageToken, appSecret} = await emulator.connection()
  return new MessengerClient({accessToken: pageToken, appSecret, origin: emulator.url, version: '6.0'})
}

test('a public client sets a profile and reads it back', async ({start}) => {
  const client = await clientOf(await start({asOf: '2020-06-01'}))

  await client.setMessengerProfile({
    getStarted: {payload: 'GET_STARTED'},
    greeting: [{locale: 'default', text: 'Hello!'}],
    persistentMenu: [
      {
        locale: 'default',
        composerInputDisabled: false,
        callToActions: [{type: 'postback', title: 'Help', payload: 'HELP'}],
      },
    ],
  })

  const [profile] = await client.getMessengerProfile(['get_started', 'greeting', 'persistent_menu'])
  expect(profile?.getStarted).toEqual({payload: 'GET_STARTED'})
  expect(profile?.persistentMenu?.[0]?.callToActions).toEqual([
    {type: 'postback', title: 'Help', payload: 'HELP'},
  ])
})

test('a public client sends a text and a template', async ({start}) => {
  const asking = await start({asOf: '2020-06-01'})
  const client = await clientOf(asking)

  const text = await client.sendText(ada, 'Hi from another client')
  await client.sendGenericTemplate(ada, [
    {title: 'Hat', subtitle: 'Wool', buttons: [{type: 'postback', title: 'Buy', payload: 'BUY_1'}]},
  ])

  expect(text).toEqual({recipientId: ada, messageId: expect.stringMatching(/^m_/)})
  const sent = await asking.emulator.admin('GET', 'sent')
  expect(
    sent.map(({psid, message}) => [psid, message['text'] ?? (message['attachment'] as {type: string}).type]),
  ).toEqual([
    [ada, 'Hi from another client'],
    [ada, 'template'],
  ])
})

test('a public client manages a label', async ({start}) => {
  const client = await clientOf(await start({asOf: '2020-06-01'}))

  const {id} = await client.createLabel('VIP')
  await client.associateLabel(ada, Number(id))
  const labels = await client.getAssociatedLabels(ada)
  await client.dissociateLabel(ada, Number(id))
  await client.deleteLabel(Number(id))

  expect(labels.data.map(({name}) => name)).toContain('VIP')
  expect((await client.getLabelList()).data.map(({name}) => name)).not.toContain('VIP')
})

test('a public client sees the refusals of the platform', async ({start}) => {
  const client = await clientOf(await start({asOf: '2020-06-01'}))
  await expect(client.sendText('42', 'nobody')).rejects.toThrow('100 OAuthException')
})
