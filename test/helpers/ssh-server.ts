import {execFileSync, spawn} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {connect} from 'node:net'
import {userInfo} from 'node:os'
import {join} from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'
import {onTestFinished} from 'vitest'

const program = ['/usr/sbin/sshd', '/usr/bin/sshd', '/usr/local/sbin/sshd'].find(existsSync)

/** Why tests with a real ssh server cannot run here; undefined when they can. */
export const sshIsMissing =
  program === undefined
    ? 'there is no ssh server on this machine: apt-get install openssh-server openssh-client'
    : undefined

export interface SshServer {
  readonly port: number
  /** `ada@127.0.0.1:2222` */
  readonly destination: string
  /** A configuration for ssh: its key, and the key of the server. */
  readonly configFile: string
  /** A configuration with a key that the server does not know. */
  readonly strangerConfigFile: string
  /** The configuration of a person who has never connected to the server. */
  readonly firstTimeConfigFile: string
  /** Closes every connection, and continues to accept new ones. */
  readonly hangUp: () => void
  readonly stop: () => Promise<void>
  /** Accepts connections again after it was stopped. */
  readonly start: () => Promise<void>
}

/**
 * An ssh server on loopback whose keys are in a folder; stopped when the test ends.
 * @param script the program for each session; default: only forwarding.
 */
export async function startSshServer(folder: string, port: number, script?: string): Promise<SshServer> {
  for (const name of ['host', 'user', 'stranger'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)])
  // It refuses to start as root without this folder.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', {recursive: true, mode: 0o755})
  const lines = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${join(folder, 'user.pub')}`,
    `PidFile ${join(folder, 'sshd.pid')}`,
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
    'AllowTcpForwarding remote',
    ...(script === undefined ? [] : [`ForceCommand ${script}`]),
  ]
  writeFileSync(join(folder, 'sshd_config'), `${lines.join('\n')}\n`)
  const hostKey = readFileSync(join(folder, 'host.pub'), 'utf8')
  writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${port} ${hostKey}`)
  const settings = (name: string, key: string, hosts: string) => {
    const file = join(folder, name)
    const own = [`IdentityFile ${join(folder, key)}`, 'IdentitiesOnly yes', 'IdentityAgent none']
    writeFileSync(file, [...own, `UserKnownHostsFile ${hosts}`, 'GlobalKnownHostsFile none', ''].join('\n'))
    return file
  }
  let stopIt = await start(folder, port)
  const stop = () => stopIt()
  onTestFinished(stop)
  return {
    port,
    destination: `${userInfo().username}@127.0.0.1:${port}`,
    configFile: settings('ssh_config', 'user', join(folder, 'known_hosts')),
    strangerConfigFile: settings('stranger_config', 'stranger', join(folder, 'known_hosts')),
    firstTimeConfigFile: settings('first_time_config', 'user', join(folder, 'no_hosts')),
    hangUp: () => {
      for (const pid of connectionsOf(folder)) process.kill(pid, 'SIGKILL')
    },
    stop,
    async start() {
      stopIt = await start(folder, port)
    },
  }
}

async function start(folder: string, port: number): Promise<() => Promise<void>> {
  if (program === undefined) throw new Error(sshIsMissing)
  const server = spawn(program, ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  server.stderr.on('data', chunk => {
    said += chunk
  })
  const ended = new Promise<void>(resolve => server.on('close', () => resolve()))
  while (!(await accepts(port))) {
    if (server.exitCode !== null) throw new Error(`sshd ended: ${said}`)
    await wait(20)
  }
  return async () => {
    for (const pid of connectionsOf(folder)) process.kill(pid, 'SIGKILL')
    server.kill('SIGKILL')
    await ended
  }
}

/** The processes that serve one connection each: children of the server, and their children. */
function connectionsOf(folder: string): number[] {
  const parent = readFileSync(join(folder, 'sshd.pid'), 'utf8').trim()
  try {
    const found = execFileSync('ps', ['-o', 'pid=', '--ppid', parent], {encoding: 'utf8'})
    return found.trim().split(/\s+/).map(Number)
  } catch {
    return []
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
