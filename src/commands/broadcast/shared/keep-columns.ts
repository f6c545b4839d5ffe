import type {Command} from 'commander'
import {tokenColumns} from '../../../audience/subscribers.ts'
import type {KeptFields} from '../../../bulk/kept-columns.ts'
import {normalName} from '../../../bulk/personal-text.ts'
import {UsageError} from '../../../errors.ts'

export interface KeepColumnsFlag {
  readonly keepColumns?: string
}

export const declareKeepColumns = (command: Command): Command =>
  command.option(
    '--keep-columns <names>',
    'the columns of the file that the report repeats, separated by commas, or none (default: all)',
  )

/**
 * Which columns of the file a run keeps for its report. Subscription tokens are secrets, and never kept.
 * @throws {UsageError} if there is no file, or no name.
 */
export function parseKeepColumns({keepColumns, to}: KeepColumnsFlag & {readonly to?: string}): KeptFields {
  const never = tokenColumns
  if (keepColumns === undefined) return {never}
  if (to === undefined)
    throw new UsageError('--keep-columns works only with a file', {hint: 'Name one: --to people.csv'})
  if (keepColumns.trim() === 'none') return {only: [], never}
  const only = keepColumns.split(',').map(normalName)
  if (only.includes(''))
    throw new UsageError('--keep-columns has an empty name', {
      hint: 'Write it like --keep-columns name,customer_no, or none',
    })
  return {only, never}
}
