import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {chownSync} from 'node:fs'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {connect} from 'node:net'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {onTestFinished} from 'vitest'
import {freePort} from './free-port.ts'
import {theCluster} from './postgres.ts'
import {postgresProgram, postgresUser} from './postgres-programs.ts'
import {PASSWORD} from './postgres-server.ts'

/** Starts PgBouncer in transaction mode, with so many connections to the server for each login. Returns its port. Ended with the test. */
export async function startPgBouncer(serverPort: number, poolSize: number): Promise<number> {
  const {folder: parent} = await theCluster()
  const folder = await mkdtemp(join(parent, 'pgbouncer-'))
  const port = await freePort()
  const settings = [
    '[databases]',
    `* = host=127.0.0.1 port=${serverPort}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = scram-sha-256',
    `auth_file = ${join(folder, 'users')}`,
    'pool_mode = transaction',
    `default_pool_size = ${poolSize}`,
  ]
  await writeFile(join(folder, 'ini'), `${settings.join('\n')}\n`)
  const users = ['owner', 'sender'].map(name => `"${name}" "${PASSWORD}"\n`)
  await writeFile(join(folder, 'users'), users.join(''))
  const user = postgresUser()
  if (user !== undefined)
    for (const name of ['', 'ini', 'users']) chownSync(join(folder, name), user.uid, user.gid)
  const program = spawn(postgresProgram('pgbouncer') ?? '', [join(folder, 'ini')], {
    ...user,
    cwd: folder,
    stdio: 'pipe',
  })
  let log = ''
  program.stderr.on('data', data => (log += data))
  onTestFinished(async () => {
    program.kill('SIGKILL')
    if (program.exitCode === null) await once(program, 'exit')
    await rm(folder, {recursive: true, force: true})
  })
  for (let looks = 0; !(await listens(port)); looks++) {
    if (looks === 400 || program.exitCode !== null) throw new Error(`PgBouncer did not start: ${log}`)
    await sleep(25)
  }
  return port
}

const listens = (port: number) =>
  new Promise<boolean>(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
