import {execFile, spawn} from 'node:child_process'
import {chownSync, closeSync, openSync, readFileSync} from 'node:fs'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {pid} from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {promisify} from 'node:util'
import pg from 'pg'
import {StoreConnection} from '../../src/store/connection.ts'
import {setUpStore} from '../../src/store/set-up.ts'
import {freePort} from './free-port.ts'
import {postgresProgram, postgresUser} from './postgres-programs.ts'

/** The password of every role. */
export const PASSWORD = 'Pa55 w/rd:of@the=store'
/** A database with the schema, owned by `owner`, to make others of. */
export const TEMPLATE = 'msgr_template'

const LOOK_EVERY_MS = 50

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

export async function asSuperuser(
  port: number,
  database: string,
  statements: readonly string[],
): Promise<void> {
  const client = await connect(port, database)
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

export async function connect(port: number, database: string): Promise<pg.Client> {
  const client = new pg.Client({host: '127.0.0.1', port, database, user: 'superuser', password: PASSWORD})
  await client.connect()
  return client
}
