import {expect, test} from 'vitest'
import {collect} from '../../../src/api/core/paging.ts'
import {type Api, createApi} from '../../../src/api/index.ts'
import {UnauthorisedError} from '../../../src/errors.ts'
import type {
  AdAccountId,
  AppId,
  CampaignId,
  ConversationId,
  CustomAudienceId,
  LabelId,
  MessageTemplateId,
  PageId,
  PersonaId,
  Psid,
  StickerPackId,
} from '../../../src/platform/ids.ts'
import {campaignInsightsFields, messageCampaignFields} from '../../../src/platform/message-campaigns.ts'
import {failureOf, handClock, startServer} from '../platform-double.ts'

const [label, psid, conversation] = ['1712' as LabelId, '7001' as Psid, 't_1' as ConversationId]
const template = {
  name: 'order_update',
  language: 'en',
  category: 'UTILITY' as const,
  components: [{type: 'BODY' as const, text: 'It is on its way.'}],
}
const campaign = '12' as CampaignId
const insightsFields = campaignInsightsFields.join(',')
const connection = {
  pageToken: 'PAGE',
  appToken: '555|SECRET',
  appId: '555' as AppId,
  adToken: 'AD',
  adAccount: 'act_1' as AdAccountId,
  clock: handClock(),
}

/** What is asked for, as method, path, and query or body. */
test.each<[string, (api: Api) => Promise<unknown>, readonly unknown[], unknown?]>([
  [
    'customLabels.list',
    api => collect(api.customLabels.list()),
    ['GET', 'me/custom_labels', {fields: 'id,page_label_name'}],
  ],
  ['customLabels.get', api => api.customLabels.get(label), ['GET', '1712', {fields: 'id,page_label_name'}]],
  ['customLabels.delete', api => api.customLabels.delete(label), ['DELETE', '1712', {}]],
  [
    'customLabels.assign',
    api => api.customLabels.assign(label, psid),
    ['POST', '1712/label', {user: '7001'}],
  ],
  [
    'customLabels.unassign',
    api => api.customLabels.unassign(label, psid),
    ['DELETE', '1712/label', {user: '7001'}],
  ],
  [
    'customLabels.of',
    api => collect(api.customLabels.of(psid)),
    ['GET', '7001/custom_labels', {fields: 'id,page_label_name'}],
  ],
  [
    'conversations.list',
    api => collect(api.conversations.list({userId: psid, limit: 5})),
    [
      'GET',
      'me/conversations',
      {platform: 'messenger', fields: 'id,updated_time,participants', limit: '5', user_id: '7001'},
    ],
  ],
  [
    'conversations.messages',
    api => collect(api.conversations.messages(conversation)),
    ['GET', 't_1/messages', {fields: 'id,created_time,from,to,message'}],
  ],
  ['users.get', api => api.users.get(psid, ['id', 'name']), ['GET', '7001', {fields: 'id,name'}]],
  ['page.get', api => api.page.get(), ['GET', 'me', {fields: 'id,name'}]],
  ['subscriptions.list', api => api.subscriptions.list(), ['GET', '555/subscriptions', {}]],
  [
    'subscriptions.set',
    api =>
      api.subscriptions.set({
        callbackUrl: 'https://x.example/',
        verifyToken: 'v',
        fields: ['messages', 'feed'],
      }),
    [
      'POST',
      '555/subscriptions',
      {
        object: 'page',
        callback_url: 'https://x.example/',
        verify_token: 'v',
        fields: 'messages,feed',
        include_values: true,
      },
    ],
  ],
  [
    'subscriptions.delete',
    api => api.subscriptions.delete(),
    ['DELETE', '555/subscriptions', {object: 'page'}],
  ],
  ['subscribedApps.list', api => api.subscribedApps.list(), ['GET', 'me/subscribed_apps', {}]],
  [
    'subscribedApps.set',
    api => api.subscribedApps.set(['messages', 'messaging_postbacks']),
    ['POST', 'me/subscribed_apps', {subscribed_fields: 'messages,messaging_postbacks'}],
  ],
  ['subscribedApps.delete', api => api.subscribedApps.delete(), ['DELETE', 'me/subscribed_apps', {}]],
  [
    'debugToken.inspect',
    api => api.debugToken.inspect('EAAx'),
    ['GET', 'debug_token', {input_token: 'EAAx'}],
  ],
  [
    'accounts.list',
    api => collect(api.accounts.list('USER')),
    ['GET', 'me/accounts', {fields: 'id,name,access_token,tasks,category'}],
  ],
  [
    'personas.list',
    api => collect(api.personas.list()),
    ['GET', 'me/personas', {fields: 'id,name,profile_picture_url'}],
  ],
  [
    'personas.create',
    api => api.personas.create({name: 'Anna', profile_picture_url: 'https://x.example/a.png'}),
    ['POST', 'me/personas', {name: 'Anna', profile_picture_url: 'https://x.example/a.png'}],
  ],
  ['personas.delete', api => api.personas.delete('19' as PersonaId), ['DELETE', '19', {}]],
  [
    'attachments.upload',
    api => api.attachments.upload('image', 'https://x.example/a.png'),
    [
      'POST',
      'me/message_attachments',
      {
        message: {
          attachment: {type: 'image', payload: {url: 'https://x.example/a.png', is_reusable: true}},
        },
      },
    ],
  ],
  [
    'messageTemplates.library',
    api => collect(api.messageTemplates.library({nameOrContent: 'order', language: 'en'})),
    ['GET', 'message_template_library', {name_or_content: 'order', language: 'en'}],
  ],
  [
    'messageTemplates.list',
    api => collect(api.messageTemplates.list({name: 'order_update', status: ['APPROVED']})),
    [
      'GET',
      'me/message_templates',
      {
        name: 'order_update',
        status: '["APPROVED"]',
        fields: 'id,name,language,category,status,components,parameter_format,rejected_reason',
      },
    ],
  ],
  [
    'messageTemplates.create',
    api => api.messageTemplates.create(template),
    ['POST', 'me/message_templates', template],
  ],
  [
    'messageTemplates.edit',
    api => api.messageTemplates.edit('13' as MessageTemplateId, {components: template.components}),
    ['POST', '13', {components: template.components}],
  ],
  [
    'messageTemplates.delete',
    api => api.messageTemplates.delete('order_update', '13' as MessageTemplateId),
    ['DELETE', 'me/message_templates', {name: 'order_update', template_id: '13'}],
  ],
  [
    'subscribers.list',
    api => collect(api.subscribers.list({limit: 1000, isDistinct: true})),
    ['GET', 'me/notification_message_tokens', {limit: '1000', do_not_return_duplicates: 'true'}],
  ],
  [
    'subscribers.list with every choice',
    api =>
      collect(
        api.subscribers.list({
          customAudienceIds: ['61' as CustomAudienceId],
          since: 1_780_000_000,
          until: 1_790_000_000,
          optInSource: 'CTM',
          hasReceived: false,
        }),
      ),
    [
      'GET',
      'me/notification_message_tokens',
      {
        custom_audience_ids: '["61"]',
        since: '1780000000',
        until: '1790000000',
        opt_in_source: 'CTM',
        has_received_marketing_message: 'false',
      },
    ],
  ],
  [
    'subscribers.get',
    api => api.subscribers.get('68512'),
    [
      'GET',
      'notification_messages_68512',
      {
        fields:
          'notification_messages_token,recipient_id,topic_title,creation_timestamp,token_expiry_timestamp,next_eligible_time,next_eligible_time_for_paid_messaging,user_token_status,notification_messages_timezone,notification_messages_reoptin,custom_audience_ids',
      },
    ],
  ],
  [
    'subscribers.unsubscribe',
    api => api.subscribers.unsubscribe([{psid: '7001'}, {subscriber_token: '68512'}]),
    ['POST', 'me/messaging_customer_base/unsubscribe', {data: [{psid: '7001'}, {subscriber_token: '68512'}]}],
  ],
  [
    'marketingMessages.send',
    api =>
      api.marketingMessages.send({
        message_id: campaign,
        messenger_delivery_data: {subscription_token: '68512'},
        message: {text: 'Sale'},
        min_conversation_gap_seconds: 86_400,
      }),
    [
      'POST',
      'act_1/messages',
      {
        message_id: '12',
        messenger_delivery_data: {subscription_token: '68512'},
        message: {text: 'Sale'},
        min_conversation_gap_seconds: 86_400,
      },
    ],
  ],
  [
    'campaigns.create',
    api => api.campaigns.create({name: 'Winter', page_id: '109' as PageId, daily_budget: 2000}),
    ['POST', 'act_1/message_campaign', {name: 'Winter', page_id: '109', daily_budget: 2000}],
  ],
  [
    'campaigns.list',
    api => collect(api.campaigns.list({limit: 5})),
    ['GET', 'act_1/ads', {fields: messageCampaignFields, limit: '5'}],
  ],
  ['campaigns.get', api => api.campaigns.get(campaign), ['GET', '12', {fields: messageCampaignFields}]],
  ['campaigns.pause', api => api.campaigns.pause(campaign), ['POST', '12', {status: 'PAUSED'}]],
  ['campaigns.activate', api => api.campaigns.activate(campaign), ['POST', '12', {status: 'ACTIVE'}]],
  ['campaigns.end', api => api.campaigns.end(campaign), ['DELETE', '12', {}]],
  [
    'campaigns.insights of one',
    api => collect(api.campaigns.insights({campaign, since: '2026-11-01', until: '2026-11-28'})),
    [
      'GET',
      '12/insights',
      {fields: insightsFields, time_range: '{"since":"2026-11-01","until":"2026-11-28"}'},
    ],
  ],
  [
    'campaigns.insights of the account',
    api => collect(api.campaigns.insights({datePreset: 'last_7d'})),
    ['GET', 'act_1/insights', {fields: insightsFields, date_preset: 'last_7d'}],
  ],
  [
    'campaigns.minimumBudgets',
    api => collect(api.campaigns.minimumBudgets()),
    ['GET', 'act_1/minimum_budgets', {}],
  ],
  [
    'campaigns.preview',
    api => api.campaigns.preview('109' as PageId, {text: 'Sale'}),
    [
      'GET',
      'act_1/generatepreviews',
      {
        ad_format: 'MESSENGER_MARKETING_MESSAGES_MEDIA',
        creative:
          '{"marketing_message_structured_spec":{},"object_story_spec":{"page_id":"109","link_data":{}}}',
        message: '{"text":"Sale"}',
      },
    ],
  ],
  [
    'deliveryEstimates.get',
    api => api.deliveryEstimates.get({pageId: '109' as PageId, lifetimeBudget: 60_000, lifetimeDays: 30}),
    [
      'GET',
      'act_1/message_delivery_estimate',
      {
        lifetime_budget: '60000',
        lifetime_in_days: '30',
        pacing_type: 'no_pacing',
        is_direct_send_campaign: 'true',
        promoted_object: '{"page_id":"109"}',
        targeting_spec: '{"publisher_platforms":["messenger"],"messenger_positions":["marketing_messages"]}',
        fields:
          'estimate_delivery_lower_bound,estimate_delivery_upper_bound,estimate_cost_lower_bound,estimate_cost_upper_bound',
      },
    ],
  ],
  [
    'customAudiences.create',
    api =>
      api.customAudiences.create({name: 'Customers', description: 'of the shop', pageId: '109' as PageId}),
    [
      'POST',
      'act_1/customaudiences',
      {
        name: 'Customers',
        description: 'of the shop',
        subtype: 'CUSTOM',
        customer_file_source: 'USER_PROVIDED_ONLY',
        use_for_products: ['MARKETING_MESSAGES'],
        subscription_info: ['MESSENGER'],
        marketing_message_channels: {MESSENGER: '109'},
      },
    ],
  ],
  [
    'customAudiences.list',
    api => collect(api.customAudiences.list()),
    [
      'GET',
      'act_1/customaudiences',
      {
        fields: 'id,name,messenger_marketing_messages_page',
        filtering: '[{"field":"data_source.subtype","operator":"IN","value":[1010]}]',
      },
    ],
  ],
  [
    'customAudiences.addUsers',
    api => api.customAudiences.addUsers('61' as CustomAudienceId, {schema: ['EMAIL'], data: [['aa']]}),
    ['POST', '61/users', {payload: {schema: ['EMAIL'], data: [['aa']]}}],
  ],
  [
    'customAudiences.removeUsers',
    api => api.customAudiences.removeUsers('61' as CustomAudienceId, {schema: ['EMAIL'], data: [['aa']]}),
    ['DELETE', '61/users', {payload: {schema: ['EMAIL'], data: [['aa']]}}],
  ],
  [
    'adAccount.get',
    api => api.adAccount.get(['currency', 'funding_source']),
    ['GET', 'act_1', {fields: 'currency,funding_source'}],
  ],
  ['stickers.packs', api => collect(api.stickers.packs()), ['GET', 'sticker_packs', {}]],
  [
    'stickers.list',
    api => collect(api.stickers.list('7' as StickerPackId)),
    ['GET', 'sticker_packs/7/stickers', {}],
  ],
  [
    'stickers.search',
    api => collect(api.stickers.search('thanks', {locale: 'de_DE'})),
    ['GET', 'sticker_search', {q: 'thanks', locale: 'de_DE'}],
  ],
  [
    'messages.send',
    api => api.messages.send({recipient: {id: psid}}),
    ['POST', 'me/messages', {recipient: {id: '7001'}}],
  ],
  [
    'messengerProfile.get',
    api => api.messengerProfile.get(['greeting', 'commands']),
    ['GET', 'me/messenger_profile', {fields: 'greeting,commands'}],
  ],
  [
    'messengerProfile.set',
    api => api.messengerProfile.set({get_started: {payload: 'P'}}),
    ['POST', 'me/messenger_profile', {get_started: {payload: 'P'}}],
  ],
  [
    'messengerProfile.delete',
    api => api.messengerProfile.delete(['greeting']),
    ['DELETE', 'me/messenger_profile', {fields: ['greeting']}],
  ],
  [
    'threadControl.owner',
    api => api.threadControl.owner(psid),
    ['GET', 'me/thread_owner', {recipient: '7001'}],
  ],
  [
    'threadControl.pass',
    api => api.threadControl.pass(psid, '42' as AppId, 'refund'),
    ['POST', 'me/pass_thread_control', {recipient: {id: '7001'}, target_app_id: '42', metadata: 'refund'}],
  ],
  [
    'threadControl.take',
    api => api.threadControl.take(psid),
    ['POST', 'me/take_thread_control', {recipient: {id: '7001'}}],
  ],
  [
    'threadControl.request',
    api => api.threadControl.request(psid, 'please'),
    ['POST', 'me/request_thread_control', {recipient: {id: '7001'}, metadata: 'please'}],
  ],
  [
    'threadControl.release',
    api => api.threadControl.release(psid),
    ['POST', 'me/release_thread_control', {recipient: {id: '7001'}}],
  ],
  [
    'threadControl.extend',
    api => api.threadControl.extend(psid, 3600),
    ['POST', 'me/extend_thread_control', {recipient: {id: '7001'}, duration: 3600}],
  ],
  [
    'threadControl.secondaryReceivers',
    api => collect(api.threadControl.secondaryReceivers()),
    ['GET', 'me/secondary_receivers', {fields: 'id,name'}],
  ],
  [
    'moderateConversations.moderate',
    api => api.moderateConversations.moderate([psid], ['block_user', 'move_to_spam']),
    [
      'POST',
      'me/moderate_conversations',
      {user_ids: [{id: '7001'}], actions: ['block_user', 'move_to_spam']},
    ],
  ],
  [
    'nlpConfigs.set',
    api => api.nlpConfigs.set({nlp_enabled: true, model: 'ENGLISH', n_best: 3}),
    ['POST', 'me/nlp_configs', {nlp_enabled: 'true', model: 'ENGLISH', n_best: '3'}],
  ],
  ['pageStatus.get', api => api.pageStatus.get(), ['GET', 'me/page_status', {}]],
  [
    'pageStatus.featureReviews',
    api => api.pageStatus.featureReviews(),
    ['GET', 'me/messaging_feature_review', {}],
    {data: []},
  ],
  [
    'customUserSettings.get',
    api => api.customUserSettings.get(psid),
    ['GET', 'me/custom_user_settings', {psid: '7001'}],
  ],
  [
    'customUserSettings.setMenu',
    api => api.customUserSettings.setMenu(psid, []),
    ['POST', 'me/custom_user_settings', {psid: '7001', persistent_menu: []}],
  ],
  [
    'customUserSettings.deleteMenu',
    api => api.customUserSettings.deleteMenu(psid),
    ['DELETE', 'me/custom_user_settings', {psid: '7001', params: '["persistent_menu"]'}],
  ],
])('%s asks as documented', async (_, call, [method, path, params]) => {
  const ids = {id: '1', message_id: 'm_1', attachment_id: '1', message_creative_id: '1'}
  const subscriber = {notification_messages_token: '68512', invalid_rows_count: 0}
  const audience = {num_received: 1, num_invalid_entries: 0}
  const data = path === 'debug_token' ? {is_valid: true} : []
  const account = {currency: 'EUR', timezone_name: 'Europe/Vienna'}
  const body = {
    ...{success: true, page_label_name: 'VIP', data},
    ...ids,
    ...subscriber,
    ...audience,
    ...account,
  }
  const {url, arrived} = await startServer(() => ({body}))

  await call(createApi({...connection, graphUrl: url}))

  const [request] = arrived
  expect([request?.method, request?.path, request?.json ?? request?.query]).toEqual([
    method,
    `/v26.0/${path}`,
    params,
  ])
})

test('whose token a call takes', async () => {
  const {url, arrived} = await startServer(({path}) => ({
    body: path.endsWith('debug_token') ? {data: {is_valid: true}} : {id: '1', data: []},
  }))
  const api = createApi({...connection, graphUrl: url})

  await api.page.get()
  await api.subscriptions.list()
  await api.debugToken.inspect('EAAx')
  await collect(api.accounts.list('USER'))

  const tokens = arrived.map(({headers}) => headers.authorization)
  expect(tokens).toEqual(['Bearer PAGE', 'Bearer 555|SECRET', 'Bearer 555|SECRET', 'Bearer USER'])
})

test('a new label has a text as id, however the platform writes it', async () => {
  const {url, arrived} = await startServer(() => ({body: {id: 1712}}))

  await expect(createApi({...connection, graphUrl: url}).customLabels.create('VIP')).resolves.toEqual({
    id: '1712',
  })
  expect(arrived[0]?.json).toEqual({page_label_name: 'VIP'})
})

test.each([
  [{data: [{greeting: [{locale: 'default', text: 'Hi'}]}]}, {greeting: [{locale: 'default', text: 'Hi'}]}],
  [{data: []}, {}],
  [
    {data: [{locale: 'default', call_to_actions: [{question: 'Where?', payload: 'W'}]}]},
    {ice_breakers: [{locale: 'default', call_to_actions: [{question: 'Where?', payload: 'W'}]}]},
  ],
  [
    {data: [{get_started: {payload: 'S'}}, {locale: 'default', call_to_actions: []}]},
    {get_started: {payload: 'S'}, ice_breakers: [{locale: 'default', call_to_actions: []}]},
  ],
])('the profile of the answer %j is %j', async (body, profile) => {
  const {url} = await startServer(() => ({body}))

  await expect(createApi({...connection, graphUrl: url}).messengerProfile.get(['greeting'])).resolves.toEqual(
    profile,
  )
})

test('a send tells what it learnt about limits', async () => {
  const headers = {'x-app-usage': '{"call_count":77}'}
  const {url} = await startServer(() => ({headers, body: {recipient_id: '7001', message_id: 'm_1'}}))

  const sent = await createApi({...connection, graphUrl: url}).messages.send({recipient: {id: psid}})

  expect(sent).toEqual({recipient_id: '7001', message_id: 'm_1', usage: {percent: 77, waitMs: 0}})
})

test('the app id is read off the app token, and missed when there is none', async () => {
  const {url, arrived} = await startServer(() => ({body: {data: []}}))

  await createApi({graphUrl: url, appToken: '42|S'}).subscriptions.list()
  const error = await failureOf(createApi({graphUrl: url, appToken: 'opaque'}).subscriptions.list())

  expect(arrived[0]?.path).toBe('/v26.0/42/subscriptions')
  expect(error).toBeInstanceOf(UnauthorisedError)
  expect(error).toMatchObject({reason: 'noAppId'})
})
