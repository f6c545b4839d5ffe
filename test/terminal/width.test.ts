import {PassThrough} from 'node:stream'
import {expect, test} from 'vitest'
import {createFooter} from '../../src/terminal/footer.ts'
import {padTo, widthOf, wrapTo} from '../../src/terminal/width.ts'

test.each([
  ['', 5, ['']],
  ['one two', 7, ['one two']],
  ['one two', 6, ['one', 'two']],
  ['one\ntwo three', 9, ['one', 'two three']],
  ['abcdefgh', 3, ['abc', 'def', 'gh']],
  ['a abcdefgh b', 3, ['a', 'abc', 'def', 'gh', 'b']],
  ['你好世界', 5, ['你好', '世界']],
  ['👋🏽👋🏽', 2, ['👋🏽', '👋🏽']],
  ['é'.repeat(3), 2, ['éé', 'é']],
])('%j wraps to %i columns as %j', (text, columns, lines) => {
  expect(wrapTo(text, columns)).toEqual(lines)
})

test('padding counts columns, not characters', () => {
  expect([padTo('你好', 5), padTo('hello', 3)]).toEqual(['你好 ', 'hello'])
  expect(widthOf(padTo('👋', 10))).toBe(10)
})

test('what is printed comes to stand above the line at the bottom', () => {
  const written: string[] = []
  const stream = new PassThrough({encoding: 'utf8'})
  stream.on('data', text => written.push(text))
  const footer = createFooter(stream, {columns: 10})

  expect(footer.above('before\n')).toBe('before\n')
  footer.set('1 event')
  expect(footer.above('a line\n')).toBe('\r\u001b[2Ka line\n1 event')
  footer.set('a long line\u001b[2J')
  footer.set(undefined)

  expect(footer.above('after\n')).toBe('after\n')
  expect(written.join('|')).toBe('1 event|\r\u001b[2Ka long l…|\r\u001b[2K')
})
