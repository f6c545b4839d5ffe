import {TunnelError, UsageError} from '../../errors.ts'
import {nearest} from '../../platform/near-miss.ts'
import type {CommandTunnel} from './command.ts'
import type {GivenTunnel} from './given.ts'
import {parseSshDestination, type SshTunnel} from './ssh.ts'
import type {OpenOptions, Tunnel} from './tunnel.ts'

/** Which tunnel is wanted; `any` takes what is there. */
export type TunnelChoice =
  | {readonly provider: 'any' | 'ngrok' | 'cloudflared'}
  | SshTunnel
  | CommandTunnel
  | GivenTunnel

const names = ['ngrok', 'cloudflared', 'ssh:<host>']

/** Where `ssh -R` listens when nothing is said: servers that print an address take it for the web. */
const SSH_REMOTE_PORT = 80

/**
 * Reads what stands behind `--tunnel`: nothing, `ngrok`, `cloudflared`, or `ssh:user@host:port`.
 * @throws {UsageError} if there is no such provider.
 */
export function parseTunnelChoice(text: string | true): TunnelChoice {
  if (text === true) return {provider: 'any'}
  if (text === 'ngrok' || text === 'cloudflared') return {provider: text}
  if (text.startsWith('ssh:'))
    return {provider: 'ssh', ...parseSshDestination(text.slice('ssh:'.length)), remotePort: SSH_REMOTE_PORT}
  if (text === 'ssh')
    throw new UsageError('The ssh tunnel does not name a host', {reason: 'tunnelWithoutHost'})
  const similar = nearest(text, ['ngrok', 'cloudflared'])
  throw new UsageError(`There is no tunnel provider "${text}"`, {
    ...(similar === undefined
      ? {reason: 'tunnelUnknown', data: {known: names}}
      : {hint: `Did you mean ${similar}?`}),
  })
}

/** @throws {TunnelError} if it cannot be opened: one sentence, with what to do. */
export async function openTunnel(choice: TunnelChoice, options: OpenOptions): Promise<Tunnel> {
  switch (choice.provider) {
    case 'ngrok':
      return (await import('./ngrok.ts')).openNgrok(options)
    case 'cloudflared':
      return (await import('./cloudflared.ts')).openCloudflared(options)
    case 'ssh':
      return (await import('./ssh.ts')).openSsh(choice, options)
    case 'command':
      return (await import('./command.ts')).openCommandTunnel(choice, options)
    case 'given':
      return (await import('./given.ts')).takeGiven(choice)
    case 'any':
      return openTunnel(await findProvider(options), options)
  }
}

/** ngrok when a token is known, else cloudflared when it is there. */
async function findProvider({authtoken, startProgram}: OpenOptions): Promise<TunnelChoice> {
  if (authtoken !== undefined) return {provider: 'ngrok'}
  const {hasCloudflared} = await import('./cloudflared.ts')
  if (await hasCloudflared(startProgram)) return {provider: 'cloudflared'}
  throw new TunnelError('No tunnel can be opened: ngrok has no authtoken, and cloudflared is not installed', {
    reason: 'noTunnel',
  })
}
