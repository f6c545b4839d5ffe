import {describe, expect} from 'vitest'
import {openDatabase, PASSWORD} from '../../helpers/postgres.ts'
import {hasPostgres} from '../../helpers/postgres-programs.ts'
import {test} from '../../helpers/world.ts'

describe.skipIf(!hasPostgres('the store of several machines'))('a store', () => {
  test('is set up once, and shows that it can be used', async ({bareWorld: world}) => {
    const database = await openDatabase({isSetUp: false})
    const env = {MSGR_STORE: database.url('owner')}

    expect(await world.msgr('store status', {env})).toMatchObject({
      code: 1,
      out: expect.stringContaining('is not set up'),
    })
    const first = await world.msgr('store init', {env})
    expect(first).toMatchObject({code: 0, out: expect.stringContaining('Set up postgres://owner@127.0.0.1')})
    const second = await world.msgr('store init', {env})
    expect(second).toMatchObject({code: 0, out: expect.stringContaining('already has version 1')})
    const status = await world.msgr('store status --json', {env})
    expect(status.json()).toMatchObject({problems: [], schemaVersion: 1, role: 'owner'})
    expect(`${first.out}${status.out}${status.err}`).not.toContain(PASSWORD)
  })
})
