import {describe, expect, test} from 'vitest'
import {
  missingFaults,
  normalName,
  outsidePlaceholders,
  parsePersonalText,
  patternOf,
  withoutPlaceholders,
} from '../../src/bulk/personal-text.ts'

describe('filling in', () => {
  test.each([
    ['Hi {{first_name}}', {first_name: 'Ann'}, 'Hi Ann'],
    ['Hi {{ First Name | there }}!', {first_name: 'Ann'}, 'Hi Ann!'],
    ['Hi {{first_name|there}}!', {}, 'Hi there!'],
    ['Hi {{first_name|there}}!', {first_name: ''}, 'Hi there!'],
    ['Hi{{first_name|}}', {}, 'Hi'],
    ['{{a}} {{a}} {{b}}', {a: '1', b: '$&'}, '1 1 $&'],
    ['https://shop.example/?n={{name}}', {name: 'A & B'}, 'https://shop.example/?n=A%20%26%20B'],
    ['{{link}}', {link: 'https://shop.example/?a=1&b=2'}, 'https://shop.example/?a=1&b=2'],
    ['no { braces }', {}, 'no { braces }'],
    ['{{{{name}} is {{name}}', {name: 'Ann'}, '{{name}} is Ann'],
    ['{{{{', {}, '{{'],
  ])('%s', (text, fields, filled) => {
    expect(parsePersonalText({message: {text}}).fill(fields)).toEqual({message: {text: filled}})
  })

  test('reaches every string of a message', () => {
    const message = {
      message: {
        text: 'Hi {{name}}',
        quick_replies: [{title: '{{yes|Yes}}', payload: 1}],
        flag: true,
        none: null,
      },
    }

    expect(parsePersonalText(message).fill({name: 'Ann', yes: 'Ja'})).toEqual({
      message: {text: 'Hi Ann', quick_replies: [{title: 'Ja', payload: 1}], flag: true, none: null},
    })
  })
})

test('tells which columns are needed, and where', () => {
  const text = parsePersonalText({message: {text: '{{a|x}} {{b}}', quick_replies: [{title: '{{a}}'}]}})

  expect(text.names).toEqual(['a', 'b'])
  expect([...text.required]).toEqual([
    ['b', 'message.text'],
    ['a', 'message.quick_replies[0].title'],
  ])
})

test.each(['Hi {{name', 'Hi {{}}', 'Hi {{a|{{b}}}}'])(
  'braces that begin no placeholder are a fault: %s',
  text => {
    expect(parsePersonalText({text}).faults).toEqual([
      {
        path: 'text',
        message:
          'has a {{ that does not start a placeholder; write {{column}} or {{column|fallback}}, or {{{{ for the text {{',
      },
    ])
  },
)

test.each([
  ['First Name', 'first_name'],
  [' firstName ', 'first_name'],
  ['FIRST-NAME', 'first_name'],
  ['first - name', 'first_name'],
  ['vornameÄrzte', 'vorname_ärzte'],
  ['order2', 'order2'],
])('%j is the column %s', (written, name) => {
  expect(normalName(written)).toBe(name)
})

test('the spelling and place of the first use are kept', () => {
  const text = parsePersonalText({
    message: {text: '{{First Name|x}}', list: ['{{ first_name }}', '{{b.c-1|}}']},
  })

  expect([...text.uses]).toEqual([
    ['first_name', {written: 'First Name', path: 'message.text'}],
    ['b.c_1', {written: 'b.c-1', path: 'message.list[1]'}],
  ])
  expect(missingFaults(text, {})).toEqual([
    {
      path: 'message.list[0]',
      message: 'there is no first_name for this person; give a fallback: {{first_name|there}}',
    },
  ])
  expect(missingFaults(text, {first_name: 'Ann'})).toEqual([])
  expect(missingFaults(text, {first_name: ''})).toHaveLength(1)
})

test('values are encoded in links alone, whatever their case', () => {
  const fill = (text: string) => parsePersonalText({text}).fill({q: 'a b', link: 'https://x.example/?a=1'})

  expect(fill('HTTP://shop.example/{{q}}')).toEqual({text: 'HTTP://shop.example/a%20b'})
  expect(fill('See https://shop.example/{{q}}')).toEqual({text: 'See https://shop.example/a b'})
  expect(fill('{{link}}/{{q}}')).toEqual({text: 'https://x.example/?a=1/a b'})
})

test('a message without placeholders is the message itself', () => {
  const message = {text: 'Hi {name}', list: [1, null]}

  expect(parsePersonalText(message).fill({name: 'Ann'})).toBe(message)
})

test.each([
  ['a {{x}} b', 'a xxxxx b'],
  ['{{x|y}}{{{{', 'xxxxxxxxxxx'],
  ['none', 'none'],
])('%j is as long without its placeholders', (text, expected) => {
  expect(withoutPlaceholders(text)).toBe(expected)
})

test.each([
  ['a {{x}} b', 'A {{x}} B'],
  ['{{x}}{{y|z}}', '{{x}}{{y|z}}'],
  ['c', 'C'],
  ['', ''],
])('%j is changed outside its placeholders alone', (text, expected) => {
  expect(outsidePlaceholders(text, part => part.toUpperCase())).toBe(expected)
})

test.each([
  ['Hi {{name|you}}!', 'Hi Ann!', true],
  ['Hi {{name}}!', 'Hi !', true],
  ['Hi {{name}}!', 'Hi Ann', false],
  ['Hi {{name}}!', 'Oh, Hi Ann!', false],
  ['Hi {{name}}!', 'Hi Ann!\n', false],
  ['a{{x}}b', 'a1\n2b', true],
  ['{{{{name}} (5.0)', '{{name}} (5.0)', true],
  ['{{{{name}} (5.0)', '{{name}} (5x0)', false],
  ['[a]/\\^$*+?|', '[a]/\\^$*+?|', true],
])('%j can become %j for a person: %s', (text, became, can) => {
  expect(patternOf(text).test(became)).toBe(can)
})
