import {describe, expect, test} from 'vitest'
import {findSeparator, namedSeparator, unquoted} from '../../src/bulk/separator.ts'

test.each([
  ['sep=;', ';'],
  ['SEP=|', '|'],
  ['"sep=,"', ','],
  ['  sep=\t', '\t'],
  ['sep=;;;;', ';'],
  ['"sep=;",,', ';'],
  ['sep=, | ;', ','],
  ['sep=', undefined],
  ['sep=;;x', undefined],
  ['xsep=;', undefined],
  ['sep="', undefined],
])('a line above the header names the separator: %j', (line, separator) => {
  expect(namedSeparator(line)).toBe(separator)
})

const none = () => 0

describe('the separator of a list', () => {
  test.each<[string, readonly string[], string | undefined]>([
    ['a,b', ['1,2'], ','],
    ['a;b', ['1;2'], ';'],
    ['a\tb', ['1\t2'], '\t'],
    ['a|b', ['1|2'], '|'],
    ['a', ['1'], undefined],
    ['"a,b"', [], undefined],
    ['"a,b";c', [], ';'],
    ['"a ""x"", b";c', [], ';'],
    ['a "b, c;d', [], ','],
    ['  "a,b" ;c', [], ';'],
    // The next lines decide.
    ['a,b;c', ['1,5;2', '3,5;4,5'], ';'],
    ['a;b,c', ['x,y', 'z,u'], ','],
    ['a;b,c', ['"x;y",u'], ','],
    // The most cells of the header, else the first known one.
    ['a;b;c,d', [], ';'],
    ['a;b,c', [], ','],
  ])('of %j is found', (header, next, separator) => {
    expect(findSeparator(header, next, none)).toBe(separator)
  })

  test('is the one with which the header names the ids, whatever else fits better', () => {
    const rankOf = (header: readonly string[]) => (header.includes('psid') ? 2 : 0)

    expect(findSeparator('psid;a,b,c', ['1,2,3', '4,5,6'], rankOf)).toBe(';')
    expect(findSeparator('"psid";a,b', ['1,2', '3,4'], rankOf)).toBe(';')
  })
})

test.each([
  [' "a ""b""" ', 'a "b"'],
  ['a', 'a'],
  ['"a', '"a'],
  ['a"', 'a"'],
  ['"a\nb"', 'a\nb'],
])('%j without its quotes is %j', (cell, text) => {
  expect(unquoted(cell)).toBe(text)
})
