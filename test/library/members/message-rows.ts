import {expect} from 'vitest'
import {ada, label, type Row} from './scene.ts'

const recipient = {id: ada}
const url = 'https://shop.example.com/hat.png'
const message_id = expect.stringMatching(/^m_/)
const sent = {recipient_id: ada, message_id}
const printed = {recipientId: ada, messageId: message_id}
const template = {
  template_type: 'generic',
  elements: [{title: 'Hat', buttons: [{type: 'postback', title: 'Buy', payload: 'BUY'}]}],
}
const size = {content_type: 'text', title: 'S', payload: 'S'} as const
const then = '2019-06-01'
const number = expect.any(Number)
const digits = expect.stringMatching(/^\d+$/)

export const messageRows: readonly Row[] = [
  {
    member: 'Client#sendText',
    method: '`messages.send`',
    command: '`msgr send text`',
    use: ({client}) => client.sendText(recipient, 'Hello'),
    yields: sent,
    run: ({json}) => json(['send', 'text', ada, 'Hello']),
    prints: expect.objectContaining(printed),
  },
  {
    member: 'Client#sendQuickReplies',
    method: '`messages.send`',
    command: '`msgr send quick-replies`',
    use: ({client}) => client.sendQuickReplies(recipient, [size], 'Which size?'),
    yields: sent,
    run: ({json}) => json(['send', 'quick-replies', ada, 'Which size?', '--reply', 'S']),
    prints: expect.objectContaining(printed),
  },
  {
    member: 'Client#sendAttachment',
    method: '`messages.send`, `messages.sendFile`',
    command: '`msgr send attachment`',
    use: async ({client, picture}) => [
      await client.sendAttachment({type: 'image', source: url}, recipient),
      await client.sendAttachment({type: 'image', source: await picture()}, recipient),
    ],
    yields: [
      {...sent, attachment_id: digits},
      {...sent, attachment_id: digits},
    ],
    run: async ({json, picture}) => [
      await json(['send', 'attachment', ada, url, '--kind', 'image']),
      await json(['send', 'attachment', ada, await picture()]),
    ],
    prints: [expect.objectContaining(printed), expect.objectContaining(printed)],
  },
  {
    member: 'Client#sendTemplate',
    method: '`messages.send`',
    command: '`msgr send template`',
    use: ({client}) => client.sendTemplate(recipient, template),
    yields: sent,
    run: async ({json, world}) =>
      json(['send', 'template', ada, await world.write('template.json', JSON.stringify(template))]),
    prints: expect.objectContaining(printed),
  },
  {
    member: 'Client#sendSenderAction',
    method: '`messages.send`',
    command: '`msgr send action`',
    use: ({client}) => client.sendSenderAction(recipient, 'mark_seen'),
    yields: {recipient_id: ada},
    run: ({json}) => json(['send', 'action', ada, 'mark_seen']),
    prints: expect.objectContaining({recipientId: ada}),
  },
  {
    member: 'Client#uploadAttachment',
    method: '`attachments.upload`, `attachments.uploadFile`',
    command: '`msgr attachment upload`',
    use: async ({client, picture}) => [
      await client.uploadAttachment({type: 'image', source: url}),
      await client.uploadAttachment({type: 'image', source: await picture(), is_reusable: true}),
    ],
    yields: [{attachment_id: digits}, {attachment_id: digits}],
    run: async ({json, picture}) => [
      await json(['attachment', 'upload', url, '--kind', 'image']),
      await json(['attachment', 'upload', await picture()]),
    ],
    prints: [
      expect.objectContaining({attachmentId: digits}),
      expect.objectContaining({attachmentId: digits}),
    ],
  },
  {
    member: 'Client#createMessageCreative',
    method: '`messageCreatives.create`',
    command: '`msgr creative create`',
    asOf: then,
    use: ({client}) => client.createMessageCreative({text: 'The sale has begun'}),
    yields: {message_creative_id: number},
    run: ({json}) => json(['creative', 'create', '--text', 'The sale has begun']),
    prints: expect.objectContaining({messageCreativeId: digits}),
  },
  {
    member: 'Client#sendBroadcast',
    method: '`broadcastMessages.create`',
    command: '`msgr broadcast send`; as it was: `--via broadcast-api`',
    asOf: then,
    use: async ({client}) => {
      const {message_creative_id: creative} = await client.createMessageCreative({text: 'The sale has begun'})
      return client.sendBroadcast(creative, label)
    },
    yields: {broadcast_id: number},
    run: ({json}) =>
      json([
        'broadcast',
        'send',
        '--text',
        'Sale',
        '--label',
        'Newsletter',
        '--via',
        'broadcast-api',
        '--yes',
      ]),
    prints: expect.objectContaining({broadcastId: digits}),
  },
  {
    member: 'Client#startBroadcastReachEstimation',
    method: '`broadcastReachEstimations.start`',
    command: '`msgr broadcast plan`; as it was: `msgr broadcast estimate`',
    asOf: then,
    use: ({client}) => client.startBroadcastReachEstimation(label),
    yields: {reach_estimation_id: digits},
    run: ({json}) => json(['broadcast', 'estimate', '--label', 'Newsletter']),
    prints: expect.objectContaining({reachEstimation: expect.anything()}),
  },
  {
    member: 'Client#getBroadcastReachEstimation',
    method: '`broadcastReachEstimations.get`',
    command: '`msgr broadcast plan`; as it was: `msgr broadcast estimate`',
    asOf: then,
    use: async ({client}) => {
      const {reach_estimation_id: id} = await client.startBroadcastReachEstimation()
      return client.getBroadcastReachEstimation(id)
    },
    yields: {reach_estimation: digits, id: digits},
    run: ({json}) => json(['broadcast', 'estimate']),
    prints: expect.objectContaining({reachEstimation: expect.anything()}),
  },
  {
    member: 'Client#sendSponsoredMessage',
    method: '`sponsoredMessages.create`',
    command: '`msgr sponsored send`',
    asOf: then,
    use: async ({client}) => {
      const {message_creative_id: creative} = await client.createMessageCreative({text: 'The sale has begun'})
      const targeting = '{"geo_locations": {"countries": ["SE"]}}'
      const options = {message_creative_id: creative, daily_budget: '100', bid_amount: '400', targeting}
      return client.sendSponsoredMessage('9352379502706', options)
    },
    yields: {ad_group_id: digits, broadcast_id: digits, success: true},
    run: ({json}) =>
      json(
        'sponsored send --text Sale --ad-account 1 --daily-budget 100 --bid 400 --country SE --yes'.split(
          ' ',
        ),
      ),
    prints: expect.objectContaining({broadcastId: digits}),
  },
]
