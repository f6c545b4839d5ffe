import {setFlagsFromString} from 'node:v8'
import {runInNewContext} from 'node:vm'
import {expect, test} from 'vitest'
import {createDuplicateFinder, eventKey} from '../../src/webhook/event-key.ts'
import {parseEvents} from '../../src/webhook/parse-events.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const eventOf = (item: object) => {
  const [event] = parseEvents({
    object: 'page',
    entry: [{id: '1', time: 3, messaging: [{sender: {id: '2'}, timestamp: 3, ...item}]}],
  })
  if (event === undefined) throw new Error('no event')
  return event
}

test('the same message a second time is a duplicate, whatever else changed', () => {
  const finder = createDuplicateFinder()

  expect(finder.firstSeen(eventOf({message: {mid: 'm_1', text: 'hi'}}), 1000)).toBeUndefined()
  expect(finder.firstSeen(eventOf({message: {mid: 'm_1', text: 'hi', nlp: {}}}), 2000)).toBe(1000)
})

test('what is new is new whatever came before: of its field, its channel, or at all', () => {
  const finder = createDuplicateFinder()
  const [event, otherField] = [eventOf({message: {mid: 'm_1'}}), eventOf({postback: {mid: 'm_1'}})]
  const otherChannel = {...event, channel: 'standby'} as const

  for (const each of [event, otherField, otherChannel]) expect(finder.firstSeen(each, 1000)).toBeUndefined()
  for (const each of [event, otherField, otherChannel]) expect(finder.firstSeen(each, 2000)).toBe(1000)
})

test.each([
  ['two messages', {message: {mid: 'm_1', text: 'hi'}}, {message: {mid: 'm_2', text: 'hi'}}],
  ['a message and its echo', {message: {mid: 'm_1'}}, {message: {mid: 'm_1', is_echo: true}}],
  ['two edits', {message_edit: {mid: 'm_1', num_edit: 1}}, {message_edit: {mid: 'm_1', num_edit: 2}}],
  [
    'a reaction and its end',
    {reaction: {mid: 'm_1', action: 'react'}},
    {reaction: {mid: 'm_1', action: 'unreact'}},
  ],
  ['two reads', {read: {watermark: 1}}, {read: {watermark: 2}}],
  ['a delivery and a read', {delivery: {watermark: 1}}, {read: {watermark: 1}}],
  [
    'two postbacks without mid',
    {timestamp: 1, postback: {payload: 'A'}},
    {timestamp: 2, postback: {payload: 'A'}},
  ],
])('%s are not duplicates', (_title, one, other) => {
  expect(eventKey(eventOf(one))).not.toBe(eventKey(eventOf(other)))
})

test('the newest are remembered, the oldest are forgotten', () => {
  const finder = createDuplicateFinder(2)
  const firstSeen = (mid: string, nowMs: number) => finder.firstSeen(eventOf({message: {mid}}), nowMs)
  for (const mid of ['m_1', 'm_2', 'm_3', 'm_4', 'm_5']) firstSeen(mid, 1)

  expect(firstSeen('m_5', 2)).toBe(1)
  expect(firstSeen('m_4', 2)).toBe(1)
  expect(firstSeen('m_1', 2)).toBeUndefined()
})

test('a field that comes no more is forgotten with its events: a sender can make up any number of them', () => {
  const finder = createDuplicateFinder(1_000)
  const event = eventOf({message: {mid: 'm_1'}})
  const heapUsed = () => {
    collectGarbage()
    return process.memoryUsage().heapUsed
  }

  const before = heapUsed()
  for (let number = 0; number < 50_000; number += 1) finder.firstSeen({...event, field: `field ${number}`}, 1)
  expect(heapUsed() - before).toBeLessThan(4_000_000)
  expect(finder.firstSeen({...event, field: 'field 49999'}, 2)).toBe(1)
})

test.each<[string, object, string]>([
  ['a message', {message: {mid: 'm_1'}}, 'messaging messages m_1'],
  ['a postback', {postback: {mid: 'm_2'}}, 'messaging messaging_postbacks m_2'],
  ['an edit', {message_edit: {mid: 'm_1', num_edit: 3}}, 'messaging message_edits m_1 3'],
  ['a reaction', {reaction: {mid: 'm_1', action: 'react'}}, 'messaging message_reactions m_1 react 3000'],
  ['a read', {read: {watermark: 7}}, 'messaging message_reads 2 7'],
  ['a delivery', {delivery: {watermark: 7, mids: ['a', 'b']}}, 'messaging message_deliveries 2 7 a b'],
  ['a delivery of no messages', {delivery: {watermark: 7, mids: 'a'}}, 'messaging message_deliveries 2 7'],
])('%s is told apart by what names it', (_, item, key) => {
  expect(eventKey(eventOf(item))).toBe(key)
})
