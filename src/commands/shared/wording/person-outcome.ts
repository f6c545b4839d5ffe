import {type ExitCode, exitCodes} from '../../../errors.ts'
import type {Psid} from '../../../platform/ids.ts'
import type {CsvForm} from '../../../terminal/csv.ts'

/** The outcome for one person. */
export interface PersonOutcome {
  readonly psid: Psid
  readonly done: boolean
  /** Why it failed. */
  readonly reason: string | undefined
}

export const doneFor = (psid: Psid): PersonOutcome => ({psid, done: true, reason: undefined})

/** A row for each person. */
export const outcomesCsv: CsvForm = {
  columns: ['psid', 'done', 'reason'],
  rows: ({people}: {readonly people: readonly PersonOutcome[]}) => people,
}

export function outcomesExitCode(people: readonly PersonOutcome[]): ExitCode {
  return people.every(({done}) => done) ? exitCodes.done : exitCodes.partly
}

/** A sentence, in which `#` stands for `3 people`, and a line for each person for whom it failed. */
export function outcomesText(sentence: string, people: readonly PersonOutcome[]): string {
  const failed = people.filter(({done}) => !done)
  const count = people.length - failed.length
  const heading = sentence.replace('#', `${count} ${count === 1 ? 'person' : 'people'}`)
  return [heading, ...failed.map(({psid, reason}) => `${psid}: ${reason}`)].join('\n')
}
