import {expect, test} from 'vitest'
import {findFault} from '../../../src/commands/trigger/json-fault.ts'

test.each([
  ['hello', 1, 1],
  ['{"a":}', 1, 6],
  ['{"a":1\n "b":2}', 2, 2],
  ['{\n "a": [1,\n}', 3, 1],
  ['{"a":"x}', 1, 6],
  ['{"a":1}}', 1, 8],
  ['{"a":1,}', 1, 8],
  ["{'a':1}", 1, 2],
  ['[1, 02]', 1, 6],
  ['["a\\q"]', 1, 2],
  ['', 1, 1],
  ['{"a":[true,false,null,-1.5e3,"\\u00e4😀"],"b":{}} x', 1, 50],
])('%j stops being JSON in line %i, column %i', (text, line, column) => {
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
  expect(findFault(text)).toEqual({line, column})
})

test('what is nested without end is found too deep, not searched for ever', () => {
  expect(findFault('['.repeat(1_000_000))).toEqual({line: 1, column: 102})
})
