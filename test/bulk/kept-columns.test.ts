import {expect, test} from 'vitest'
import type {FileColumn} from '../../src/bulk/file-columns.ts'
import {KeptColumns} from '../../src/bulk/kept-columns.ts'

const column = (name: string) => ({name, header: name}) as unknown as FileColumn
const names = ['name', 'city', 'token', 'empty', 'plan']
const row = {
  columns: names.map(column),
  fields: {name: 'Ada', city: 'Ulm', token: 'secret', empty: '', plan: 'secret'},
  token: 'secret',
}

test('the report keeps every column but those that hold secrets, whatever a cell holds', () => {
  const kept = new KeptColumns(['name'], {never: ['token']})

  expect(kept.of(row, {fields: {name: 'Ada'}})).toEqual({others: {city: 'Ulm'}})
  expect(kept.all.map(({name}) => name)).toEqual(['name', 'city', 'empty', 'plan'])
  expect(kept.faults).toEqual([])
})

test('asked for some columns it keeps these and those of the message', () => {
  const kept = new KeptColumns(['name'], {only: ['city', 'stret', 'citty'], never: []})

  expect(kept.faults).toEqual([])
  expect(kept.of(row, {})).toEqual({others: {name: 'Ada', city: 'Ulm'}})
  expect(kept.all.map(({name}) => name)).toEqual(['name', 'city'])
  expect(kept.faults).toEqual([
    {path: 'columns', message: 'there is no stret to keep; it has name, city, token, empty, plan'},
    {path: 'columns', message: 'there is no citty to keep; did you mean city?'},
  ])
})

test('a row without columns keeps nothing, and of a file with other keys on each line 200 are kept', () => {
  const kept = new KeptColumns([])
  expect(kept.of({fields: {name: 'Ada'}, columns: undefined, token: undefined}, {})).toEqual({})

  for (let number = 0; number < 201; number += 1)
    kept.of({fields: {}, columns: [column(`c${number}`)], token: undefined}, {})

  expect(kept.all).toHaveLength(200)
})
