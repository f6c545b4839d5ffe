import {expect, test} from 'vitest'
import {viewLine} from '../../../src/commands/listen/lines.ts'
import {toEventLine} from '../../../src/commands/shared/wording/event-line.ts'
import {plainStyle} from '../../../src/terminal/style.ts'
import {parseEvents} from '../../../src/webhook/parse-events.ts'

const at = new Date(2026, 10, 27, 12, 4, 11, 203).getTime()

function lineOf(text: string, {firstSeen}: {firstSeen?: number} = {}): string {
  const message = {mid: 'm_0123456789f', text}
  const messaging = [{sender: {id: '6411223344554821'}, recipient: {id: '1'}, message}]
  const [event] = parseEvents({object: 'page', entry: [{id: '1', messaging}]})
  if (event === undefined) throw new Error('no event')
  return String(
    viewLine(
      toEventLine(event, {receivedAt: new Date(at).toISOString(), signature: 'valid', firstSeen}),
      plainStyle,
    ),
  )
}

test('an event is one line of columns; the same event again is marked', () => {
  expect(lineOf('hi 👋')).toBe(
    '12:04:11.203 ← messages text            …4821 "hi 👋"                    m_…9f',
  )
  expect(lineOf('你好', {firstSeen: at})).toBe(
    '12:04:11.203 ← messages text            …4821 "你好"                     m_…9f  duplicate of 12:04:11',
  )
})

test('what is forwarded, refused and kept is told below it', () => {
  const url = 'http://localhost:3000/webhook'
  const lines = [
    {kind: 'forwarded', at, result: {kind: 'answered', url, status: 200, ms: 48}},
    {
      kind: 'forwarded',
      at,
      result: {
        kind: 'kept',
        url,
        reason: 'http://localhost:3000 refused the connection',
        waiting: 1,
        retryMs: 1000,
      },
    },
    {kind: 'refused', at, status: 403, reason: 'there is no X-Hub-Signature-256 header'},
  ] as const

  expect(lines.map(line => viewLine(line, plainStyle))).toEqual([
    '12:04:11.203 → 200 http://localhost:3000/webhook  48 ms',
    '12:04:11.203 ✖ http://localhost:3000 refused the connection: kept (1), next try in 1 s',
    '12:04:11.203 ✖ 403 there is no X-Hub-Signature-256 header',
  ])
})

test.each([
  ['an escape sequence', '\u001b[2J\u001b]0;owned\u0007'],
  ['a control character of eight bits', '\u009b2J'],
  ['a mark that turns the direction', '\u202egnp.exe\u2066'],
  ['a line of its own', 'hi\r\n12:04:11.300 ← messages text  …0001 "forged"'],
  ['a line separator', 'a\u2028b\u2029c\u0085d'],
  ['a backspace', 'no\b\byes\u007f'],
])('a text cannot bring %s onto the screen', (_name, text) => {
  const line = lineOf(text)

  expect(line).toMatch(/^12:04:11\.203 ← messages text {12}…4821 ".*" .*m_…9f$/)
  expect(line).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u)
})
