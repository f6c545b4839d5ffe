import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect} from 'vitest'
import {type Api, createApi} from '../../../src/api/index.ts'
import type {
  BroadcastId,
  CampaignId,
  CommentId,
  ConversationId,
  MessageId,
  PageId,
  PersonaId,
  PostId,
  Psid,
} from '../../../src/platform/ids.ts'
import type {Version} from '../../../src/platform/versions.ts'
import {tokenOf, userTokenOf} from '../../helpers/probe.ts'
import {type Asking, test} from '../asking.ts'
import {subscribeReceiver} from '../receiver.ts'
import {routesOfApi} from './api-routes.ts'

const ada = '6411223344556677' as Psid
const adaLogin = '10152368852405295' as never
const helpdesk = '998877665544332' as never

interface Client {
  readonly api: Api
  /** Routes that were asked for. */
  readonly used: Set<string>
}

/** The client of msgr for the first Page of an emulator, which notes the route of each call. */
async function clientOf({emulator}: Asking, apiVersion?: Version): Promise<Client> {
  const {pageToken, appId, appSecret, adAccount, adToken} = await emulator.connection()
  const api = createApi({
    graphUrl: emulator.url,
    apiVersion,
    pageToken,
    appId,
    appSecret,
    appToken: `${appId}|${appSecret}`,
    adAccount,
    adToken,
    clock: {now: Date.now, sleep: async () => {}},
  })
  const used = new Set<string>()
  const {graph} = api
  const {batch} = graph
  const noting =
    <Rest extends readonly unknown[], Result>(make: (route: never, ...rest: Rest) => Result) =>
    (route: never, ...rest: Rest): Result => {
      used.add(route)
      return make(route, ...rest)
    }
  Object.assign(graph, {
    call: noting(graph.call),
    request: noting(graph.request),
    done: noting(graph.done),
    pages: noting(graph.pages),
    upload: noting(graph.upload),
    sendPart: noting(graph.sendPart),
    batch: (operations: Parameters<typeof graph.batch>[0], options?: Parameters<typeof graph.batch>[1]) => {
      for (const {route} of operations) used.add(route)
      return batch(operations, options)
    },
  })
  return {api, used}
}

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

/** What lives today. */
async function useToday(api: Api, asking: Asking, folder: string): Promise<void> {
  const user = tokenOf(asking.emulator, userTokenOf(asking.emulator))
  expect(await all(api.accounts.list(user?.text))).toHaveLength(2)
  expect((await api.accessTokens.extend(user?.text ?? '')).expires_in).toBe(60 * 86_400)
  expect((await api.page.get()).name).toBe('Acme Shop')
  expect((await api.debugToken.inspect(user?.text ?? '')).is_valid).toBe(true)
  expect((await api.users.get(ada)).first_name).toBe('Ada')
  expect(await api.users.getAll([ada])).toMatchObject([{kind: 'done'}])

  await api.messengerProfile.set({get_started: {payload: 'START'}})
  expect(await api.messengerProfile.get(['get_started'])).toEqual({get_started: {payload: 'START'}})
  const menu = [
    {
      locale: 'default',
      composer_input_disabled: false,
      call_to_actions: [{type: 'postback', title: 'Hours', payload: 'HOURS'} as const],
    },
  ]
  await api.customUserSettings.setMenu(ada, menu)
  expect((await api.customUserSettings.get(ada)).user_level_persistent_menu).toEqual(menu)
  await api.customUserSettings.deleteMenu(ada)
  await api.messengerProfile.delete(['get_started'])

  await useLabels(api)
  await useMessages(api, folder)
  await useTemplates(api)

  expect(await api.nlpConfigs.set({nlp_enabled: true})).toEqual({success: true})
  expect((await api.pageStatus.get()).restrictions).toEqual([])
  expect(await api.graph.request('GET /{page}/pages_status', {})).toEqual(await api.pageStatus.get())
  expect(await api.pageStatus.featureReviews()).toEqual([])
  expect(await api.moderateConversations.moderate([ada], ['move_to_spam'])).toEqual({success: true})
  expect(await api.insights.get({metrics: ['page_messages_new_conversations_unique']})).not.toEqual([])
  expect(await all(api.subscribers.list())).not.toEqual([])

  expect(await all(api.idMatching.idsForPages({psid: ada}))).not.toEqual([])
  expect(await all(api.idMatching.idsForApps({psid: ada}))).not.toEqual([])
  expect(await all(api.idMatching.idsForPages({asid: adaLogin}))).not.toEqual([])
  expect(await all(api.idMatching.idsForApps({asid: adaLogin}))).not.toEqual([])

  const [pack] = await all(api.stickers.packs())
  expect(await all(api.stickers.list((pack?.id ?? '') as never))).not.toEqual([])
  await all(api.stickers.search('hello'))
  await useComments(api)
  await useLogin(api, asking)
  await useFlows(api)
  await useUploads(api, folder)
  expect(await api.calls.enable()).toEqual({success: true})
  await api.calls.set({audio_enabled: true})
  expect(await api.calls.settings()).toMatchObject({audio_enabled: true, video_enabled: false})
  expect((await api.calls.permission(ada)).permission?.status).toBe('no_permission')

  await useMarketing(api)
  await useSubscriptions(api, asking)
  await useThreadControl(api, asking)
}

async function useUploads({uploads, graph}: Api, folder: string): Promise<void> {
  const path = join(folder, 'header.png')
  await writeFile(path, Buffer.from('89504e470d0a1a0a', 'hex'))
  expect(await uploads.upload({path, name: 'header.png', type: 'image/png'})).toMatch(/^4:/)
  await expect(
    graph.request('GET /{upload_session}', {upload_session: 'upload:1'}, {token: 'ad'}),
  ).rejects.toThrow()
}

async function useFlows({welcomeMessageFlows}: Api): Promise<void> {
  const flow = {
    name: 'Welcome',
    eligible_platforms: ['messenger'],
    welcome_message_flow: [{message: {text: 'Hi'}}],
  } as const
  const {flow_id: id} = await welcomeMessageFlows.create(flow)
  expect(await welcomeMessageFlows.edit(id, {name: 'Hello'})).toEqual({success: true})
  expect(await welcomeMessageFlows.get(id)).toMatchObject({...flow, name: 'Hello', is_used_in_ad: false})
  expect(await all(welcomeMessageFlows.list())).toHaveLength(1)
  expect(await welcomeMessageFlows.delete(id)).toEqual({success: true})
  expect(await welcomeMessageFlows.get(id)).toBeUndefined()
}

async function useLabels({customLabels}: Api): Promise<void> {
  const {id} = await customLabels.create('VIP')
  expect(await customLabels.get(id)).toEqual({id, page_label_name: 'VIP'})
  await customLabels.assign(id, ada)
  expect(await all(customLabels.of(ada))).toContainEqual({id, page_label_name: 'VIP'})
  await customLabels.unassign(id, ada)
  expect(await customLabels.assignAll(id, [ada])).toMatchObject([{kind: 'done'}])
  await customLabels.delete(id)
  expect(await all(customLabels.list())).not.toContainEqual({id, page_label_name: 'VIP'})
}

async function useMessages({messages, attachments, personas, conversations}: Api, folder: string) {
  const picture = {name: 'Anna', profile_picture_url: 'https://shop.example/anna.png'}
  const {id} = await personas.create(picture)
  expect(await personas.get(id)).toEqual({...picture, id})
  expect(await all(personas.list())).toEqual([{...picture, id}])
  const sent = await messages.send({
    recipient: {id: ada},
    messaging_type: 'RESPONSE',
    message: {text: 'Hi'},
    persona_id: id as PersonaId,
  })
  expect(await personas.delete(id)).toEqual({success: true})
  const file = join(folder, 'a.png')
  await writeFile(file, 'PNG')
  await attachments.uploadFile('image', {path: file, name: 'a.png', type: 'image/png'} as never)
  const [conversation] = await all(conversations.list({userId: ada}))
  const read = await all(conversations.messages(conversation?.id as ConversationId))
  expect(await all(conversations.attachments(read[0]?.id as MessageId))).toEqual([])
  expect(read.map(({id}) => id)).toContain(sent.message_id)
}

/** A person logs in by a button, and is unlinked. */
async function useLogin({accountLinking, messages}: Api, {emulator}: Asking) {
  const url = 'https://shop.example/login'
  const payload = {template_type: 'button', text: 'Log in', buttons: [{type: 'account_link', url}]} as const
  const message = {attachment: {type: 'template', payload}} as const
  await messages.send({recipient: {id: ada}, messaging_type: 'RESPONSE', message})
  const opened = (await emulator.admin('POST', `people/${ada}/open`, {url})) as {readonly url: string}
  const token = new URL(opened.url).searchParams.get('account_linking_token') ?? ''
  expect((await accountLinking.personOf(token)).recipient).toBe(ada)
  await emulator.admin('POST', `people/${ada}/link`, {authorization_code: 'c0de'})
  expect(await accountLinking.unlink(ada)).toEqual({result: 'unlink account success'})
}

async function useComments({comments, blocked}: Api) {
  const post = '109876543210987_208132419075509' as PostId
  expect((await comments.post(post, 'permalink_url')).id).toBe(post)
  const {id} = await comments.create(post, 'New in: lamps')
  const answer = await comments.reply(id, 'And bulbs')
  expect(await all(comments.replies(id))).toMatchObject([{id: answer.id, message: 'And bulbs'}])
  await comments.change(answer.id, {message: 'And shades'})
  expect((await comments.get(answer.id)).message).toBe('And shades')
  await comments.like(answer.id)
  await comments.unlike(answer.id)
  await comments.delete(answer.id)
  const [first] = await all(comments.list(post))
  await comments.change(first?.id as CommentId, {is_hidden: true})
  expect((await comments.get(first?.id as CommentId)).is_hidden).toBe(true)

  expect(await blocked.add({psids: [ada]})).toEqual({[ada]: true})
  expect(await all(blocked.list())).toEqual([{id: ada, name: 'Ada Lindqvist'}])
  expect(await blocked.remove({psid: ada})).toEqual({success: true})
}

async function useTemplates({messageTemplates}: Api): Promise<void> {
  expect(await all(messageTemplates.library())).not.toEqual([])
  const text = 'Your parcel {{1}} can be picked up from today on.'
  const components = [{type: 'BODY', text, example: {body_text: [['566701']]}}] as const
  const {id} = await messageTemplates.create({
    name: 'pickup',
    language: 'en',
    category: 'UTILITY',
    components,
  })
  expect((await messageTemplates.get(id)).name).toBe('pickup')
  expect(await messageTemplates.edit(id, {components: [{type: 'BODY', text: 'It is there.'}]})).toEqual({
    success: true,
  })
  expect(await all(messageTemplates.list())).not.toEqual([])
  expect(await messageTemplates.delete('pickup')).toEqual({success: true})
}

/** A campaign, a message to a subscriber, a custom audience, and what is read about them. */
async function useMarketing(api: Api): Promise<void> {
  const {campaigns, customAudiences, subscribers} = api
  const page_id = '109876543210987' as PageId
  const {id} = await campaigns.create({name: 'Winter', page_id, daily_budget: 5000})
  expect((await campaigns.get(id)).effective_status).toBe('IN_PROCESS')
  await campaigns.pause(id)
  await campaigns.activate(id)
  await campaigns.end(id)
  const listed = await all(campaigns.list())
  expect(listed.map(({campaign}) => campaign?.name)).toEqual(['Autumn offers', 'Summer sale'])
  expect(await all(campaigns.minimumBudgets())).toEqual([{currency: 'USD', min_daily_budget_imp: 100}])
  expect(await campaigns.preview(page_id, {text: 'Sale'})).toContain('<iframe')
  const [subscriber] = await all(subscribers.list())
  const token = subscriber?.notification_messages_token ?? ''
  expect((await subscribers.get(token)).recipient_id).toBe(ada)
  const campaign = listed[0]?.id as CampaignId
  const sent = await api.marketingMessages.send({
    message_id: campaign,
    messenger_delivery_data: {subscription_token: token},
    message: {text: 'Sale'},
  })
  expect(sent.success).toBe(true)
  expect(await all(campaigns.insights({campaign}))).toMatchObject([{marketing_messages_delivered: '1'}])
  expect(await all(campaigns.insights({}))).toHaveLength(1)
  expect(await api.deliveryEstimates.get({pageId: page_id})).toMatchObject({
    estimate_delivery_upper_bound: 40,
  })
  expect((await api.adAccount.get()).currency).toBe('USD')
  const audience = await customAudiences.create({name: 'Buyers', pageId: page_id})
  const rows = {schema: ['EMAIL'], data: [['a'.repeat(64)]]} as const
  expect((await customAudiences.addUsers(audience.id, rows)).num_received).toBe(1)
  expect((await customAudiences.removeUsers(audience.id, rows)).num_received).toBe(1)
  expect(await all(customAudiences.list())).toHaveLength(2)
  expect(await subscribers.unsubscribe([{psid: ada}])).toEqual({invalid_rows_count: 0})
}

async function useSubscriptions({subscriptions, subscribedApps}: Api, asking: Asking): Promise<void> {
  await subscribeReceiver(asking, ['messages'])
  const [callback] = await subscriptions.list()
  await subscriptions.set({
    callbackUrl: callback?.callback_url ?? '',
    verifyToken: 'secret',
    fields: ['messaging_postbacks'],
  })
  await subscribedApps.set(['messages', 'messaging_postbacks'])
  expect(await subscribedApps.list()).toHaveLength(1)
  await subscribedApps.delete()
  await subscriptions.delete()
  expect(await subscriptions.list()).toEqual([])
}

async function useThreadControl({threadControl}: Api, {emulator}: Asking): Promise<void> {
  expect(await threadControl.owner(ada)).toBeDefined()
  await threadControl.extend(ada, 3600)
  await threadControl.pass(ada, helpdesk)
  await threadControl.take(ada)
  await threadControl.release(ada)
  const {pageId: page} = await emulator.connection()
  await emulator.admin('POST', 'routing', {page, defaultApp: null})
  await threadControl.pass(ada, helpdesk)
  await threadControl.request(ada)
}

/** What ended since 2019. */
async function useThen(api: Api): Promise<void> {
  const {message_creative_id} = await api.messageCreatives.create({text: 'The sale has begun'})
  const {broadcast_id} = await api.broadcastMessages.create({
    message_creative_id,
    schedule_time: '2019-06-02T12:00:00+00:00',
  } as never)
  expect((await api.broadcastMessages.get(broadcast_id)).status).toBe('SCHEDULED')
  expect(await api.broadcastMessages.cancel(broadcast_id)).toEqual({success: true})
  expect(await all(api.broadcastMessages.list())).toHaveLength(1)
  expect(await api.broadcastMessages.messagesSent(broadcast_id as BroadcastId)).toBe(0)
  const {reach_estimation_id} = await api.broadcastReachEstimations.start()
  expect(
    Number((await api.broadcastReachEstimations.get(reach_estimation_id)).reach_estimation),
  ).toBeGreaterThan(0)
  const sponsored = await api.sponsoredMessages.create('act_123', {
    message_creative_id: (await api.messageCreatives.create({text: 'Sale'})).message_creative_id,
    daily_budget: 100,
    bid_amount: 400,
    targeting: {geo_locations: {countries: ['SE']}},
  })
  expect(sponsored.success).toBe(true)
  const code = await api.messengerCodes.create({type: 'standard'})
  expect((await api.messengerCodes.picture(code)).byteLength).toBeGreaterThan(0)
  expect(await all(api.threadControl.secondaryReceivers())).not.toEqual([])
}

test('whatever msgr can ask the platform the emulator answers: there are no gaps', async ({
  start,
  folder,
}) => {
  const today = await start()
  const then = await start({asOf: '2019-06-01'})
  const [now, old] = [await clientOf(today), await clientOf(then, 'v3.3')]

  await useToday(now.api, today, folder)
  await useThen(old.api)

  const used = [...new Set([...now.used, ...old.used])].sort()
  const wanted = await routesOfApi()
  expect(wanted.length).toBeGreaterThan(60)
  expect(wanted.filter(route => !used.includes(route))).toEqual([])
  expect(await today.emulator.admin('GET', 'gaps')).toEqual([])
  expect(await then.emulator.admin('GET', 'gaps')).toEqual([])
})
