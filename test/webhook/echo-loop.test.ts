import {expect, test} from 'vitest'
import {createLoopFinder} from '../../src/webhook/echo-loop.ts'

const echo = (number: number, psid = '1', stepMs = 100) => ({
  field: 'message_echoes',
  psid,
  mid: `m_${psid}_${number}`,
  atMs: number * stepMs,
})
const many = (count: number, make = echo) => Array.from({length: count}, (_, number) => make(number))

test('eight messages in a row without a word of the person are a loop, said once', () => {
  const find = createLoopFinder()

  const found = many(30).flatMap(event => find(event) ?? [])

  expect(found).toEqual([expect.stringMatching(/answer its own messages: 8 in a row to 1.*message\.is_echo/)])
})

test.each([
  ['seven', many(7)],
  ['the same delivered again', many(30, () => echo(1))],
  ['slow ones', many(30, number => echo(number, '1', 20_000))],
  ['one to each of many people', many(2000, number => echo(number, String(number)))],
  [
    'answers to what the person says',
    many(30).flatMap(event => [event, {field: 'messages', psid: '1', mid: 'm', atMs: event.atMs}]),
  ],
])('%s are none', (_, events) => {
  const find = createLoopFinder()

  expect(events.flatMap(event => find(event) ?? [])).toEqual([])
})

test('deliveries and reads between them do not hide it', () => {
  const find = createLoopFinder()
  const events = many(8).flatMap(event => [event, {...event, field: 'message_deliveries', mid: undefined}])

  expect(events.flatMap(event => find(event) ?? [])).toHaveLength(1)
})

test('a loop is found by the eighth message within a minute of the first, and told in full', () => {
  const at = (times: readonly number[]) => {
    const find = createLoopFinder()
    return times
      .map((atMs, number) => find({field: 'message_echoes', psid: '1', mid: `m_${number}`, atMs}))
      .at(-1)
  }
  const message =
    'The bot seems to answer its own messages: 8 in a row to 1, and nothing from that person. It must ignore events with message.is_echo'

  expect(at([0, 1, 2, 3, 4, 5, 6, 60_000])).toBe(message)
  expect(at([0, 1, 2, 3, 4, 5, 6, 60_001])).toBeUndefined()
  expect(at([0, 60_001, 60_002, 60_003, 60_004, 60_005, 60_006, 60_007, 60_008])).toBe(message)
})

test('messages without a person or an id are no loop, and reads do not end one', () => {
  const find = createLoopFinder()
  const event = {field: 'message_echoes', psid: undefined, mid: 'm', atMs: 0}
  expect(Array.from({length: 20}, (_, mid) => find({...event, mid: String(mid)})).filter(Boolean)).toEqual([])

  const events = many(8).flatMap(each => [each, {...each, field: 'message_reads', mid: undefined}])
  expect(events.flatMap(each => find(each) ?? [])).toHaveLength(1)
})
