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
