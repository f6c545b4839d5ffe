import {describe, expect, test} from 'vitest'
import {windowMsOf, windowOf} from '../../src/audience/window.ts'
import {formatDuration} from '../../src/commands/shared/wording/run-counts.ts'
import type {Conversation} from '../../src/platform/conversations.ts'

const nowMs = Date.UTC(2026, 10, 22, 12)
const hourMs = 3_600_000

function conversation(updatedHoursAgo: number, wroteHoursAgo?: number): Conversation {
  const time = (hours: number) => new Date(nowMs - hours * hourMs).toISOString().replace('.000Z', '+0000')
  const messages = [
    {from: {id: 'page'}, created_time: time(updatedHoursAgo)},
    ...(wroteHoursAgo === undefined ? [] : [{from: {id: '101'}, created_time: time(wroteHoursAgo)}]),
  ]
  return {
    id: 't_1',
    updated_time: time(updatedHoursAgo),
    messages: {data: messages},
  } as unknown as Conversation
}

describe('the window of a person', () => {
  const day = 24 * hourMs
  test.each([
    ['wrote an hour ago', conversation(1, 1), day, {state: 'open', until: nowMs + 23 * hourMs}],
    [
      'wrote a day ago but for a second',
      conversation(0, 24 - 1 / 3600),
      day,
      {state: 'open', until: nowMs + 1000},
    ],
    ['wrote exactly a day ago', conversation(0, 24), day, {state: 'closed', until: nowMs}],
    [
      'wrote two days ago, answered just now',
      conversation(0, 48),
      day,
      {state: 'closed', until: nowMs - day},
    ],
    [
      'was answered an hour ago, wrote who knows when',
      conversation(1),
      day,
      {state: 'unknown', until: nowMs + 23 * hourMs},
    ],
    ['nothing happened for two days', conversation(48), day, {state: 'closed', until: nowMs - day}],
    [
      'nothing happened for two days, with a tag of seven',
      conversation(48),
      7 * day,
      {state: 'unknown', until: nowMs + 5 * day},
    ],
    ['no time is told', {id: 't_1'} as unknown as Conversation, day, {state: 'unknown'}],
    ['the message needs no window', conversation(48), undefined, {state: 'open'}],
  ])('%s', (_, given, windowMs, expected) => {
    expect(windowOf(given, '101', {windowMs, nowMs})).toEqual(expected)
  })

  test.each([
    [{messaging_type: 'UPDATE'}, 24],
    [{messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT'}, 168],
    [{messaging_type: 'UTILITY'}, undefined],
  ])('%o stays open for %s hours', (request, hours) => {
    expect(windowMsOf({...request, message: {}})).toBe(hours === undefined ? undefined : hours * hourMs)
  })
})

describe('times as people write them', () => {
  test('told back', () => {
    expect([0, 12.2, 90, 3600, 12_000].map(formatDuration)).toEqual([
      '0 s',
      '13 s',
      '2 min',
      '1 h',
      '3 h 20 min',
    ])
  })
})
