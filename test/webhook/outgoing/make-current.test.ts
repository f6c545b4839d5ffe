import {expect, test} from 'vitest'
import {type Item, toItem} from '../../../src/webhook/json.ts'
import {makeCurrent} from '../../../src/webhook/outgoing/make-current.ts'
import {parseEvents} from '../../../src/webhook/parse-events.ts'
import {loadSample, sampleNames} from '../../../src/webhook/samples.ts'

const nowMs = Date.UTC(2027, 2, 1, 12)
const present = {pageId: '555', nowMs, random: Math.random}

test.each(sampleNames)('%s happens now, on this Page, and is otherwise the same event', async name => {
  const sample = await loadSample(name)
  const [before, after] = [parseEvents(sample), parseEvents(makeCurrent(sample, present))]

  expect(after.map(({field, subtype, channel, psid}) => [field, subtype, channel, psid])).toEqual(
    before.map(({field, subtype, channel, psid}) => [field, subtype, channel, psid]),
  )
  const [event] = after
  if (event?.isTest === true) return expect(event.pageId).toBe('0')
  expect(event?.pageId).toBe('555')
  expect(Math.abs((event?.timestamp ?? 0) - nowMs)).toBeLessThan(10 * 60_000)
  expect(JSON.stringify(after[0])).not.toContain('109876543210987')
})

test('seconds stay seconds, and what lies ahead stays ahead', async () => {
  const current = JSON.stringify(makeCurrent(await loadSample('calls.terminate'), present))

  expect(current).toContain(`"time":${nowMs / 1000}`)
  expect(current).toContain('"duration":89')
})

test('every message gets an id of its own; what it refers to keeps its id', async () => {
  const sample = await loadSample('messages.reply_to')
  const [before] = parseEvents(sample)
  const [one, other] = [makeCurrent(sample, present), makeCurrent(sample, present)].map(parseEvents)

  expect(one?.[0]?.mid).toMatch(/^m_[\w-]{86}$/)
  expect(new Set([before?.mid, one?.[0]?.mid, other?.[0]?.mid]).size).toBe(3)
  const replyTo = (item?: Item) => toItem(item?.['message'])['reply_to']
  expect(replyTo(one?.[0]?.item)).toEqual(replyTo(before?.item))
})

test('without a known Page that of the sample stays', async () => {
  const [event] = parseEvents(makeCurrent(await loadSample('messages.text'), {...present, pageId: undefined}))

  expect(event?.pageId).toBe('109876543210987')
})

test.each([[null], [[1, {time: 'x'}]], ['text'], [{entry: 3}]])('%j stays as it is', value => {
  expect(makeCurrent(value, present)).toEqual(value)
})

/** A delivery of every form an id or a time has, and of what only looks like one. */
const many = (page: string, sentMs: number, mid: (name: string) => string) => ({
  object: 'page',
  entry: [
    {
      id: page,
      time: sentMs,
      messaging: [
        {message: {mid: mid('one'), reply_to: {mid: mid('one')}}, timestamp: sentMs + 5},
        {postback: {mid: mid('two')}, read: {watermark: String(sentMs + 6)}},
      ],
      standby: [{message: {mid: mid('three')}, event_timestamp: sentMs / 1000 - 1}],
      changes: [{value: {post_id: `${page}_208132419075509`, create_time: sentMs / 1000, created: true}}],
    },
    {id: page, time: sentMs + 1, timestamps: sentMs, times: [sentMs], time_zone: null},
    {time: 12, timestamp: 'soon', watermark: `x${sentMs}`, uptime: sentMs, price: 1_700_000_000_000},
    {time: `${sentMs} ms`, created_time_zone: sentMs, watermark: sentMs * 10},
  ],
})

test('ids and times change wherever they stand, and nothing else does', () => {
  const sentMs = Date.UTC(2026, 0, 2, 3, 4, 5)
  const [page, fresh] = ['109876543210987', `m_${Buffer.alloc(64, 128).toString('base64url')}`]
  const before = many(page, sentMs, name => `m_${name}`)

  const after = makeCurrent(before, {...present, random: () => 0.5})

  const expected = many('555', nowMs, () => fresh)
  const [, second, ...others] = before.entry
  const later = {...second, id: '555', time: nowMs + 1}
  expect(after).toEqual({object: 'page', entry: [expected.entry[0], later, ...others]})
})

test('what the caller has names for is renamed, and the ids of messages are left to the caller', () => {
  const renamed = (text: string) => (text === 'm_old' ? 'm_new' : undefined)
  const messaging = [{message: {mid: 'm_other', reply_to: {mid: 'm_old'}, text: 'see 109876543210987'}}]

  const after = makeCurrent({entry: [{id: '109876543210987', messaging}]}, {...present, renamed})

  const changed = [{message: {mid: 'm_other', reply_to: {mid: 'm_new'}, text: 'see 555'}}]
  expect(after).toEqual({entry: [{id: '555', messaging: changed}]})
})

test('the Page "0" of a test delivery is nobody, and a delivery without a time keeps its times', () => {
  const test = {entry: [{id: '0', time: 0, changes: [{value: {id: '0', created_time: 1_700_000_000}}]}]}

  expect(makeCurrent(test, present)).toEqual(test)
})
