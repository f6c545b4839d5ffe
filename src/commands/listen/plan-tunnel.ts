import {UsageError} from '../../errors.ts'
import {parseTunnelChoice, type TunnelChoice} from '../../webhook/tunnels/open-tunnel.ts'
import {parsePort} from '../shared/arguments/port.ts'
import {parsePublicUrl} from '../shared/arguments/public-url.ts'

/** The flags for access from outside, as typed. */
export interface TunnelFlags {
  /** `true` when no provider is named. */
  readonly tunnel?: string | true
  readonly tunnelCommand?: string
  readonly publicUrl?: string
  readonly remotePort?: string
  readonly sshConfig?: string
}

const withoutPath = 'Give it without a path, which --path sets: --public-url https://bot.example'

/** @throws {UsageError} if the flags do not go together. */
export function planTunnel(flags: TunnelFlags): TunnelChoice | undefined {
  const publicUrl = flags.publicUrl === undefined ? undefined : parsePublicUrl(flags.publicUrl, withoutPath)
  const choice = chosenBy(flags, publicUrl)
  if (choice?.provider === 'ssh') {
    const {remotePort, sshConfig} = flags
    return {
      ...choice,
      ...(remotePort !== undefined && {remotePort: parsePort(remotePort, '--remote-port')}),
      configFile: sshConfig,
    }
  }
  if (flags.remotePort !== undefined || flags.sshConfig !== undefined) {
    throw new UsageError('--remote-port and --ssh-config work only with an ssh tunnel', {
      hint: 'Add --tunnel ssh:user@host',
    })
  }
  return choice
}

function chosenBy(flags: TunnelFlags, publicUrl: string | undefined): TunnelChoice | undefined {
  const {tunnel, tunnelCommand: command} = flags
  if (command !== undefined) {
    if (tunnel !== undefined)
      throw new UsageError('--tunnel and --tunnel-command exclude each other', {
        hint: 'Leave out one of them',
      })
    if (command.trim() === '')
      throw new UsageError('--tunnel-command is empty', {
        hint: "Name a program: --tunnel-command 'npx localtunnel --port {port}'",
      })
    return {provider: 'command', command, publicUrl}
  }
  if (tunnel === undefined) return publicUrl === undefined ? undefined : {provider: 'given', publicUrl}
  const choice = parseTunnelChoice(tunnel)
  if (choice.provider === 'ssh') return {...choice, publicUrl}
  if (publicUrl === undefined) return choice
  throw new UsageError('--tunnel and --public-url exclude each other, except with an ssh tunnel', {
    hint: 'Leave out one of them',
  })
}
