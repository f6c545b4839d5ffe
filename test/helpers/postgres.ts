import {randomBytes} from 'node:crypto'
import {existsSync, mkdirSync, readFileSync} from 'node:fs'
import {rename, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {env} from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {onTestFinished} from 'vitest'
import {FOLDER_VARIABLE} from './postgres-folder.ts'
import {asSuperuser, connect, PASSWORD, startServer, TEMPLATE} from './postgres-server.ts'

const LOOK_EVERY_MS = 50

/** A server of this test run. */
export interface Cluster {
  readonly port: number
  /** Contains its data, its log and its socket. */
  readonly folder: string
}

export type Role = 'superuser' | 'owner' | 'sender' | 'watcher'

/** A database of one test, dropped when the test ends. */
export interface TestDatabase {
  readonly name: string
  readonly port: number
  /** With the password, as in MSGR_STORE. Default: `sender`, a member of msgr_worker. */
  readonly url: (role?: Role) => string
  /** Without it, as in `--store`. */
  readonly openUrl: (role?: Role) => string
  /** As the superuser, over a connection of its own. */
  readonly query: <Row = Record<string, unknown>>(text: string, values?: readonly unknown[]) => Promise<Row[]>
}

/**
 * A database, by default on the one server of the test run, which the first test that asks starts. Only where `hasPostgres` says so.
 * @param options.isSetUp whether it has the schema, owned by `owner`. Default true.
 */
export async function openDatabase({isSetUp = true, cluster = theCluster()} = {}): Promise<TestDatabase> {
  const {port} = await cluster
  const name = `test_${randomBytes(6).toString('hex')}`
  await asSuperuser(port, 'postgres', [
    `create database ${name} owner owner${isSetUp ? ` template ${TEMPLATE}` : ''}`,
  ])
  onTestFinished(async () => {
    await asSuperuser(port, 'postgres', [`drop database if exists ${name} with (force)`])
  })
  const url = (role: Role, password: string) => `postgres://${role}${password}@127.0.0.1:${port}/${name}`
  return {
    name,
    port,
    url: (role = 'sender') => url(role, `:${encodeURIComponent(PASSWORD)}`),
    openUrl: (role = 'sender') => url(role, ''),
    query: async (text, values = []) => {
      const client = await connect(port, name)
      try {
        const {rows} = await client.query(text, [...values])
        return rows
      } finally {
        await client.end()
      }
    },
  }
}

/** The server of the test run. One process starts it; the others wait until it has written where it is. */
export async function theCluster(): Promise<Cluster> {
  const folder = env[FOLDER_VARIABLE]
  if (folder === undefined)
    throw new Error(`${FOLDER_VARIABLE} is not set: is postgres-folder.ts a globalSetup?`)
  const [ready, failed] = [join(folder, 'ready'), join(folder, 'failed')]
  if (isFirst(join(folder, 'starting')))
    await startServer(folder).then(
      port => writeWhole(ready, String(port)),
      error => writeWhole(failed, String(error)),
    )
  while (!existsSync(ready)) {
    if (existsSync(failed)) throw new Error(`PostgreSQL did not start: ${readFileSync(failed, 'utf8')}`)
    await sleep(LOOK_EVERY_MS)
  }
  return {folder, port: Number(readFileSync(ready, 'utf8'))}
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch {
    return false
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.part`, text)
  await rename(`${file}.part`, file)
}
