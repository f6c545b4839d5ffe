import {readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {summariseEvent} from '../../src/platform/summarise-event.ts'
import {parseEvents} from '../../src/webhook/parse-events.ts'
import {listSamples, loadSample, sampleNames} from '../../src/webhook/samples.ts'

const summaryOf = async (name: string) => parseEvents(await loadSample(name)).map(summariseEvent)[0]

test.each([
  ['messages.text', '"Do you open on Sundays?"'],
  ['messages.attachments.images', '[image] [image] [image]'],
  ['message_reactions.react', '❤️'],
  ['messaging_referrals.SHORTLINK', 'ref=table-12'],
  ['response_feedback.good', 'Good response'],
  ['messaging_feedback.nps', 'nps=9'],
])('%s reads: %s', async (name, summary) => {
  expect(await summaryOf(name)).toBe(summary)
})

test.each([
  [
    {item: 'photo', verb: 'add', link: 'https://a.example/1', sender_name: 'Ada'},
    'https://a.example/1 by Ada',
  ],
  [{item: 'event', verb: 'add', story: 'Ada made an event.'}, '"Ada made an event."'],
  [{item: 'like', verb: 'remove', from: {name: 'Ada', id: '1'}}, 'by Ada'],
  [{item: 'rating', verb: 'remove', reviewer_name: 'Ada'}, 'by Ada'],
])('a change of a post, %o, reads: %s', (value, summary) => {
  const entry = [{id: '1', changes: [{field: 'feed', value}]}]
  expect(parseEvents({object: 'page', entry}).map(summariseEvent)).toEqual([summary])
})

test('a payment reads with its payload and its amount', () => {
  const payment = {payload: 'HAT', amount: {currency: 'USD', amount: '29.62'}}
  const entry = [{id: '1', messaging: [{sender: {id: '2'}, payment}]}]
  expect(parseEvents({object: 'page', entry}).map(summariseEvent)).toEqual(['HAT 29.62 USD'])
})

test('owners of a conversation are named where everybody knows them', async () => {
  expect(await summaryOf('messaging_handovers.pass_thread_control.lead_gen')).toContain('lead ads → app ')
  expect(await summaryOf('message_echoes.page_inbox')).toMatch(/^\(Page Inbox\) "/)
})

test('tokens and codes are cut short', async () => {
  const secrets = {
    'messaging_optins.notification_messages': 'notification_messages_token',
    'messaging_optins.one_time_notif_req': 'one_time_notif_token',
    'messaging_account_linking.linked': 'authorization_code',
  }
  for (const [name, key] of Object.entries(secrets)) {
    const value = new RegExp(`"${key}":"([^"]+)"`).exec(JSON.stringify(await loadSample(name)))?.[1] ?? ''
    const summary = await summaryOf(name)

    expect(summary).toContain(`${value.slice(0, 6)}…`)
    expect(summary).not.toContain(value)
  }
})

test('a long text is cut, and nothing a sender writes can move the cursor', () => {
  const text = `\u001b[2J\u202e${'ä'.repeat(100)}`

  const [summary = ''] = parseEvents({
    object: 'page',
    entry: [{id: '1', messaging: [{sender: {id: '2'}, message: {mid: 'm', text}}]}],
  }).map(summariseEvent)

  expect(summary).toBe(`"\ufffd[2J\ufffd${'ä'.repeat(75)}…"`)
})

/** What each sample reads as: the field, its variant, and what happened in a few words. */
const sampleLines: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL('../fixtures/sample-lines.json', import.meta.url), 'utf8'),
)

test('every sample reads as it should', async () => {
  const read = async (name: string) =>
    parseEvents(await loadSample(name)).map(event => {
      const kind = event.subtype === undefined ? event.field : `${event.field} (${event.subtype})`
      const summary = summariseEvent(event)
      return summary === '' ? kind : `${kind}: ${summary}`
    })
  const lines = await Promise.all(sampleNames.map(async name => [name, await read(name)] as const))

  expect(Object.fromEntries(lines)).toEqual(sampleLines)
})

const itemLine = (item: object) => {
  const entry = [{id: '1', messaging: [{sender: {id: '2'}, ...item}]}]
  return parseEvents({object: 'page', entry}).map(event =>
    [event.field, event.subtype, summariseEvent(event)].filter(Boolean).join(' | '),
  )[0]
}

test.each<[object, string]>([
  [{message: {mid: 'm', is_deleted: true}}, 'messages | deleted'],
  [{message: {mid: 'm', is_unsupported: true}}, 'messages | unsupported'],
  [{message: {mid: 'm', sticker_id: 1}}, 'messages | sticker'],
  [{message: {mid: 'm'}}, 'messages | empty'],
  [{message: {attachments: [{type: 'template'}]}}, 'messages | template | [template]'],
  [{message: {attachments: [{}]}}, 'messages | empty | [attachment]'],
  [
    {message: {attachments: [{type: 'location', payload: {coordinates: {lat: 1}}}]}},
    'messages | attachments.location | [location]',
  ],
  [
    {message: {attachments: [{type: 'location', payload: {coordinates: {lat: 1, long: 2}}}]}},
    'messages | attachments.location | [location] 1, 2',
  ],
  [{message: {text: 'a\n \t b', reply_to: {mid: 'm_12345'}}}, 'messages | text | "a b" ↩ m_12345'],
  [
    {message: {text: 'x'.repeat(80), reply_to: {mid: 'm_1234567'}}},
    `messages | text | "${'x'.repeat(80)}" ↩ m_…67`,
  ],
  [
    {message: {text: 'x'.repeat(81), reply_to: {mid: 'm_123456'}}},
    `messages | text | "${'x'.repeat(80)}…" ↩ m_123456`,
  ],
  [{reaction: {mid: 'm', reaction: 'love', action: 'react'}}, 'message_reactions | react | love'],
  [{delivery: {mids: ['a', 'b'], watermark: 'soon'}}, 'message_deliveries | 2 messages'],
  [{delivery: {watermark: 9e15}}, 'message_deliveries'],
  [{read: {watermark: 0}}, 'message_reads | up to 1970-01-01T00:00:00.000Z'],
  [{referral: {source: 'ADS', type: 'OPEN_THREAD', ad_id: 5}}, 'messaging_referrals | ADS | ad=5'],
  [
    {optin: {user_ref: 'u', one_time_notif_token: 'abcdefgh'}},
    'messaging_optins | checkbox | user_ref=u token=abcdef…',
  ],
  [
    {app_roles: {263902037430900: ['a', 'b'], 1: []}},
    'messaging_handovers | app_roles | app 1:  Page Inbox: a, b',
  ],
  [
    {messaging_feedback: {feedback_screens: [{questions: {a: {type: 'csat', payload: '4'}, b: {}}}]}},
    'messaging_feedback | csat | csat=4 ?=?',
  ],
  [{order: {products: [1, 2]}}, 'send_cart | 2 products'],
  [{template: {type: 'coupon', coupon_code: 'X'}}, 'messages | coupon | X'],
  [{response_feedback: {feedback: 'Bad response'}}, 'response_feedback | bad | Bad response'],
  [{surprise: 1, timestamp: 2, hop_context: [], recipient: {id: '1'}}, 'unknown | surprise'],
  [{message: null, surprise: {}, other: 1}, 'unknown | message+surprise+other'],
])('%j reads: %s', (item, line) => {
  expect(itemLine(item)).toBe(line)
})

test.each<[object, string]>([
  [
    {field: 'feed', value: {item: 'post', verb: 'add', message: 'Hi', link: 'https://a.example'}},
    'post.add | "Hi"',
  ],
  [{field: 'feed', value: {item: 'reaction', reaction_type: 'love'}}, 'reaction | love'],
  [
    {field: 'ratings', value: {rating: 5, recommendation_type: 'positive', review_text: 'Good'}},
    'rating=5 positive "Good"',
  ],
  [{field: 'leadgen', value: {form_id: 1, leadgen_id: 2}}, 'form=1 lead=2'],
  [{field: 'x', value: {batch_uploading_status: 'SUCCESS'}}, 'SUCCESS'],
  [{field: 'x', value: {event: 'a', status: 'b'}}, 'a'],
  [{field: 'x', value: {changes: [{value: {event: 'n'}}], event: 'a', message_template_status: 'm'}}, 'm'],
])('a change %j reads: %s', (change, line) => {
  expect(
    parseEvents({object: 'page', entry: [{id: '1', changes: [change]}]})
      .map(event => [event.subtype, summariseEvent(event)].filter(Boolean).join(' | '))
      .join(),
  ).toBe(line)
})

test('every sample has a summary, a field and a note', async () => {
  for (const name of sampleNames) expect(typeof (await summaryOf(name))).toBe('string')
  for (const {name, field, note} of await listSamples()) {
    expect(field, name).not.toBe('unknown')
    expect(note, name).not.toBe('')
  }
})

test('a sample that does not exist suggests the ones that do', async () => {
  await expect(loadSample('messages.txt')).rejects.toMatchObject({hint: 'Did you mean messages.text?'})
  await expect(loadSample('message_echoes')).rejects.toMatchObject({
    hint: expect.stringContaining('message_echoes.text'),
  })
  await expect(loadSample('../../package')).rejects.toMatchObject({code: 'USAGE'})
  await expect(loadSample('toString')).rejects.toMatchObject({code: 'USAGE'})
})
