import type {Clock} from '../../system/clock.ts'
import {lookThrough, waitUntilReachable} from './reachable.ts'
import type {Tunnel} from './tunnel.ts'

/** How often it is asked whether the tunnel still leads here: some stall without a word. */
const LOOK_EVERY_MS = 30_000
/** One answer that fails may be chance. */
const LOOKS = 3
const LOOK_AGAIN_MS = 1_000
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

export interface KeepOptions {
  readonly open: (signal: AbortSignal) => Promise<Tunnel>
  /** What the receiver answers with when it is asked through the tunnel. */
  readonly nonce: string
  readonly clock: Clock
  /** Gives up. */
  readonly signal: AbortSignal
  /** How often a fresh address is tried, a second apart; default 30. */
  readonly attempts?: number
  readonly onChange: (change: TunnelChange) => void
  /** Called with another address than the last, once it leads here. */
  readonly onMoved: (url: string) => Promise<void> | void
}

/** What happens to a tunnel after it was there. */
export type TunnelChange =
  | {readonly kind: 'lost'; readonly reason: string}
  | {readonly kind: 'still lost'; readonly reason: string; readonly retryMs: number}
  | {readonly kind: 'back'; readonly url: string; readonly gapMs: number}
  | {readonly kind: 'moved'; readonly url: string}
  | {readonly kind: 'not moved'; readonly url: string; readonly reason: string}

export interface KeptTunnel {
  readonly provider: string
  /** The address that leads here, or did last. */
  readonly url: () => string
  readonly close: () => Promise<void>
}

/**
 * Opens a tunnel, and settles once it leads to the receiver. From then on a tunnel that is lost, or does not lead here
 * any more, is opened again, with growing waits, until it is closed.
 * @throws {TunnelError} if it cannot be opened the first time, or does not lead here.
 */
export async function keepTunnel(options: KeepOptions): Promise<KeptTunnel> {
  const {clock, onChange} = options
  const ending = new AbortController()
  const signal = AbortSignal.any([options.signal, ending.signal])
  let tunnel = await openReachable(options, signal)
  let url = tunnel.url()

  async function keep(): Promise<void> {
    for (;;) {
      const change = await nextChange(tunnel, url, options, signal)
      if (change.kind === 'lost') {
        const lostAt = clock.now()
        onChange(change)
        await tunnel.close()
        tunnel = await reopen(options, signal)
        onChange({kind: 'back', url: tunnel.url(), gapMs: clock.now() - lostAt})
      } else onChange(change)
      if (tunnel.url() !== url) {
        url = tunnel.url()
        await reportMove(url, options)
      }
    }
  }

  const keeping = keep().catch(error => {
    if (!signal.aborted) throw error
  })
  return {
    provider: tunnel.provider,
    url: () => url,
    async close() {
      ending.abort()
      await keeping
      await tunnel.close()
    },
  }
}

/** Settles when the tunnel is lost, or leads here under another address. */
async function nextChange(
  tunnel: Tunnel,
  url: string,
  {nonce, clock}: KeepOptions,
  signal: AbortSignal,
): Promise<TunnelChange & {kind: 'lost' | 'moved'}> {
  let lost: string | undefined
  const waking = new AbortController()
  tunnel.lost.then(({message}) => {
    lost = message
    waking.abort()
  })
  const awake = AbortSignal.any([signal, waking.signal])
  for (let failures = 0; ; ) {
    await clock.sleep(failures === 0 ? LOOK_EVERY_MS : LOOK_AGAIN_MS, awake).catch(() => {})
    signal.throwIfAborted()
    if (lost !== undefined) return {kind: 'lost', reason: lost}
    const newest = tunnel.url()
    const found = await lookThrough(newest, nonce, signal)
    signal.throwIfAborted()
    if (found === '' && newest !== url) return {kind: 'moved', url: newest}
    if (found === '') failures = 0
    else if (newest === url || (await lookThrough(url, nonce, signal)) !== '') failures += 1
    if (failures >= LOOKS) return {kind: 'lost', reason: `${newest} no longer leads here: ${found}`}
  }
}

async function reopen(options: KeepOptions, signal: AbortSignal): Promise<Tunnel> {
  const {clock, onChange} = options
  let reported = ''
  for (let attempt = 0; ; attempt += 1) {
    const retryMs = Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS)
    await clock.sleep(retryMs, signal)
    try {
      return await openReachable(options, signal)
    } catch (error) {
      signal.throwIfAborted()
      const reason = error instanceof Error ? error.message : String(error)
      if (reason !== reported)
        onChange({kind: 'still lost', reason, retryMs: Math.min(retryMs * 2, LONGEST_WAIT_MS)})
      reported = reason
    }
  }
}

/** Opens it and waits until it leads here, or closes it again. */
async function openReachable(
  {open, nonce, clock, attempts}: KeepOptions,
  signal: AbortSignal,
): Promise<Tunnel> {
  const tunnel = await open(signal)
  const over = new AbortController()
  const reach = {
    sleep: clock.sleep,
    signal: AbortSignal.any([signal, over.signal]),
    ...(attempts !== undefined && {attempts}),
  }
  const reachable = waitUntilReachable(tunnel.url(), nonce, reach)
  try {
    await Promise.race([
      reachable,
      tunnel.lost.then(error => {
        throw error
      }),
    ])
    return tunnel
  } catch (error) {
    await tunnel.close()
    throw error
  } finally {
    reachable.catch(() => {})
    over.abort()
  }
}

async function reportMove(url: string, {onMoved, onChange}: KeepOptions): Promise<void> {
  try {
    await onMoved(url)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    onChange({kind: 'not moved', url, reason})
  }
}
