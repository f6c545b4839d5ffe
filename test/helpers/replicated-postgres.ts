import {execFile} from 'node:child_process'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {promisify} from 'node:util'
import {onTestFinished} from 'vitest'
import {startCutProxy} from '../soak/chaos/cut-proxy.ts'
import {type CrashingCluster, crashing} from './crashing-postgres.ts'
import {freePort} from './free-port.ts'
import {newPostgresFolder} from './postgres-folder.ts'
import {postgresProgram, postgresUser} from './postgres-programs.ts'
import {asSuperuser, PASSWORD, serve, startServer, waitUntilReady} from './postgres-server.ts'

/** What the primary acknowledges in this time, before it dies, its replica never gets. */
const LAG_MS = 700

/**
 * A server with an asynchronous replica, both behind one address. The first crash is a failover: the replica lags behind, the primary
 * is killed, the address leads to the replica, and that is promoted. Ends with the test. Only where `hasPostgres` says so, with
 * `pg_basebackup`.
 */
export async function startReplicatedPostgres(): Promise<CrashingCluster> {
  const folder = newPostgresFolder()
  const primary = crashing(folder, await startServer(folder))
  const link = await startCutProxy(primary.port)
  const replica = await startReplica(link.port)
  const address = await startCutProxy(primary.port)
  for (const {close} of [link, address]) onTestFinished(close)
  let isPromoted = false
  return {
    folder,
    port: address.port,
    async crash(signal) {
      if (isPromoted) return replica.crash(signal)
      isPromoted = true
      link.cut()
      await sleep(LAG_MS)
      await primary.end('SIGKILL')
      address.lead(replica.port)
      await asSuperuser(replica.port, 'postgres', ['select pg_promote(true, 60)'])
    },
  }
}

async function startReplica(primaryPort: number): Promise<CrashingCluster> {
  const folder = newPostgresFolder()
  const from = `host=127.0.0.1 port=${primaryPort} user=superuser password='${PASSWORD}'`
  const args = ['-D', join(folder, 'data'), '-R', '-c', 'fast', '-d', from]
  await promisify(execFile)(postgresProgram('pg_basebackup') ?? '', args, {...postgresUser(), cwd: folder})
  const port = await freePort()
  serve(folder, port)
  const cluster = crashing(folder, port)
  await waitUntilReady(folder, port)
  return cluster
}
