import type {StartProgram} from '../../system/program.ts'
import {type Explanation, openProgramTunnel} from './program-tunnel.ts'
import type {OpenOptions, Tunnel} from './tunnel.ts'

const PROGRAM = 'cloudflared'
export const INSTALL_PAGE =
  'https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/downloads'

/** Whether the program is on the PATH and runs. */
export async function hasCloudflared(startProgram: StartProgram): Promise<boolean> {
  const {how} = await startProgram(PROGRAM, ['--version'], () => {}).ended
  return how === 'ended with 0'
}

/**
 * Opens a quick tunnel of Cloudflare's, which needs no account and gets another address each time.
 * @throws {TunnelError} if cloudflared is missing or gets no tunnel.
 */
export function openCloudflared(options: OpenOptions): Promise<Tunnel> {
  const address = `http://127.0.0.1:${options.port}`
  return openProgramTunnel(
    {
      provider: PROGRAM,
      name: PROGRAM,
      program: PROGRAM,
      args: ['tunnel', '--no-autoupdate', '--url', address],
      findUrl: createUrlFinder(),
      explain,
      hint: `Try it by itself: cloudflared tunnel --url ${address}`,
      missing: {reason: 'tunnelProgramMissing', data: {page: INSTALL_PAGE}},
    },
    options,
  )
}

/**
 * Returns the address only once the tunnel is connected: asked for earlier, its name is remembered as one that does not exist.
 * Source: https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/do-more-with-tunnels/trycloudflare
 */
export function createUrlFinder(): (line: string) => string | undefined {
  let url: string | undefined
  return line => {
    url ??= /https:\/\/(?!api\.)[a-z0-9-]+\.trycloudflare\.com/.exec(line)?.[0]
    return /\bregistered\b/i.test(line) ? url : undefined
  }
}

const faults: readonly (Explanation & {readonly pattern: RegExp})[] = [
  {
    pattern: /\b429\b|error code: 1015|too many requests/i,
    meaning: 'Cloudflare is not giving out quick tunnels at the moment',
    advice: {reason: 'tunnelsUsedUp'},
  },
  {
    pattern: /no such host|dial tcp|network is unreachable|i\/o timeout|deadline exceeded/i,
    meaning: 'Cloudflare cannot be reached',
    advice: {hint: 'Is there a network, and does it let cloudflared through?'},
  },
]

function explain(lines: readonly string[]): Explanation | undefined {
  const text = lines.join('\n')
  return faults.find(({pattern}) => pattern.test(text))
}
