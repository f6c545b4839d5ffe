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
