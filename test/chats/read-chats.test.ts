import {describe, expect, test} from 'vitest'
import {readChats} from '../../src/chats/read-chats.ts'
import {faultLine} from '../../src/errors.ts'

const read = (text: string) => readChats(text, 'chats/hours.yaml')
const faultsOf = (text: string) => read(text).faults.map(faultLine)

describe('a chat file', () => {
  test('is read step by step, each with its line and as it stands there', () => {
    const {chats, faults} = read(`
name: Hours
person: {name: Ada Lovelace, locale: de_DE, timezone: 5.5}
steps:
  - start
  - say: 12
  - expect: /hours|open/i
  - expect:
      template: generic
      elements: [{title: Lamp, buttons: [Buy]}]
      within: 2s
  - wait: 24h
  - expect: nothing
`)

    expect(faults).toEqual([])
    expect(chats).toEqual([
      {
        name: 'Hours',
        file: 'chats/hours.yaml',
        line: 2,
        isLenient: false,
        person: {name: 'Ada Lovelace', locale: 'de_DE', timezone: 5.5},
        steps: [
          {line: 5, label: 'start', deed: {kind: 'start'}},
          {line: 6, label: 'say: 12', deed: {kind: 'say', text: '12'}},
          {
            line: 7,
            label: 'expect: /hours|open/i',
            deed: {
              kind: 'expect',
              expectation: {kind: 'message', parts: {text: '/hours|open/i'}, withinMs: undefined},
            },
          },
          {
            line: 8,
            label: 'expect: {template: generic, elements: [{title: Lamp, buttons: [Buy]}], within: 2s}',
            deed: {
              kind: 'expect',
              expectation: {
                kind: 'message',
                parts: {template: 'generic', elements: [{title: 'Lamp', buttons: [{title: 'Buy'}]}]},
                withinMs: 2000,
              },
            },
          },
          {line: 12, label: 'wait: 24h', deed: {kind: 'wait', ms: 86_400_000}},
          {
            line: 13,
            label: 'expect: nothing',
            deed: {kind: 'expect', expectation: {kind: 'nothing', forMs: 1000}},
          },
        ],
      },
    ])
  })

  test('may hold several chats, named after the file unless they say otherwise', () => {
    const {chats} = read('steps: [{say: a}]\n---\nname: Second\nsteps: [{say: b}]\n')

    expect(chats.map(({name, line}) => [name, line])).toEqual([
      ['hours', 1],
      ['Second', 3],
    ])
  })

  test('may be JSON', () => {
    const {chats} = read('{"name": "J", "steps": [{"say": "hi"}, {"expect": "ho"}]}')

    expect(chats[0]?.steps.map(({label}) => label)).toEqual(['say: hi', 'expect: ho'])
  })
})

describe('what is wrong in a chat file is told with its line and what was meant', () => {
  test.each([
    ['nmae: x\nsteps: [read]', '1: `nmae` is not known here; did you mean `name`?'],
    ['steps:\n  - say: a\n  - sai: b', '3: `sai` is not known here; did you mean `say`?'],
    ['steps:\n  - say a', '2: `say a` lacks a colon: `say: a`'],
    [
      'steps:\n  - expect:\n      templat: generic',
      '3: `expect.templat` is not known here; did you mean `template`?',
    ],
    [
      'steps:\n  - expect:\n      elements:\n        - title: a\n          buttons: [{titel: b}]',
      '5: `expect.elements[0].buttons[0].titel` is not known here; did you mean `title`?',
    ],
    [
      'steps:\n  - say: a\n    expect: b',
      '2: contains say and expect: write each as a separate step, with a dash before it',
    ],
    ['steps:\n  - expect: /(/', '2: `expect.text` is not a valid pattern: /(/: Unterminated group'],
    ['steps:\n  - wait: soon', '2: `wait` is not a duration, such as 500ms, 2s or 24h'],
    [
      'steps:\n  - tap: {element: Lamp}',
      '2: `tap` needs the `title` or the `payload` of a button or quick reply',
    ],
    [
      'steps:\n  - expect: {sender_action: typing_onn}',
      '2: `expect.sender_action` `typing_onn` is not known; did you mean `typing_on`?',
    ],
    [
      'steps:\n  - expect: {nothing: 1s, text: a}',
      '2: `expect` contains `nothing`, which must be alone: put the rest in a separate step',
    ],
    ['steps:\n  - expect: {}', '2: `expect` expects nothing; to expect no message, write `nothing`'],
    ['name: x\nsteps: []', '2: `steps` contains no step'],
    ['name: x', '1: `steps` is missing'],
    ['person: {locale: german}\nsteps: [read]', '1: `person.locale` is not a locale, such as de_DE'],
    ['person: {timezone: CET}\nsteps: [read]', '1: `person.timezone` must be a number'],
    [
      'steps: [',
      '1: this is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ])('%j', (text, fault) => {
    expect(faultsOf(text)).toEqual([`chats/hours.yaml:${fault}`])
  })

  test('a pattern that YAML cuts in two is named whole, with the quotes that it needs', () => {
    const cut: readonly (readonly [step: string, said: string | undefined])[] = [
      ['expect: {text: /9,10/}', "a comma in it needs quotes here: '/9,10/'"],
      ["expect: {text: /it's 9, 10/i, quick_replies: [A]}", "'/it''s 9, 10/i'"],
      ['expect: {quick_replies: [Yes, /a, b , c/, D]}', "'/a, b , c/'"],
      ['expect: {elements: [{title: /a, b/}]}', "'/a, b/'"],
      ['expect: /room #1/', `a " #" in it needs quotes here: '/room #1/'`],
      ['expect: {text: /[ab]/}', 'needs quotes: '],
      ['expect: {text: /a{1,2}/}', 'needs quotes: '],
      ['expect: /when: now/', 'needs quotes: '],
      ['expect: {text: [a}', undefined],
      ['expect: {quick_replies: [/start, /help, /]}', undefined],
      ['say: /start # not a pattern', undefined],
      ["expect: {text: '/9, 10/'}", undefined],
      ['expect: /9, 10/', undefined],
    ]
    for (const [step, said] of cut) {
      const faults = faultsOf(`name: A\nsteps:\n  - say: hi\n  - ${step}\n`)
      if (said === undefined) expect(faults.join(), step).not.toContain('quotes')
      else {
        expect(faults, step).toEqual([expect.stringContaining(said)])
        expect(faults[0], step).toContain('chats/hours.yaml:4')
      }
    }
  })

  test('all at once, of every chat in it', () => {
    expect(faultsOf('steps: [{sai: a}]\n---\nsteps: [{tab: a}]\n')).toEqual([
      'chats/hours.yaml:1: `sai` is not known here; did you mean `say`?',
      'chats/hours.yaml:3: `tab` is not known here; did you mean `tap`?',
    ])
  })

  test('an empty file', () => {
    expect(faultsOf('\n')).toEqual(['chats/hours.yaml:1: it is empty'])
  })
})
