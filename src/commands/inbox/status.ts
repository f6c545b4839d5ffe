import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {countEvents} from '../../inbox/list.ts'
import type {View} from '../../terminal/view.ts'
import {namedStore} from '../shared/arguments/named-store.ts'
import {addExamples} from '../shared/wording/examples.ts'
import {count} from '../shared/wording/run-counts.ts'
import {toIso} from '../shared/wording/times.ts'

/** How many events are in which state. The keys are a public API. */
export interface InboxStatus {
  readonly waiting: number
  readonly working: number
  readonly failed: number
  readonly done: number
  readonly dropped: number
  /** When the oldest event came that waits or is being worked on. */
  readonly oldestReceivedAt: string | undefined
  /** Who works on events now. */
  readonly workers: readonly string[]
}

export function declare(command: Command): void {
  addExamples(command, 'msgr inbox status', 'msgr inbox status --json')
}

export async function run(context: Context): Promise<InboxStatus> {
  const {oldestOpen, ...counts} = await countEvents((await namedStore(context)).queries.query)
  return {...counts, oldestReceivedAt: toIso(oldestOpen?.getTime())}
}

export const view: View<InboxStatus> = (status, {ago, bad}) => {
  const {waiting, working, failed, done, dropped, oldestReceivedAt, workers} = status
  const failures = `${count(failed)} failed`
  const counts = [
    `${count(waiting)} waiting`,
    `${count(working)} being handled`,
    failed === 0 ? failures : bad(failures),
    `${count(done)} done`,
    `${count(dropped)} dropped`,
  ]
  return [
    counts.join(', '),
    ...(oldestReceivedAt === undefined ? [] : [`The oldest that is not done came ${ago(oldestReceivedAt)}`]),
    ...(workers.length === 0 ? [] : [`Workers: ${workers.join(', ')}`]),
  ].join('\n')
}
