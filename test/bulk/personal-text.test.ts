import {describe, expect, test} from 'vitest'
import {parsePersonalText} from '../../src/bulk/personal-text.ts'

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
