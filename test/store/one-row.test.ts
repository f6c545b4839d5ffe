import {expect, test} from 'vitest'
import {oneRow} from '../../src/store/one-row.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'

test.runIf(hasPostgres('statements that have one row'))(
  'a statement has its one row, or the program is wrong',
  async () => {
    const {query} = await openDatabase()

    expect(await oneRow(query, 'select $1::int + 1 as next', [1])).toEqual({next: 2})
    await expect(oneRow(query, 'select 1 where false')).rejects.toThrow('the statement has no row')
  },
)
