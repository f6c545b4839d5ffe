import {expect, test} from 'vitest'
import {parseJson} from '../../src/platform/exact-json.ts'

test('keeps the digits of ids that are too long for a number', () => {
  const text =
    '{"id":1234567890123456789,"n":-9007199254740993,"ok":1795334400123,"t":"12345678901234567890 \\" 1","f":1.2345678901234567e5}'

  expect(parseJson(text)).toEqual({
    id: '1234567890123456789',
    n: '-9007199254740993',
    ok: 1795334400123,
    t: '12345678901234567890 " 1',
    f: 123456.78901234567,
  })
})

test.each([
  ['the largest exact number', '9007199254740991', 9007199254740991],
  ['the next one', '9007199254740992', '9007199254740992'],
  ['one below zero', '-9007199254740992', '-9007199254740992'],
  ['one in a list', '[1,[12345678901234567890],2]', [1, ['12345678901234567890'], 2]],
  ['one before others', '{"a":12345678901234567890,"b":[1]}', {a: '12345678901234567890', b: [1]}],
  ['one with a fraction', '10000000000000000000.0', 1e19],
])('of whole numbers, %s is read as what it is', (_title, text, value) => {
  expect(parseJson(text)).toEqual(value)
})

const nested = (levels: number, [open, close]: readonly [string, string]) =>
  `${open.repeat(levels)}1${close.repeat(levels)}`

test.each([
  ['lists', ['[', ']']],
  ['objects', ['{"a":', '}']],
] as const)('100 levels of %s are read, and one more is refused', (_title, brackets) => {
  expect(JSON.stringify(parseJson(nested(100, brackets)))).toBe(nested(100, brackets))
  expect(() => parseJson(nested(101, brackets))).toThrow('nested deeper than 100 levels')
})

test.each([
  ['alone', nested(101, ['[', ']'])],
  ['behind an id too long for a number', `[12345678901234567890,${nested(101, ['[', ']'])}]`],
  ['far beyond the stack', nested(50_000, ['[', ']'])],
])('what is too deep is refused %s', (_title, text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError)
})
