import {describe, expect, test} from 'vitest'
import {
  advanceLog,
  chosenOf,
  type EventLog,
  emptyLog,
  type LogEffect,
  MAX_KEPT,
  MAX_KEPT_BYTES,
} from '../../../src/commands/listen/event-log.ts'
import {statusOf} from '../../../src/commands/listen/keyboard.ts'
import {toEventLine} from '../../../src/commands/shared/wording/event-line.ts'
import {parseEvents} from '../../../src/webhook/parse-events.ts'

/** A message with this text; `postback:` makes it a postback. */
function eventOf(text: string, bytes = 100) {
  const [postback, title] = text.split('postback:')
  const item =
    title === undefined ? {message: {mid: `m_${text}`, text: postback}} : {postback: {title, payload: 'P'}}
  const [event] = parseEvents({object: 'page', entry: [{id: '1', messaging: [{sender: {id: '2'}, ...item}]}]})
  if (event === undefined) throw new Error('no event')
  const line = toEventLine(event, {
    receivedAt: new Date(0).toISOString(),
    signature: 'valid',
    firstSeen: undefined,
  })
  return {kind: 'event', line, source: {bytes, replay: undefined}} as const
}

const logOf = (...texts: readonly string[]) =>
  texts.reduce<EventLog>((log, text) => advanceLog(log, eventOf(text)).log, emptyLog)

/** Keys by name, with a space between; `"abc"` types a text. */
function press(start: EventLog, keys: string): {log: EventLog; effects: readonly LogEffect[]} {
  let log = start
  const effects: LogEffect[] = []
  const pressed = keys.split(' ').flatMap(key => (key.startsWith('"') ? [...key.slice(1, -1)] : [key]))
  for (const name of pressed) {
    const text = [...name].length === 1 ? name : ''
    const step = advanceLog(log, {kind: 'key', key: {name, text, ctrl: false}})
    log = step.log
    effects.push(...step.effects)
  }
  return {log, effects}
}

/** What a person sees of an effect. */
function told(effect: LogEffect): string {
  if (effect.kind === 'print') return `print ${effect.events.map(({number}) => number).join(',')}`
  if (effect.kind === 'inspect' || effect.kind === 'replay') return `${effect.kind} ${effect.event.number}`
  return effect.kind === 'filtered' ? `filtered ${effect.matching}/${effect.of}` : effect.kind
}

describe('keys of the log of listen', () => {
  const log = logOf('one', 'two', 'postback:Menu', 'four')

  test.each([
    ['up', 4],
    ['k', 4],
    ['up up', 3],
    ['up up down', 4],
    ['up j', undefined],
    ['down', undefined],
    ['home', 1],
    ['home up', 1],
    ['pageup', 1],
    ['home pagedown', undefined],
    ['home end', undefined],
    ['up escape', undefined],
    ['/ "two" return up', 2],
    ['/ "two" return up up', 2],
    ['/ "nothing" return up', undefined],
    ['x', undefined],
  ])('%s chooses event %s', (keys, number) => {
    expect(chosenOf(press(log, keys).log)?.number).toBe(number)
  })

  test.each([
    ['return', ['inspect 4']],
    ['space', ['inspect 4']],
    ['home return', ['inspect 1']],
    ['up up r', ['replay 3']],
    ['?', ['help']],
    ['q', ['quit']],
    ['/ "q" escape', []],
    ['/ "postbacks" return', ['filtered 1/4', 'print 3']],
    ['f "MENU" return', ['filtered 1/4', 'print 3']],
    ['/ "text" return', ['filtered 3/4', 'print 1,2,4']],
    ['/ "twx" backspace "o" return', ['filtered 1/4', 'print 2']],
    ['/ "two" return return', ['filtered 1/4', 'print 2', 'inspect 2']],
    [
      '/ "two" return / backspace backspace backspace return',
      ['filtered 1/4', 'print 2', 'filtered 4/4', 'print 1,2,3,4'],
    ],
    ['/ "two" return / return', ['filtered 1/4', 'print 2']],
  ])('%s does %j', (keys, expected) => {
    expect(press(log, keys).effects.map(told)).toEqual(expected)
  })

  test('nothing that came cannot be inspected or sent again', () => {
    expect(press(emptyLog, 'up return r').effects).toEqual([])
  })
})

test('events that a filter does not let through are kept and not printed', () => {
  const {log} = press(logOf('one'), '/ "two" return')

  const hidden = advanceLog(log, eventOf('three'))
  const shown = advanceLog(hidden.log, eventOf('two'))

  expect(hidden.effects).toEqual([])
  expect(shown.effects.map(told)).toEqual(['print 3'])
  expect(shown.log.kept).toHaveLength(3)
})

test('the newest 1,000 are kept; a choice that went goes on to the oldest', () => {
  const first = press(logOf('one'), 'up').log
  const full = Array.from({length: MAX_KEPT}, (_, index) => `n${index}`)

  const log = full.reduce((former, text) => advanceLog(former, eventOf(text)).log, first)

  expect([log.kept.length, log.count]).toEqual([MAX_KEPT, MAX_KEPT + 1])
  expect(chosenOf(log)?.number).toBe(2)
})

test('large events push out older ones before there are 1,000', () => {
  const large = MAX_KEPT_BYTES / 2

  const log = [1, 2, 3].reduce((former, n) => advanceLog(former, eventOf(`n${n}`, large)).log, emptyLog)

  expect(log.kept.map(({number}) => number)).toEqual([2, 3])
  expect(log.keptBytes).toBe(MAX_KEPT_BYTES)
})

test('the line at the bottom tells where one is', () => {
  const log = logOf('one', 'two')

  const shown = ['', 'up', '/ "on"', '/ "on" return'].map(keys =>
    statusOf(keys === '' ? log : press(log, keys).log).replace(/[0-9:]{8}\.[0-9]{3}/, 'HH:MM:SS.mmm'),
  )

  expect(shown).toMatchInlineSnapshot(`
    [
      "2 events · ↑↓ choose · / filter · ? help · q quit",
      "▸ 2/2 enter: JSON · r: replay · esc │ HH:MM:SS.mmm ← messages text  …2  "two"  m_two",
      "/on▏ enter: show only these · esc: cancel",
      "2 events · only "on" · ↑↓ choose · / filter · ? help · q quit",
    ]
  `)
})
