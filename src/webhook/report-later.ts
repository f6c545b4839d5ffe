/** What one turn spends on reports while requests may be waiting, in ms. */
const TURN_MS = 4
/** Bodies of deliveries that wait, in bytes; beyond it, all are reported before another request is answered. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024

interface Waiting {
  readonly report: () => void
  readonly bytes: number
}

/** Reports that follow answers, in the order in which they were added. */
export interface LaterReports {
  /** @param bytes What it keeps in memory until then. */
  readonly add: (report: () => void, bytes: number) => void
  /** Reports all that wait, in this turn. */
  readonly flush: () => void
}

/**
 * Reports deliveries after their answers, a few milliseconds in each turn: what listeners do with them delays the answers to
 * others that little, even when many come at once.
 */
export function createLaterReports(): LaterReports {
  let waiting: Waiting[] = []
  let at = 0
  let waitingBytes = 0
  const reportFor = (turnMs: number) => {
    const startMs = performance.now()
    try {
      while (at < waiting.length) {
        const {report, bytes} = waiting[at++] as Waiting
        waitingBytes -= bytes
        report()
        if (waitingBytes <= MOST_WAITING_BYTES && performance.now() - startMs >= turnMs) break
      }
    } finally {
      if (at === waiting.length) [waiting, at] = [[], 0]
      else setImmediate(reportFor, turnMs)
    }
  }
  return {
    add(report, bytes) {
      waitingBytes += bytes
      if (waiting.push({report, bytes}) === 1) setImmediate(reportFor, TURN_MS)
    },
    flush: () => reportFor(Number.POSITIVE_INFINITY),
  }
}
