import {findAnnouncedUrl} from './announced-url.ts'
import {openProgramTunnel} from './program-tunnel.ts'
import type {OpenOptions, Tunnel} from './tunnel.ts'

export interface CommandTunnel {
  readonly provider: 'command'
  /** For the shell; `{port}` stands for the port of the receiver. */
  readonly command: string
  readonly publicUrl?: string | undefined
}

/**
 * Opens a tunnel with any program that prints its address.
 * @throws {TunnelError} if the program ends, or prints none.
 */
export function openCommandTunnel(
  {command, publicUrl}: CommandTunnel,
  options: OpenOptions,
): Promise<Tunnel> {
  const line = command.replaceAll('{port}', String(options.port))
  return openProgramTunnel(
    {
      provider: 'command',
      name: 'the tunnel command',
      program: '/bin/sh',
      args: ['-c', line],
      givenUrl: publicUrl,
      findUrl: text => findAnnouncedUrl(text, options.port),
      // The command itself may hold a secret.
      hint: 'Try it by itself, with the port of a server that runs in place of {port}',
      missing: {hint: 'It is run by /bin/sh, which this system does not have'},
    },
    options,
  )
}
