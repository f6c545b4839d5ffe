import {UsageError} from '../../errors.ts'
import {findAnnouncedUrl} from './announced-url.ts'
import {type Explanation, openProgramTunnel} from './program-tunnel.ts'
import type {OpenOptions, Tunnel} from './tunnel.ts'

export interface SshTunnel {
  readonly provider: 'ssh'
  /** `ada@bot.example`, or a name of ssh's own settings. */
  readonly destination: string
  /** Where its ssh server listens; undefined leaves it to ssh's settings. */
  readonly sshPort?: string | undefined
  /** The port of that host that leads here. */
  readonly remotePort: number
  /** Other settings than ssh's own. */
  readonly configFile?: string | undefined
  /** Where the world reaches that port; undefined when the server prints it, as serveo.net does. */
  readonly publicUrl?: string | undefined
}

/** Splits `user@host:port`. @throws {UsageError} if it is no such thing. */
export function parseSshDestination(text: string): Pick<SshTunnel, 'destination' | 'sshPort'> {
  // It must not begin with a dash: ssh would take it for an option.
  const found = /^((?:[\w.][\w.+-]*@)?(?:[\w.][\w.-]*|\[[\da-fA-F:.]+\]))(?::(\d{1,5}))?$/.exec(text)
  const destination = found?.[1]
  if (destination !== undefined)
    return {destination: destination.replaceAll(/[[\]]/g, ''), sshPort: found?.[2]}
  throw new UsageError(`"${text}" is not a host for ssh`, {
    reason: 'sshHostMalformed',
  })
}

/**
 * Opens a tunnel from a port of another host with `ssh -R`. Asks for nothing: the key must be there.
 * @throws {TunnelError} if ssh cannot get in, or may not listen there.
 */
export function openSsh(tunnel: SshTunnel, options: OpenOptions): Promise<Tunnel> {
  const {destination, publicUrl} = tunnel
  return openProgramTunnel(
    {
      provider: 'ssh',
      name: 'ssh',
      program: 'ssh',
      args: sshArguments(tunnel, options.port),
      givenUrl: publicUrl,
      findUrl: line => findAnnouncedUrl(line, options.port),
      explain: lines => explain(lines, tunnel),
      hint: `Try it by itself: ssh ${destination}`,
      missing: {hint: 'Install the OpenSSH client'},
    },
    options,
  )
}

function sshArguments(tunnel: SshTunnel, port: number): readonly string[] {
  const {destination, sshPort, remotePort, configFile, publicUrl} = tunnel
  const settings = [
    'BatchMode=yes',
    'ExitOnForwardFailure=yes',
    'ConnectTimeout=10',
    // A dead line is noticed after 45 seconds.
    'ServerAliveInterval=15',
    'ServerAliveCountMax=3',
    // The connection must belong to this process, or ending it would not end the tunnel.
    'ControlMaster=no',
    'ControlPath=none',
  ]
  return [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...settings.flatMap(setting => ['-o', setting]),
    ...(sshPort === undefined ? [] : ['-p', sshPort]),
    '-T',
    // Servers that print an address do so in a session.
    ...(publicUrl === undefined ? [] : ['-N']),
    '-R',
    `${remotePort}:127.0.0.1:${port}`,
    '--',
    destination,
  ]
}

function explain(lines: readonly string[], tunnel: SshTunnel): Explanation | undefined {
  const {destination, remotePort, sshPort} = tunnel
  const text = lines.join('\n')
  const byHand = `ssh ${sshPort === undefined ? '' : `-p ${sshPort} `}${destination}`
  if (text.includes('Host key verification failed'))
    return {
      meaning: `the key of ${destination} is not known, or has changed`,
      advice: {hint: `Check it once by hand: ${byHand}`},
    }
  if (text.includes('Permission denied'))
    return {
      meaning: `${destination} does not accept the key of this machine`,
      advice: {hint: `Add it there, until this asks for no password: ${byHand}`},
    }
  if (/remote port forwarding failed/.test(text))
    return {
      meaning: `${destination} does not let port ${remotePort} lead here`,
      advice: {reason: 'remotePortRefused'},
    }
  if (
    /Could not resolve|Connection refused|Connection timed out|No route to host|Network is unreachable/.test(
      text,
    )
  )
    return {
      meaning: `${destination} cannot be reached`,
      advice: {hint: `Is its ssh server up? Try: ${byHand}`},
    }
  return undefined
}
