import {childEnvironment, type LoadSecretNames} from './child-environment.ts'
import type {Outside} from './outside.ts'

/** How long an opener may take to fail. One that still runs then has opened something. */
const FAILING_MS = 5_000

/** A program and its arguments. */
type Words = readonly [program: string, ...args: string[]]

/**
 * Opens an address with the browser in `BROWSER`, or else with the program that this system has for it. The browser stays open
 * when msgr ends.
 * @returns why nothing was opened; undefined if a program took the address.
 */
export async function openAddress(
  {env, cwd, platform}: Pick<Outside, 'env' | 'cwd' | 'platform'>,
  secretNames: LoadSecretNames,
  url: string,
): Promise<string | undefined> {
  const opener = openerFor(url, {env, platform})
  if (opener === undefined) return 'there is no display'
  const {spawn} = await import('node:child_process')
  const [program, ...args] = opener
  const child = spawn(program, args, {
    cwd,
    env: await childEnvironment(env, secretNames),
    stdio: 'ignore',
    detached: true,
  })
  child.unref()
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(undefined), FAILING_MS)
    timer.unref()
    const end = (why: string | undefined) => {
      clearTimeout(timer)
      resolve(why)
    }
    child.once('error', ({message}) => end(`${program} could not be started: ${message}`))
    child.once('exit', (code, signal) =>
      end(code === 0 ? undefined : `${program} ended with ${code ?? signal}`),
    )
  })
}

/** What opens an address; undefined where there is no display. */
export function openerFor(
  url: string,
  {env, platform}: Pick<Outside, 'env' | 'platform'>,
): Words | undefined {
  const {BROWSER, DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME} = env
  // A list with colons between the commands, in each of which %s may stand for the address.
  const [named = ''] = (BROWSER ?? '').split(/:(?!\/\/|\\)/)
  const [program, ...args] = named.trim().split(/\s+/)
  if (program !== undefined && program !== '') {
    const filled = args.map(arg => arg.replaceAll('%s', url))
    return [program, ...filled, ...(named.includes('%s') ? [] : [url])]
  }
  if (platform === 'darwin') return ['open', url]
  // Not through cmd.exe, for which an & in the address begins another command.
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler', url]
  const hasDisplay = [DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME].some(value => (value ?? '') !== '')
  return hasDisplay ? ['xdg-open', url] : undefined
}
