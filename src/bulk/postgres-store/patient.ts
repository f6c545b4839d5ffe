import {setTimeout as sleep} from 'node:timers/promises'
import {NetworkError} from '../../errors.ts'
import type {Query} from '../../store/connection.ts'

/** A database that is away longer than this ends what waits for it. */
const AWAY_MS = 300_000
const FIRST_WAIT_MS = 100
const MOST_WAIT_MS = 2000

/**
 * Runs statements again while the database is away, as it is during a failover. Only for statements that may be run twice.
 * @param signal ends the waiting
 * @throws {NetworkError} if it is away for more than five minutes.
 */
export function patientQuery(query: Query, signal: AbortSignal): Query {
  return async (text, values) => {
    const since = performance.now()
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, MOST_WAIT_MS)) {
      try {
        return await query(text, values)
      } catch (error) {
        const isOver = signal.aborted || performance.now() - since > AWAY_MS
        if (!(error instanceof NetworkError) || isOver) throw error
        await sleep(waitMs, undefined, {signal}).catch(() => {})
      }
    }
  }
}
