import {setTimeout as wait} from 'node:timers/promises'
import type {Config as NgrokConfig} from '@ngrok/ngrok'
import {TunnelError} from '../../errors.ts'
import {explainNgrokError, malformedAuthtoken, missingAuthtoken, unansweredByNgrok} from './ngrok-faults.ts'
import type {Tunnel} from './tunnel.ts'

/** As much of ngrok's SDK as is used. */
export interface NgrokSdk {
  readonly forward: (config: NgrokConfig) => Promise<{url(): string | null; close(): Promise<void>}>
}

export interface NgrokOptions {
  readonly port: number
  /** Undefined when none is known. */
  readonly authtoken: string | undefined
  /** Gives up opening. */
  readonly signal: AbortSignal
  /** Another ingress than ngrok's own: `host:port`. */
  readonly serverAddress?: string
  /** Default 12 seconds. */
  readonly patienceMs?: number
}

/** The SDK itself tries for minutes where a network swallows what is sent. */
const OPENING_MS = 12_000
const CLOSING_MS = 3_000

/**
 * Opens ngrok's tunnel to a port of this machine. It comes back by itself after a short loss, at the same address.
 * @throws {TunnelError} if the authtoken is missing or refused, or ngrok cannot be reached or opens no tunnel.
 */
export async function openNgrok(
  {port, authtoken, signal, serverAddress, patienceMs = OPENING_MS}: NgrokOptions,
  load: () => Promise<NgrokSdk> = loadSdk,
): Promise<Tunnel> {
  if (authtoken === undefined) throw missingAuthtoken()
  if (!/^[\w-]{20,}$/.test(authtoken)) throw malformedAuthtoken()
  const sdk = await load()
  const config: NgrokConfig = {
    addr: port,
    authtoken,
    schemes: ['https'],
    forwards_to: 'msgr listen',
    force_new_session: true,
    ...(serverAddress !== undefined && {server_addr: serverAddress}),
  }
  const opening = sdk.forward(config).catch(error => {
    throw explainNgrokError(error)
  })
  const listener = await inTime(opening, patienceMs, signal).catch(error => {
    // One that opens after all must not stay.
    opening.then(late => late.close()).catch(() => {})
    throw error
  })
  const url = listener.url()?.replace(/\/$/, '')
  if (url === undefined) throw new TunnelError('ngrok opened a tunnel without an address')
  return {
    provider: 'ngrok',
    url: () => url,
    // The SDK does not report it; asking the address shows that it no longer leads here.
    lost: new Promise(() => {}),
    // Without a network ngrok may never be notified; it then forgets the tunnel by itself.
    close: async () => {
      await Promise.race([listener.close().catch(() => {}), wait(CLOSING_MS, undefined, {ref: false})])
    },
  }
}

async function inTime<Value>(opening: Promise<Value>, ms: number, signal: AbortSignal): Promise<Value> {
  const settled = new AbortController()
  const late = wait(ms, undefined, {signal: AbortSignal.any([signal, settled.signal])}).then(() => {
    throw unansweredByNgrok()
  })
  try {
    return await Promise.race([opening, late])
  } finally {
    settled.abort()
  }
}

/** It is a native module: on a system without a build of it only the import fails. */
async function loadSdk(): Promise<NgrokSdk> {
  try {
    return await import('@ngrok/ngrok')
  } catch (error) {
    throw new TunnelError('ngrok’s package @ngrok/ngrok cannot be loaded on this system', {
      reason: 'ngrokPackageMissing',
      cause: error,
    })
  }
}
