import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type Call, Pair, type Setting} from './pair.ts'

const ada = '6411223344556677'
const label = '1712000000000001'
const recipient = {id: ada}
const url = 'https://shop.example.com/hat.png'
const buttons = [{type: 'postback', title: 'Hours', payload: 'HOURS'}]
const size = {content_type: 'text', title: 'S', payload: 'S'}
const profile = {get_started: {payload: 'START'}, whitelisted_domains: ['https://shop.example.com']}
const toInbox = ['passThreadControl', ada, 'page_inbox']
const creative = ['createMessageCreative', {text: 'The sale has begun'}]
const sponsored = {daily_budget: '100', bid_amount: '400', targeting: {geo_locations: {countries: ['US']}}}
const metrics = ['page_messages_new_conversations_unique']
const until = Math.floor(Date.now() / 1000) - 86_400
const path = '/me'

/** A title that begins with the method called last, and the calls of one client. */
type Cases = Readonly<Record<string, readonly Call[]>>

const today: Cases = {
  sendText: [['sendText', recipient, 'Hello']],
  'sendText to nobody': [['sendText', {id: '999'}, 'Hello']],
  'sendText that is too long': [['sendText', recipient, 'x'.repeat(2001)]],
  'sendText with a token that is none': [
    ['setPageToken', 'EMUother'],
    ['sendText', recipient, 'Hello'],
  ],
  sendQuickReplies: [['sendQuickReplies', recipient, [size], 'Which size?']],
  'sendAttachment by URL': [['sendAttachment', {type: 'image', source: url, is_reusable: true}, recipient]],
  'sendAttachment from disk': [['sendAttachment', {type: 'image', source: 'FILE'}, recipient]],
  'sendTemplate generic': [
    ['sendTemplate', recipient, {template_type: 'generic', elements: [{title: 'Hat', buttons}]}],
  ],
  'sendTemplate button': [['sendTemplate', recipient, {template_type: 'button', text: 'When?', buttons}]],
  'sendTemplate that ended': [['sendTemplate', recipient, {template_type: 'open_graph', elements: [{url}]}]],
  sendSenderAction: [['sendSenderAction', recipient, 'typing_on']],
  callSendApi: [['callSendApi', recipient, {text: 'Hello'}]],
  'uploadAttachment by URL': [['uploadAttachment', {type: 'image', source: url}]],
  'uploadAttachment from disk': [['uploadAttachment', {type: 'image', source: 'FILE', is_reusable: true}]],
  setPageToken: [['setPageToken', 'EMUother']],
  getPageToken: [['setPageToken', 'EMUother'], ['getPageToken']],
  setAppToken: [['setAppToken', 'other']],
  getAppToken: [['setAppToken', 'other'], ['getAppToken']],
  setApiVersion: [['setApiVersion', '25.0']],
  getApiVersion: [['setApiVersion', '25.0'], ['getApiVersion']],
  passThreadControl: [['passThreadControl', ada, '998877665544332', 'wants a refund']],
  'passThreadControl to the Page Inbox': [toInbox],
  'passThreadControl to nobody': [['passThreadControl', ada, '1']],
  takeThreadControl: [toInbox, ['takeThreadControl', ada, 'back']],
  requestThreadControl: [toInbox, ['requestThreadControl', ada, 'please']],
  getThreadOwner: [['getThreadOwner', ada]],
  'createMessageCreative after its end': [creative],
  'generateMessengerCode after its end': [['generateMessengerCode', {}]],
  addPsidtoCustomLabel: [['addPsidtoCustomLabel', ada, label]],
  removePsidfromCustomLabel: [['removePsidfromCustomLabel', ada, label]],
  deleteCustomLabel: [['deleteCustomLabel', label]],
  callCustomLabelsApi: [['callCustomLabelsApi', {qs: {limit: 1}}]],
  setMessengerProfile: [['setMessengerProfile', profile]],
  'setMessengerProfile that is not valid': [['setMessengerProfile', {get_started: {}}]],
  getMessengerProfile: [
    ['setMessengerProfile', profile],
    ['getMessengerProfile', ['get_started', 'greeting']],
  ],
  deleteMessengerProfile: [
    ['setMessengerProfile', profile],
    ['deleteMessengerProfile', ['get_started']],
  ],
  callMessengerProfileApi: [
    ['setMessengerProfile', profile],
    ['callMessengerProfileApi', 'get_started'],
  ],
  setNlpConfigs: [['setNlpConfigs', {nlp_enabled: true, model: 'ENGLISH', n_best: 2}]],
  getMessagingInsights: [['getMessagingInsights', {metrics, since: until - 864_000, until}]],
  getUserProfile: [['getUserProfile', ada, ['id', 'first_name', 'last_name', 'profile_pic', 'locale']]],
  sendGraphRequest: [['sendGraphRequest', {path, qs: {fields: 'id,name'}}]],
  'sendGraphRequest with a version': [['sendGraphRequest', {path, api_version: 'v25.0'}]],
}

/** What ended, on a day on which it lived. */
const in2019: Cases = {
  getSecondaryReceiverList: [['getSecondaryReceiverList', ada]],
  createMessageCreative: [creative],
  'createMessageCreative of a template': [
    ['createMessageCreative', {template_type: 'button', text: 'When?', buttons}],
  ],
  sendBroadcast: [creative, ['sendBroadcast', 'THE message_creative_id']],
  'sendBroadcast to a label': [creative, ['sendBroadcast', 'THE message_creative_id', label]],
  'sendBroadcast without a creative': [['sendBroadcast', 'none']],
  startBroadcastReachEstimation: [['startBroadcastReachEstimation']],
  'startBroadcastReachEstimation of a label': [['startBroadcastReachEstimation', label]],
  getBroadcastReachEstimation: [
    ['startBroadcastReachEstimation'],
    ['getBroadcastReachEstimation', 'THE reach_estimation_id'],
  ],
  callBroadcastApi: [['callBroadcastApi', {custom_label_id: label}]],
  generateMessengerCode: [['generateMessengerCode', {ref: 'shop', image_size: 500}]],
  sendSponsoredMessage: [
    creative,
    ['sendSponsoredMessage', '1234567', {message_creative_id: 'THE message_creative_id', ...sponsored}],
  ],
}

const pair = new Pair()
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'msgr-side-by-side-'))
  await writeFile(join(folder, 'hat.png'), 'not quite a picture')
})
afterAll(async () => {
  await pair.close()
  await rm(folder, {recursive: true, force: true})
})

/** Puts in what has a name only when the tests run. */
const completed = (calls: readonly Call[]): readonly Call[] =>
  JSON.parse(JSON.stringify(calls).replaceAll('"FILE"', JSON.stringify(join(folder, 'hat.png'))))

async function expectSame(calls: readonly Call[], setting: Setting = {}): Promise<void> {
  const {theirs, ours} = await pair.calls(completed(calls), setting)

  expect(ours).toEqual(theirs)
  expect(ours.crashed).toBeUndefined()
}

describe('messenger-node and the drop-in yield the same', () => {
  test.each(Object.entries(today))('%s', (_title, calls) => expectSame(calls))

  const setting = {asOf: '2019-06-01', options: {graph_api_version: 'v3.3'}}
  test.each(Object.entries(in2019))('%s, in 2019', (_title, calls) => expectSame(calls, setting))
})
