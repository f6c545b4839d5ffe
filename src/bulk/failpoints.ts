import {kill, pid} from 'node:process'
import {UsageError} from '../errors.ts'

/**
 * The moments at which a run can be made to break off, so that tests find out what is true afterwards.
 * - `plan-written`: the plan lies aside, and is not a run so far
 * - `plan-renamed`: it is one, and nobody was written to
 * - `resume-read`: a journal was read, and nothing written to it so far
 * - `resume-doubted`: those in flight at the end of the last process are called in doubt, and that is not on disk
 * - `line-half-written`: in the middle of a line of the journal
 * - `disk-full`: the same, by an error of the disk instead of an end of the process
 * - `attempt-synced`: the attempt is on disk, and nothing left
 * - `request-half-written`: half of the request has left
 * - `answer-lost`: the platform has answered, and nothing of it was seen
 * - `answered`: the outcome is known, and not written down
 * - `recorded`: attempts and outcomes are written down, and not on disk
 * - `journal-synced`: they are on disk, and the witness does not say so
 * - `settled`: somebody in doubt was looked for and found or not, and that is not on disk
 * - `before-end`: everybody is settled, and the journal does not say so
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
] as const

export type Failpoint = (typeof failpoints)[number]

/** Called at each of these moments. Yields true when it is the one that was asked for; most then do not return. */
export type FailpointHit = (failpoint: Failpoint) => boolean

const signals = ['SIGKILL', 'SIGINT', 'SIGTERM'] as const

/**
 * Reads `name`, `name:3` (the third time it is passed) or `name:3:SIGINT` (by another signal than SIGKILL). Undefined
 * when there is none, so that where none is asked for nothing is called.
 * @throws {UsageError} for a moment that does not exist.
 */
export function parseFailpoint(text: string | undefined): FailpointHit | undefined {
  if (text === undefined || text === '') return undefined
  const [name = '', times = '1', by = 'SIGKILL'] = text.split(':')
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
    if (failpoint !== 'disk-full') kill(pid, signal)
    return true
  }
}
