import {NotYetError} from '../errors.ts'
import type {OpenRun} from './delivery-options.ts'
import {readRunJournal} from './run-journal.ts'
import type {Held, StoredRun} from './store.ts'

interface Doubted extends Pick<OpenRun, 'stored' | 'ledger'> {
  readonly lock: Pick<Held, 'mayLackEntries'>
}

/**
 * Refuses to decide about people in doubt as long as the process that left them may only stand still: it could send after their
 * conversations were looked at. Concerns stores alone that do not see processes end.
 * @throws {NotYetError} with the reason `doubtsTooYoung`.
 */
export async function refuseYoungDoubts({stored, ledger, lock}: Doubted): Promise<void> {
  const {mayStillSendFor} = stored
  const {inFlight, inDoubt, remaining} = ledger.counts
  const mayLackAttempts = lock.mayLackEntries === true && remaining > 0
  if (mayStillSendFor === undefined || (inFlight + inDoubt === 0 && !mayLackAttempts)) return
  const {left, end} = await readLeft(stored)
  for (const {line} of (await stored.evidence?.([...left.keys()])) ?? []) left.delete(line)
  if (left.size === 0 && !mayLackAttempts) return
  const newest = [...left.values()].reduce((one, other) => Math.max(one, other), mayLackAttempts ? end : 0)
  const waitMs = await mayStillSendFor(newest)
  if (waitMs <= 0) return
  const who = left.size === 0 ? 'people' : left.size === 1 ? '1 person' : `${left.size} people`
  throw new NotYetError(
    `The process that left ${who} in doubt was not seen to end: it may only stand still, and send to them later`,
    {reason: 'doubtsTooYoung', data: {seconds: Math.ceil(waitMs / 1000)}},
  )
}

/** An attempt: the process that made it, by the position of its start, and its own position in the journal. */
interface Attempt {
  readonly process: number
  readonly offset: number
}

interface Left {
  /** Line -> position of what was last known of it. */
  readonly left: Map<number, number>
  /** The position of the last entry. */
  readonly end: number
}

/** Who is in doubt by an attempt, or by entries that the store lost, that its own process did not record as such. */
async function readLeft(stored: StoredRun): Promise<Left> {
  const attempts = new Map<number, Attempt>()
  const doubtedByOwn = new Set<number>()
  const left = new Map<number, number>()
  let [process, end] = [0, 0]
  for await (const entries of readRunJournal(stored)) {
    for (const {entry, offset} of entries) {
      end = offset
      if (entry.event === 'start') process = offset
      if (!('line' in entry)) continue
      const {line, event} = entry
      if (event !== 'doubt') {
        attempts.delete(line)
        doubtedByOwn.delete(line)
        left.delete(line)
        if (event === 'attempt') attempts.set(line, {process, offset})
      } else if (!doubtedByOwn.has(line) && !left.has(line)) {
        const attempt = attempts.get(line)
        attempts.delete(line)
        if (attempt?.process === process) doubtedByOwn.add(line)
        else left.set(line, attempt?.offset ?? offset)
      }
    }
  }
  for (const [line, {offset}] of attempts) left.set(line, offset)
  return {left, end}
}
