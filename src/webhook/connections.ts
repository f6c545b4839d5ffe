import {readFileSync} from 'node:fs'
import type {Server} from 'node:http'
import type {Socket} from 'node:net'

export interface ConnectionLimits {
  /**
   * Connections on which no whole request has been accepted yet. Default 8,000, or half as many as this process may
   * open files.
   */
  readonly mostWaiting?: number
  /** Those of one other machine. Default a tenth. */
  readonly mostWaitingOfOne?: number
  /** Connections on which one has: a reserve that nobody else takes. Default 500. */
  readonly mostProven?: number
  /** How long a connection has for its request before it may be closed for others, in milliseconds. Default 1,000. */
  readonly graceMs?: number
}

export interface Connections {
  /** A whole request on it was accepted: it belongs to the platform, or to whoever is treated so. */
  readonly prove: (socket: Socket) => void
}

/** In their grace there may be this many times as many. */
const GRACE_FACTOR = 1.25
/** About 10 KB each. Those that are closed come again, which costs more than keeping them. */
const MOST_WAITING = 8_000
const MOST_PROVEN = 500
/** What Linux gives a process that nobody set a limit for. */
const USUAL_FILES = 1_024

interface Waiting {
  readonly sinceMs: number
  readonly address: string
}

/**
 * Keeps a server open for whoever sends a whole request, however many connections send none. A new connection is always
 * taken; where there are too many, those close that have waited longest, first of the address with too many. A delivery needs
 * a moment, and has had it by then. This machine has no limit: a tunnel or a proxy brings everybody from there.
 * @param onDropped Called for each connection that is closed.
 */
export function guardConnections(
  server: Server,
  onDropped: () => void,
  limits: ConnectionLimits = {},
): Connections {
  const {
    mostWaiting = Math.min(MOST_WAITING, Math.floor(mostFiles() / 2)),
    mostWaitingOfOne = Math.ceil(mostWaiting / 10),
    mostProven = Math.min(MOST_PROVEN, mostWaiting),
    graceMs = 1_000,
  } = limits
  /** Both in the order in which they came, or were used last. */
  const waiting = new Map<Socket, Waiting>()
  const proven = new Set<Socket>()
  const waitingOf = new Map<string, Set<Socket>>()

  const forget = (socket: Socket) => {
    proven.delete(socket)
    const address = waiting.get(socket)?.address ?? ''
    waiting.delete(socket)
    const others = waitingOf.get(address)
    others?.delete(socket)
    if (others?.size === 0) waitingOf.delete(address)
  }
  const drop = (socket: Socket) => {
    forget(socket)
    socket.destroy()
    onDropped()
  }
  const isPatient = (socket: Socket, nowMs: number) => nowMs - (waiting.get(socket)?.sinceMs ?? 0) < graceMs
  const dropOldest = (sockets: ReadonlyMap<Socket, unknown> | ReadonlySet<Socket>, most: number) => {
    const nowMs = performance.now()
    for (const socket of sockets.keys()) {
      const isDue = sockets.size > (isPatient(socket, nowMs) ? most * GRACE_FACTOR : most)
      if (!isDue) return
      drop(socket)
    }
  }

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    waiting.set(socket, {sinceMs: performance.now(), address})
    socket.once('close', () => forget(socket))
    if (!isThisMachine(address)) {
      const ofOne = waitingOf.get(address) ?? new Set()
      waitingOf.set(address, ofOne.add(socket))
      dropOldest(ofOne, mostWaitingOfOne)
    }
    dropOldest(waiting, mostWaiting)
  })
  return {
    prove(socket) {
      if (socket.destroyed || !(waiting.has(socket) || proven.has(socket))) return
      forget(socket)
      proven.add(socket)
      dropOldest(proven, mostProven)
    },
  }
}

const isThisMachine = (address: string) => /^(?:::ffff:)?127\.|^::1$/.test(address)

/** How many files and connections this process may have open, where the system says so. */
function mostFiles(): number {
  try {
    const [, files] = /^Max open files +\d+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? []
    return Number(files ?? USUAL_FILES)
  } catch {
    return USUAL_FILES
  }
}
