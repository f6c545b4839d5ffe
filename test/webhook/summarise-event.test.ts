import {expect, test} from 'vitest'
import {parseEvents} from '../../src/webhook/parse-events.ts'
import {listSamples, loadSample, sampleNames} from '../../src/webhook/samples.ts'
import {summariseEvent} from '../../src/webhook/summarise-event.ts'

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
