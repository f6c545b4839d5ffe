import {env} from 'node:process'
import {describe, expect, test} from 'vitest'
import {openPostgresStore} from '../bulk/open-postgres-store.ts'
import {patiently} from '../helpers/patience.ts'
import {openDatabase} from '../helpers/postgres.ts'
import {hasPostgres} from '../helpers/postgres-programs.ts'
import {PASSWORD} from '../helpers/postgres-server.ts'
import {type By, type Row, scenarios, toTable} from './failpoint-suite.ts'
import {startHarness} from './harness.ts'

const AT_ONCE = 3
const signals: readonly By[] = env['MSGR_SOAK'] === 'short' ? ['SIGKILL'] : ['SIGKILL', 'SIGINT', 'SIGTERM']
/** A part of the names of the scenarios to run. */
const ONLY = env['MSGR_SOAK_ONLY'] ?? ''
/** Renewed every 200 ms. */
const LEASE_MS = 600

describe.skipIf(!hasPostgres('where a run in a store breaks off'))('a run in a store', () => {
  test('wherever it breaks off or is taken over, every promise holds', {
    timeout: patiently(240_000),
  }, async () => {
    const database = await openDatabase()
    const address = {
      ...{host: '127.0.0.1', port: database.port, database: database.name, user: 'sender'},
      ...{tls: 'disable' as const, rootCertificate: undefined, channelBinding: undefined},
    }
    const harness = await startHarness({
      count: 40,
      database: {
        open: {address, password: PASSWORD, leaseMs: LEASE_MS},
        store: await openPostgresStore(database, {owner: 'the harness'}),
      },
    })
    const waiting = scenarios(signals, 'in a database').filter(({name}) => name.includes(ONLY))
    const rows: Row[] = []
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        await next.run(harness).then(row => {
          rows.push(row)
          process.stdout.write(`${toTable([row]).split('\n').at(-1)}\n`)
        })
    }

    try {
      // A process that sends less than 200 ms renews no lease.
      await harness.addFault({method: 'POST', path: '/me/messages', effect: {kind: 'delay', ms: 60}})
      await Promise.all(Array.from({length: AT_ONCE}, worker))
    } finally {
      await harness.close()
    }

    process.stdout.write(`${toTable(rows)}\n`)
    expect(rows.filter(({broken}) => Object.keys(broken).length > 0)).toEqual([])
  })
})
