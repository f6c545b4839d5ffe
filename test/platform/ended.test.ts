import {expect, test} from 'vitest'
import {endedCall, endedRoute, formatEnd, hasEnded} from '../../src/platform/ended.ts'

test('a call that ended is known by its day, whatever Page it names', () => {
  expect(endedRoute('POST /{page}/broadcast_messages')?.until).toBe('2020-03-04')
  expect(endedCall('POST', '109876543210987/broadcast_messages'.split('/'))?.until).toBe('2020-03-04')
  expect(endedCall('POST', 'me/messenger_codes'.split('/'))?.what).toBe('Messenger Codes')
  expect(endedCall('GET', '827/insights/messages_sent'.split('/'))?.what).toBe('the Broadcast API')
})

test('a call that is alive is not', () => {
  expect(endedRoute('POST /{page}/messages')).toBeUndefined()
  expect(endedCall('GET', 'me/message_creatives'.split('/'))).toBeUndefined()
  expect(endedCall('POST', 'me'.split('/'))).toBeUndefined()
})

test('a call whose path is an id alone is known by its route only', () => {
  expect(endedRoute('GET /{reach_estimation_id}')?.until).toBe('2020-03-04')
  expect(endedRoute('GET /{label_id}')).toBeUndefined()
  expect(endedCall('GET', '827'.split('/'))).toBeUndefined()
})

test('something is over from its last day on; where only the year is known, from the next year on', () => {
  expect(hasEnded({until: '2026-04-27'}, '2026-04-26')).toBe(false)
  expect(hasEnded({until: '2026-04-27'}, '2026-04-27')).toBe(true)
  expect(hasEnded({until: '2019'}, '2019-12-31')).toBe(false)
  expect(hasEnded({until: '2019'}, '2020-01-01')).toBe(true)
  expect(formatEnd({until: '2019'})).toBe('ended in 2019')
})
