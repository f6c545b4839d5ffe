import type {MsgrError} from '../errors.ts'
import {followStream} from './stream.ts'

/** Reports when something happens to a person, which makes polling unnecessary. */
export interface Notices {
  /** Grows with everything that happens to the person. */
  readonly count: (psid: string) => number
  /**
   * Settles when the count has grown beyond a number, or when so many ms have passed.
   * @throws the signal's reason when it aborts, and {MsgrError} when the emulator has ended.
   */
  readonly beyond: (psid: string, count: number, ms: number) => Promise<void>
  readonly close: () => void
}

/** @throws {MsgrError} when the emulator sends no notices. */
export async function followNotices(url: string, signal: AbortSignal): Promise<Notices> {
  const counts = new Map<string, number>()
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const look of waiting) look()
  }
  const count = (psid: string) => counts.get(psid) ?? 0
  const stream = await followStream(url, ([name, data]) => {
    if ((name !== 'activity' && name !== 'conversation') || data.psid === undefined) return
    counts.set(data.psid, count(data.psid) + 1)
    wake()
  })
  let end: MsgrError | undefined
  void stream.ended.then(error => {
    end = error
    wake()
  })
  signal.addEventListener('abort', wake, {once: true})
  return {
    count,
    beyond: (psid, former, ms) =>
      new Promise((resolve, reject) => {
        const settle = (settled: () => void) => {
          clearTimeout(timer)
          waiting.delete(look)
          settled()
        }
        const look = () => {
          if (signal.aborted) settle(() => reject(signal.reason))
          else if (end !== undefined) settle(() => reject(end))
          else if (count(psid) > former) settle(resolve)
        }
        const timer = setTimeout(() => settle(resolve), ms)
        waiting.add(look)
        look()
      }),
    close: () => {
      signal.removeEventListener('abort', wake)
      stream.close()
    },
  }
}
