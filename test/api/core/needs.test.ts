import {expect, test} from 'vitest'
import {lackIn, onlyIn} from '../../../src/api/core/needs.ts'

test.each([
  [{id: 1}, ['id'], undefined],
  [{id: 0, is_valid: false}, ['id', 'is_valid'], undefined],
  [{id: null}, ['id'], 'has no id'],
  [{id: ''}, ['id'], 'has no id'],
  [{id: {}}, ['id'], 'has no id'],
  [{id: ['1']}, ['id'], 'has no id'],
  [{result: 'success'}, ['success|result'], undefined],
  [{}, ['success|result'], 'has no success or result'],
  [{data: []}, ['data[].id'], undefined],
  [{data: [{id: 1}, {}]}, ['data[].id'], 'has no data[1].id'],
  [{data: [{id: 1}, null]}, ['data[]'], 'has no data[1]'],
  [{data: {}}, ['data[]'], 'has no data'],
  [{data: [{page: 'x'}]}, ['data[].page.id'], 'has no data[0].page.id'],
  [{data: [{id: 1}]}, ['id|data.0.id'], undefined],
  [{}, ['limits?[].id'], undefined],
  [{limits: null}, ['limits?[]'], undefined],
  [{limits: {}}, ['limits?[]'], 'has no limits'],
  [{limits: [{}]}, ['limits?[].id'], 'has no limits[0].id'],
  [{status: {}}, ['status?'], 'has no status'],
  [[], ['id'], 'has no id'],
  [{}, [], undefined],
  [null, [], 'is not an object'],
  ['x', ['id'], 'is not an object'],
])('%j, of which %j is needed: %s', (answer, needs, lack) => {
  expect(lackIn(answer, needs)).toBe(lack)
})

test.each([
  [{hours: 1}, {hours: 1}],
  [{data: [{hours: 1}]}, {hours: 1}],
  [{data: []}, undefined],
  [{data: null}, undefined],
  [{data: ['x']}, undefined],
])('in %j, the only item is %j', (answer, only) => {
  expect(onlyIn(answer as object)).toEqual(only)
})
