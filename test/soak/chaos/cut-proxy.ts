import {once} from 'node:events'
import {type AddressInfo, connect, createServer, type Socket} from 'node:net'

/** A way to a server on this machine that can be cut. */
export interface CutProxy {
  readonly port: number
  /** Leads to another port from now on, and ends the connections to the former one. */
  readonly lead: (target: number) => void
  /** From now on nothing passes, and nobody is notified. */
  readonly cut: () => void
  /** What was on its way arrives late, as after a retransmission. */
  readonly heal: () => void
  /** Ends all connections. */
  readonly reset: () => void
  readonly close: () => void
}

/** Starts a TCP proxy in front of a port of this machine. */
export async function startCutProxy(first: number): Promise<CutProxy> {
  let target = first
  const pairs = new Set<readonly [Socket, Socket]>()
  let isCut = false
  const join = ([inner, outer]: readonly [Socket, Socket]) => {
    inner.pipe(outer)
    outer.pipe(inner)
  }
  const part = (pair: readonly [Socket, Socket]) => {
    for (const socket of pair) socket.unpipe().pause()
  }
  const server = createServer(inner => {
    const pair = [inner, connect(target, '127.0.0.1')] as const
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    for (const socket of pair) socket.on('error', end).on('close', end)
    if (!isCut) join(pair)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const reset = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    lead(to) {
      target = to
      reset()
    },
    cut() {
      isCut = true
      for (const pair of pairs) part(pair)
    },
    heal() {
      isCut = false
      for (const pair of pairs) join(pair)
    },
    reset,
    close() {
      server.close()
      reset()
    },
  }
}
