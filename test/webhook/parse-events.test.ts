import {readdirSync, readFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {isEnvelope, parseEvents, type WebhookEvent} from '../../src/webhook/parse-events.ts'

const samples = new URL('../../src/webhook/samples/', import.meta.url)
const eventsOf = (name: string) =>
  parseEvents(JSON.parse(readFileSync(new URL(`${name}.json`, samples), 'utf8')))
const firstOf = (name: string): WebhookEvent | undefined => eventsOf(name)[0]

interface Documented {
  readonly file: string
  readonly field: string
  readonly channel: string
}
const documented: readonly Documented[] = JSON.parse(
  readFileSync(new URL('../fixtures/events-index.json', import.meta.url), 'utf8'),
)

describe('the documented samples', () => {
  test('are all there', () => {
    expect(readdirSync(samples).sort()).toEqual(documented.map(({file}) => file).sort())
  })

  test.each(documented)('$file belongs to $field, in $channel', ({file, field, channel}) => {
    expect(firstOf(file.replace('.json', ''))).toMatchObject({field, channel})
  })

  test.each([
    ['messages.text', 'text'],
    ['messages.quick_reply', 'quick_reply'],
    ['messages.attachments.image', 'attachments.image'],
    ['messages.attachments.images', 'attachments.image'],
    ['messages.attachments.sticker.transition', 'attachments.sticker+image'],
    ['messages.attachments.template.product', 'template.product'],
    ['messages.coupon', 'coupon'],
    ['message_echoes.text', 'text'],
    ['message_echoes.template.generic', 'template.generic'],
    ['message_edits', undefined],
    ['messaging_postbacks', undefined],
    ['messaging_postbacks.referral.ads', 'ADS'],
    ['message_reactions.unreact', 'unreact'],
    ['messaging_optins.checkbox', 'checkbox'],
    ['messaging_optins.send_to_messenger', 'send_to_messenger'],
    ['messaging_optins.one_time_notif_req', 'one_time_notif_req'],
    ['messaging_referrals.SHORTLINK', 'SHORTLINK'],
    ['messaging_referrals.ADS.lead_complete', 'ADS.LEAD_COMPLETE'],
    ['messaging_account_linking.linked', 'linked'],
    ['messaging_handovers.take_thread_control', 'take_thread_control'],
    ['messaging_handovers.app_roles', 'app_roles'],
    ['messaging_policy_enforcement.legacy', 'block'],
    ['messaging_feedback.nps', 'nps'],
    ['response_feedback.bad', 'bad'],
    ['send_cart', 'live_shopping'],
    ['message_context', 'PURCHASE'],
    ['messaging_game_plays.solo', 'SOLO'],
    ['call_permission_reply.reject', 'reject'],
    ['group_feed.comment', 'comment.add'],
    ['feed.comment.add', 'comment.add'],
    ['inbox_labels.add', 'add'],
    ['message_template_status_update.approved', 'APPROVED'],
    ['message_template_status_update.flat', 'APPROVED'],
    ['business_integrity', 'warning'],
    ['calls.terminate', 'terminate'],
    ['standby.message', 'messages.text'],
    ['standby.read', 'message_reads'],
  ])('%s is of the subtype %s', (name, subtype) => {
    expect(firstOf(name)?.subtype).toBe(subtype)
  })

  test.each(documented)('$file tells its Page and a time of November 2026', ({file}) => {
    for (const {pageId, timestamp} of eventsOf(file.replace('.json', ''))) {
      expect(pageId).toMatch(/^[0-9]+$/)
      if (!file.startsWith('dashboard_test')) {
        expect(new Date(timestamp ?? 0).toISOString()).toMatch(/^2026-11-22T/)
      }
    }
  })
})

test('every item of every entry becomes an event, in order', () => {
  expect(eventsOf('batch.multiple_entries').map(({pageId, mid}) => [pageId, mid?.slice(0, 4)])).toEqual([
    ['109876543210987', 'm_mF'],
    ['201122334455667', 'm_x_'],
  ])
  expect(eventsOf('batch.multiple_messaging').map(({field}) => field)).toEqual(['messages', 'message_reads'])
})

test('the person is the one who is not the Page', () => {
  expect(firstOf('messages.text')?.psid).toBe('6411223344556677')
  expect(firstOf('message_echoes.text')?.psid).toBe('6411223344556677')
  expect(firstOf('calls.connect')?.psid).toBe('6411223344556677')
  expect(firstOf('marketing_message_reads')?.psid).toBe('6411223344556677')
  expect(firstOf('messaging_optins.checkbox')?.psid).toBeUndefined()
  expect(firstOf('feed.comment.add')?.psid).toBeUndefined()
})

test('a post of the Test button reads like the event it imitates, and is marked', () => {
  expect(firstOf('dashboard_test.messages')).toMatchObject({
    field: 'messages',
    subtype: 'text',
    channel: 'changes',
    isTest: true,
    mid: 'test_message_id',
    timestamp: 1527459824000,
    item: {message: {text: 'test_message'}},
  })
  expect(firstOf('messages.text')?.isTest).toBe(false)
})

test('what nobody knows is shown as unknown, with its keys, and never dropped', () => {
  const strange = {sender: {id: '5'}, hologram: {a: 1}, colour: 'red'}
  const entry = [{id: '1', time: 2, messaging: [strange, 'text', null]}, {id: '1', time: 2}, 7]

  const events = parseEvents({object: 'page', entry})

  expect(events.map(({field, subtype, channel}) => [field, subtype, channel])).toEqual([
    ['unknown', 'hologram+colour', 'messaging'],
    ['unknown', undefined, 'messaging'],
    ['unknown', undefined, 'messaging'],
    ['unknown', undefined, 'entry'],
    ['unknown', undefined, 'entry'],
  ])
  expect(events[0]?.item).toEqual(strange)
})

test('a message without content says what it is instead, and a delivery without an object that it has none', () => {
  const kindOf = (message: object, object: string | undefined = 'page') => {
    const messaging = [
      {sender: {id: '1'}, recipient: {id: '2'}, timestamp: 1, message: {mid: 'm_1', ...message}},
    ]
    return parseEvents({...(object !== '' && {object}), entry: [{id: '2', time: 1, messaging}]})[0]?.subtype
  }
  expect(kindOf({text: 'Hi'})).toBe('text')
  expect(kindOf({is_deleted: true})).toBe('deleted')
  expect(kindOf({is_unsupported: true})).toBe('unsupported')
  expect(kindOf({sticker_id: 369239263222822})).toBe('sticker')
  expect(kindOf({})).toBe('empty')
  const shared = {type: 'template', payload: {product: {elements: [{id: '7'}]}}}
  expect(kindOf({attachments: [shared]})).toBe('template.product')
  expect(kindOf({text: 'Hi'}, '')).toBe('without object')
})

test('a delivery about another object is unknown, named by the object', () => {
  const message = {sender: {id: '5'}, message: {mid: 'm', text: 'hi'}}

  expect(parseEvents({object: 'instagram', entry: [{id: '1', messaging: [message]}]})).toMatchObject([
    {field: 'unknown', subtype: 'instagram', item: message},
  ])
})

test.each([[null], [[]], ['text'], [{}], [{entry: {}}]])('%j is not a delivery', value => {
  expect(isEnvelope(value)).toBe(false)
})

test.each([
  ['the person calls', {from: '2', to: '1'}],
  ['the Page calls', {from: '1', to: '2'}],
])('a call is of the person, not of the Page, when %s', (_, sides) => {
  const [event] = parseEvents({
    object: 'page',
    entry: [{id: '1', time: 3, calls: [{id: 'c_1', event: 'connect', ...sides, timestamp: 3}]}],
  })

  expect(event?.psid).toBe('2')
})

test('an event in an entry without an id is of the Page that it was sent to', () => {
  const [event] = parseEvents({
    object: 'page',
    entry: [{time: 3, messaging: [{sender: {id: '2'}, recipient: {id: '1'}, message: {mid: 'm'}}]}],
  })

  expect(event).toMatchObject({pageId: '1', psid: '2'})
})
