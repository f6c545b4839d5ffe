import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import {type ExitCode, exitCodes, UsageError} from '../../../errors.ts'
import {type ChangedEvent, changeEvents, type EventChange} from '../../../inbox/list.ts'
import type {Query} from '../../../store/connection.ts'
import type {Style} from '../../../terminal/view.ts'
import {plural} from '../../shared/arguments/count.ts'

export const idsArgument = (command: Command): Command =>
  command.argument('[ids...]', 'the ids of events, as msgr inbox list shows them')

/** @throws {UsageError} for what is not an id of the inbox, or if there are none. */
export function parseIds(ids: readonly string[], instead: string): readonly number[] {
  if (ids.length === 0)
    throw new UsageError('No event is named', {hint: `Give the ids of events, or ${instead}`})
  return ids.map(id => {
    if (/^[1-9][0-9]{0,14}$/.test(id)) return Number(id)
    throw new UsageError(`${id} is not the id of an event in the inbox`, {hint: 'List them: msgr inbox list'})
  })
}

/** An event that was to be changed. The keys are a public API. */
export interface ChangedRow {
  readonly id: string
  readonly changed: boolean
  /** As it is now. */
  readonly state: ChangedEvent['state']
}

export const changedCsv = {columns: ['id', 'changed', 'state']}

/** Changes the events, or with --dry-run finds out which would be changed. */
export async function change(
  {globals}: Context,
  query: Query,
  ids: readonly number[],
  how: EventChange,
): Promise<readonly ChangedRow[]> {
  const events = await changeEvents(query, [...new Set(ids)], how, globals.dryRun)
  return events.map(({id, isChanged, state}) => ({id: String(id), changed: isChanged, state}))
}

/** `✔ 2 events wait again`, and a line for each that was left as it is. */
export function changedText(rows: readonly ChangedRow[], what: string, {good, bad}: Style): string {
  const changed = rows.filter(({changed}) => changed)
  const lines = changed.length === 0 ? [] : [`${good('✔')} ${plural(changed.length, 'event')} ${what}`]
  const others = rows.filter(({changed}) => !changed).map(row => `${bad('✖')} ${row.id} ${whyNot(row)}`)
  return [...lines, ...others].join('\n')
}

const whyNot = ({state}: ChangedRow) =>
  state === undefined ? 'is not in the inbox' : `was left as it is: ${stateWords[state]}`

const stateWords = {
  waiting: 'it waits already',
  working: 'a worker has it',
  done: 'it is done',
  failed: 'it failed',
  dropped: 'it is dropped already',
} as const

/** 6 if one was left as it is. */
export const changedExit = (rows: readonly ChangedRow[]): ExitCode | undefined =>
  rows.some(({changed}) => !changed) ? exitCodes.partly : undefined
