import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {Config as NgrokConfig} from '@ngrok/ngrok'
import {MsgrError, NetworkError, UnauthorisedError} from '../errors.ts'
import type {Tunnel, TunnelOptions} from './tunnel.ts'

/** As much of ngrok's SDK as is used. */
export interface NgrokSdk {
  readonly forward: (config: NgrokConfig) => Promise<{url(): string | null; close(): Promise<void>}>
}

export interface NgrokOptions extends TunnelOptions {
  /** Another ingress than ngrok's own: `host:port`. */
  readonly serverAddress?: string
}

/**
 * Opens ngrok's tunnel to a port of this machine.
 * @throws {UnauthorisedError} if the authtoken is missing or refused.
 * @throws {NetworkError} if ngrok cannot be reached or opens no tunnel.
 */
export async function startNgrok(
  {port, authtoken, serverAddress}: NgrokOptions,
  load: () => Promise<NgrokSdk> = loadSdk,
): Promise<Tunnel> {
  if (authtoken === undefined) throw missingAuthtoken()
  const sdk = await load()
  try {
    const listener = await sdk.forward({
      addr: port,
      authtoken,
      schemes: ['https'],
      forwards_to: 'msgr listen',
      force_new_session: true,
      ...(serverAddress !== undefined && {server_addr: serverAddress}),
    })
    const url = listener.url()
    if (url === null) throw new NetworkError('ngrok opened a tunnel without an address', {sent: 'no'})
    return {provider: 'ngrok', url: url.replace(/\/$/, ''), close: () => listener.close()}
  } catch (error) {
    throw error instanceof MsgrError ? error : explainNgrokError(error)
  }
}

/** It is a native module: on a system without a build of it only the import fails. */
async function loadSdk(): Promise<NgrokSdk> {
  try {
    return await import('@ngrok/ngrok')
  } catch (error) {
    throw new MsgrError('ngrok’s package @ngrok/ngrok cannot be loaded on this system', {
      hint: 'Run the ngrok program yourself and name its address: msgr listen --public-url https://…',
      cause: error,
    })
  }
}

interface NgrokFault {
  readonly meaning: string
  readonly hint: string
  /** Whether another authtoken or account mends it. */
  readonly isAboutToken: boolean
}

const tokenPage = 'https://dashboard.ngrok.com/get-started/your-authtoken'
const token = (meaning: string, hint: string): NgrokFault => ({meaning, hint, isAboutToken: true})
const tunnel = (meaning: string, hint: string): NgrokFault => ({meaning, hint, isAboutToken: false})

/** Source: https://ngrok.com/docs/errors/reference */
const faults: Readonly<Record<string, NgrokFault>> = {
  ERR_NGROK_102: token('the account is suspended', 'See https://dashboard.ngrok.com'),
  ERR_NGROK_103: token(
    'the account is suspended because of billing',
    'See https://dashboard.ngrok.com/billing',
  ),
  ERR_NGROK_105: token('the authtoken does not look like one', `Copy it again, whole: ${tokenPage}`),
  ERR_NGROK_106: token('the authtoken is of ngrok 1, which has ended', `Make a new one: ${tokenPage}`),
  ERR_NGROK_107: token('the authtoken is not valid, or was reset or revoked', `Copy it again: ${tokenPage}`),
  ERR_NGROK_4018: token(
    'an account and its authtoken are needed',
    `Sign up, then set NGROK_AUTHTOKEN: ${tokenPage}`,
  ),
  ERR_NGROK_108: tunnel(
    'too many agents of the account run at once',
    'Stop others: https://dashboard.ngrok.com/agents',
  ),
  ERR_NGROK_120: tunnel('the agent is too old for the service', 'Update msgr'),
  ERR_NGROK_121: tunnel('the agent is too old for the account', 'Update msgr'),
  ERR_NGROK_324: tunnel(
    'the account has too many endpoints',
    'Close others: https://dashboard.ngrok.com/endpoints',
  ),
  ERR_NGROK_326: tunnel(
    'the domain is not valid or belongs to another account',
    'See https://dashboard.ngrok.com/domains',
  ),
  ERR_NGROK_334: tunnel(
    'the domain of the account is in use by another tunnel',
    'Stop the other tunnel: https://dashboard.ngrok.com/endpoints',
  ),
}

/** One sentence for a refusal of ngrok's, with what to do next. */
export function explainNgrokError(error: unknown): MsgrError {
  const message = error instanceof Error ? error.message : String(error)
  const given = error instanceof Error && 'errorCode' in error ? String(error.errorCode) : undefined
  const code = given ?? /ERR_NGROK_\d+/.exec(message)?.[0]
  const fault = code === undefined ? undefined : faults[code]
  if (fault !== undefined) {
    const text = `ngrok opened no tunnel: ${fault.meaning} (${code})`
    const details = {hint: fault.hint, cause: error}
    return fault.isAboutToken
      ? new UnauthorisedError(text, details)
      : new NetworkError(text, {...details, sent: 'no'})
  }
  if (message.includes('failed to connect session')) {
    return new NetworkError('ngrok cannot be reached', {
      hint: 'Is there a network, and does it let ngrok through?',
      sent: 'no',
      cause: error,
    })
  }
  return new NetworkError(`ngrok opened no tunnel: ${message.split('\n', 1)[0]}`, {
    hint: code === undefined ? undefined : `See https://ngrok.com/docs/errors/${code.toLowerCase()}`,
    sent: 'no',
    cause: error,
  })
}

function missingAuthtoken(): UnauthorisedError {
  return new UnauthorisedError('ngrok needs an authtoken, and none is known', {
    hint: `Set NGROK_AUTHTOKEN, or run: ngrok config add-authtoken <token>. It is at ${tokenPage}`,
  })
}

/** Where ngrok's own program keeps its settings on the systems it runs on. */
export function ngrokConfigFiles(home: string): readonly string[] {
  return [
    join(home, '.config', 'ngrok', 'ngrok.yml'),
    join(home, 'Library', 'Application Support', 'ngrok', 'ngrok.yml'),
    join(home, 'AppData', 'Local', 'ngrok', 'ngrok.yml'),
    join(home, '.ngrok2', 'ngrok.yml'),
  ]
}

/** The authtoken in the first of ngrok's own settings files that has one: at the top, or under `agent`. */
export async function readNgrokAuthtoken(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '')
    const found = /^\s*authtoken:[ \t]*(['"]?)([\w-]+)\1[ \t]*(#.*)?$/m.exec(text)?.[2]
    if (found !== undefined) return found
  }
  return undefined
}
