import type {Command} from 'commander'
import {UsageError} from '../errors.ts'

/** The sheet of a workbook that lists people. */
export interface SheetFlags {
  readonly sheet?: string | undefined
}

/** For every command that reads a list. */
export function declareSheet<Declared extends Command>(command: Declared): Declared {
  return command.option(
    '--sheet <name>',
    'the sheet of an Excel workbook, by its name or the number of its tab (default: the only one with content)',
  )
}

/** The column of a file that contains the people. */
export interface PsidColumnFlags extends SheetFlags {
  readonly psidColumn?: string | undefined
}

/** For every command that reads people from a file. */
export function declarePsidColumn<Declared extends Command>(command: Declared): Declared {
  return declareSheet(
    command.option(
      '--psid-column <name>',
      'the column of the file that contains the ids, when msgr does not recognize it',
    ),
  )
}

/**
 * For a command without a file.
 * @param example how to name one: `--to people.csv`
 * @throws {UsageError} if a flag says how to read it.
 */
export function refuseListFlags({psidColumn, sheet}: PsidColumnFlags, example: string): void {
  const flag = psidColumn !== undefined ? '--psid-column' : sheet !== undefined ? '--sheet' : undefined
  if (flag !== undefined)
    throw new UsageError(`${flag} works only with a file`, {hint: `Name one: ${example}`})
}
