import {kill, pid} from 'node:process'
import {UsageError} from '../errors.ts'

/**
 * The points at which tests can make a run stop, to check what is true afterwards.
 * - `plan-written`: the plan is written under a temporary name and is not a run yet
 * - `plan-renamed`: it is a run, and nothing was sent
 * - `resume-read`: the journal was read, and nothing written to it yet
 * - `resume-doubted`: those in flight at the end of the last process are recorded as in doubt, not yet on disk
 * - `line-half-written`: in the middle of a line of the journal
 * - `disk-full`: the same, by an error of the disk instead of the end of the process
 * - `attempt-synced`: the attempt is on disk, and nothing was sent
 * - `request-half-written`: half of the request was sent
 * - `answer-lost`: the platform has answered, and msgr saw nothing of it
 * - `answered`: the outcome is known, and not recorded
 * - `recorded`: attempts and outcomes are recorded, and not on disk
 * - `journal-synced`: they are on disk, and the witness is not marked yet
 * - `settled`: the search for a person in doubt has a result, which is not on disk
 * - `before-end`: everybody is settled, and the journal does not say so yet
 *
 * Of a store in a database:
 * - `lease-taken`: the Page is leased, and the next place of the journal not taken yet
 * - `place-taken`: it is taken, so that whoever had the run can append nothing more, and nothing was read yet
 * - `lease-renewed`: the leases of the process were renewed
 * - `append-begun`: lines have a place, and are not sent to the database yet
 * - `append-unanswered`: the database has them, and its answer is lost with the connection
 * - `appended`: the database has them, and the process has not done anything because of it
 */
const failpoints = [
  'plan-written',
  'plan-renamed',
  'resume-read',
  'resume-doubted',
  'line-half-written',
  'disk-full',
  'attempt-synced',
  'request-half-written',
  'answer-lost',
  'answered',
  'recorded',
  'journal-synced',
  'settled',
  'before-end',
  'lease-taken',
  'place-taken',
  'lease-renewed',
  'append-begun',
  'append-unanswered',
  'appended',
] as const

export type Failpoint = (typeof failpoints)[number]

/** Called at each of these points. Returns true at the one that was chosen; there, most calls do not return. */
export type FailpointHit = (failpoint: Failpoint) => boolean

/** At these, the process goes on: whoever calls makes the fault. */
const faults: readonly Failpoint[] = ['disk-full', 'append-unanswered']

const signals = ['SIGKILL', 'SIGINT', 'SIGTERM', 'SIGSTOP'] as const

/**
 * Parses `name`, `name:3` (the third time it is passed) or `name:3:SIGINT` (with another signal than SIGKILL).
 * Undefined when no failpoint is set, so that nothing is called.
 * @throws {UsageError} for an unknown point.
 */
export function parseFailpoint(text: string | undefined): FailpointHit | undefined {
  if (text === undefined || text === '') return undefined
  const [name, times = '1', by = 'SIGKILL'] = text.split(':')
  const failpoint = failpoints.find(known => known === name)
  const signal = signals.find(known => known === by)
  if (failpoint === undefined || signal === undefined || !/^[1-9]\d*$/.test(times)) {
    throw new UsageError(`MSGR_FAILPOINT=${text} is not a moment of a run`, {
      hint: `name:n:signal, where the name is ${failpoints.join(', ')} and the signal ${signals.join(', ')}`,
    })
  }
  let left = Number(times)
  return passed => {
    if (passed !== failpoint || --left !== 0) return false
    if (!faults.includes(failpoint)) kill(pid, signal)
    return true
  }
}
