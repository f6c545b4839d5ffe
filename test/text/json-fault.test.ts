import {expect, test} from 'vitest'
import {findFault, jsonFaultOf} from '../../src/text/json-fault.ts'

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
  ['{"a":[true,false,null,-1.5e3,"\\u00e4😀"],"b":{}} x', 1, 49],
])('%j stops being JSON in line %i, column %i', (text, line, column) => {
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
  expect(findFault(text)).toMatchObject({line, column})
})

test('what is nested without end is found too deep, not searched for ever', () => {
  expect(findFault('['.repeat(1_000_000))).toMatchObject({
    line: 1,
    column: 102,
    reason: 'it is nested too deeply',
  })
})

test.each([
  ['{\n// menu\n"a":1}', 'JSON does not have comments'],
  ['{"a":1 /* menu */}', 'JSON does not have comments'],
  ['{"a":1,}', 'there is a comma before the }; JSON does not have trailing commas'],
  ['[1,\n]', 'there is a comma before the ]; JSON does not have trailing commas'],
  ["{'a':1}", 'JSON has strings in double quotes'],
  ['{a:1}', 'JSON has keys in double quotes'],
  ['{"a":1', 'it ends too early'],
  ['{"a":1} {}', 'there is more text after its end'],
  ['{"a":NaN}', 'unexpected NaN'],
  ['{"a":"x\ny"}', 'a string is not closed, or holds a line end or a backslash that JSON does not know'],
])('%j is not JSON because %s', (text, reason) => {
  expect(jsonFaultOf(text)?.reason).toBe(reason)
})
