import {execFile, spawn} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync} from 'node:fs'
import {rename, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {env, pid} from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {promisify} from 'node:util'
import pg from 'pg'
import {onTestFinished} from 'vitest'
import {StoreConnection} from '../../src/store/connection.ts'
import {setUpStore} from '../../src/store/set-up.ts'
import {freePort} from './free-port.ts'
import {FOLDER_VARIABLE} from './postgres-folder.ts'
import {postgresProgram, postgresUser} from './postgres-programs.ts'

/** The password of every role of the tests. */
export const PASSWORD = 'Pa55 w/rd:of@the=store'

const TEMPLATE = 'msgr_template'
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

/** Makes a cluster in an empty folder, with the roles and the template of the tests, and starts its server. Returns its port. */
export async function startServer(folder: string): Promise<number> {
  const user = postgresUser()
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, PASSWORD, {mode: 0o600})
  if (user !== undefined) chownSync(passwordFile, user.uid, user.gid)
  const initdb = postgresProgram('initdb') ?? ''
  const args = [
    '-D',
    data,
    '-U',
    'superuser',
    '-A',
    'scram-sha-256',
    '--pwfile',
    passwordFile,
    '-E',
    'UTF8',
    '-N',
  ]
  await promisify(execFile)(initdb, [...args, '--locale=C'], {...user, cwd: folder})
  const port = await freePort()
  serve(folder, port)
  await waitUntilReady(folder, port)
  await asSuperuser(port, 'postgres', [
    `create role owner login createrole password '${PASSWORD}'`,
    `create database ${TEMPLATE} owner owner`,
  ])
  await setUpTemplate(port)
  await asSuperuser(port, 'postgres', [
    `create role sender login password '${PASSWORD}' in role msgr_worker`,
    `create role watcher login password '${PASSWORD}' in role msgr_reader`,
  ])
  return port
}

/** Starts the server of a cluster. A shell watches over it: it ends with the test run, however that ends. */
export function serve(folder: string, port: number): void {
  const options = [
    ['listen_addresses', '127.0.0.1'],
    ['unix_socket_directories', folder],
    ['max_connections', '200'],
    ['shared_buffers', '16MB'],
  ].flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const postgres = postgresProgram('postgres') ?? ''
  const watch = `"$@" & server=$!; while kill -0 $server 2> /dev/null && ps -p ${pid} > /dev/null; do sleep 2; done; kill -INT $server 2> /dev/null`
  const log = openSync(join(folder, 'log'), 'a')
  const args = ['-c', watch, 'sh', postgres, '-D', join(folder, 'data'), '-p', String(port), ...options]
  spawn('sh', args, {...postgresUser(), cwd: folder, detached: true, stdio: ['ignore', log, log]}).unref()
  closeSync(log)
}

export async function waitUntilReady(folder: string, port: number): Promise<void> {
  for (let looks = 0; ; looks++) {
    try {
      await asSuperuser(port, 'postgres', [])
      return
    } catch (error) {
      if (looks === 600) throw new Error(`${error}\n${readFileSync(join(folder, 'log'), 'utf8')}`)
      await sleep(LOOK_EVERY_MS)
    }
  }
}

async function setUpTemplate(port: number): Promise<void> {
  const address = {
    host: '127.0.0.1',
    port,
    database: TEMPLATE,
    user: 'owner',
    tls: 'disable',
    rootCertificate: undefined,
    channelBinding: undefined,
  } as const
  const connection = new StoreConnection({address, password: PASSWORD, name: 'tests', limitMs: 30_000})
  await setUpStore(connection, address)
  await connection.close()
}

async function asSuperuser(port: number, database: string, statements: readonly string[]): Promise<void> {
  const client = await connect(port, database)
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

async function connect(port: number, database: string): Promise<pg.Client> {
  const client = new pg.Client({host: '127.0.0.1', port, database, user: 'superuser', password: PASSWORD})
  await client.connect()
  return client
}
