import type {Command} from 'commander'
import type {LabelledRow} from '../../bulk/label-import/plan.ts'
import {normalName} from '../../bulk/personal-text.ts'
import {idColumns, malformedReason, type RecipientRow, readRecipientRows} from '../../bulk/recipient-rows.ts'
import {validRows} from '../../bulk/valid-rows.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import {declareInvalidRows, type InvalidRowsFlags, type Rejects} from '../invalid-rows.ts'

export interface RowsOptions extends InvalidRowsFlags {
  readonly label?: string
  readonly column?: readonly string[]
}

/** What a column of labels is called, the likeliest name first. */
const labelColumns = [
  'label',
  'labels',
  'page_label_name',
  'label_name',
  'custom_label',
  'tag',
  'tags',
  'group',
  'segment',
]

export function declareRows(command: Command): Command {
  return declareInvalidRows(
    command
      .option(
        '--label <label>',
        'put everybody of the file under this label, for a file without a column of labels',
      )
      .option(
        '--column <which=name...>',
        'the name of a column: psid=NAME or label=NAME; otherwise it is guessed',
      ),
  )
}

/** Counts while a file is read. */
export interface RowsTally {
  rows: number
  invalid: number
}

/**
 * The rows of a file, as they are read.
 * @throws {UsageError} as `validRows`, and if no column holds the labels or they are named in two ways.
 */
export async function* readLabelRows(
  {io}: Pick<Context, 'io'>,
  file: string,
  options: RowsOptions,
  {rejects, tally}: {readonly rejects: Rejects | undefined; readonly tally: RowsTally},
): AsyncGenerator<LabelledRow> {
  const what = file === '-' ? 'standard input' : file
  const columns = parseColumns(options.column ?? [])
  const labelsIn = columns.label === undefined ? labelColumns : [columns.label]
  const rows = readRecipientRows(
    io.readLines(file),
    what,
    columns.psid === undefined ? idColumns : [columns.psid],
  )
  const found = new LabelColumn(labelsIn, what, options.label)
  const valid = validRows(counted(rows, tally), {
    what,
    skipInvalid: options.skipInvalid,
    reasonOf: row => malformedReason(row) ?? (found.read(row) === '' ? 'there is no label' : undefined),
    onInvalid: async (row, reason) => {
      tally.invalid += 1
      await rejects?.add(row, reason)
    },
  })
  for await (const row of valid) yield {psid: row.psid, label: found.read(row), place: row.place}
}

async function* counted(rows: AsyncIterable<RecipientRow>, tally: RowsTally): AsyncGenerator<RecipientRow> {
  for await (const row of rows) {
    tally.rows += 1
    yield row
  }
}

/** Where the label of a row stands: the same for all rows, and found in the first one that names columns. */
class LabelColumn {
  readonly #names: readonly string[]
  readonly #what: string
  readonly #given: string | undefined
  #name: string | undefined

  constructor(names: readonly string[], what: string, given: string | undefined) {
    this.#names = names
    this.#what = what
    this.#given = given?.trim()
  }

  read({fields}: RecipientRow): string {
    if (this.#given !== undefined) {
      const other = this.#names.find(name => name in fields)
      if (other === undefined) return this.#given
      throw new UsageError(`${this.#what} has a column ${other}, and --label is given too`, {
        hint: 'Leave out --label, or take the column out of the file',
      })
    }
    this.#name ??= this.#names.find(name => name in fields) ?? this.#missing(fields)
    return (fields[this.#name] ?? '').trim()
  }

  #missing(fields: RecipientRow['fields']): never {
    const names = Object.keys(fields)
    const has = names.length === 0 ? 'it has one column' : names.join(', ')
    throw new UsageError(`No column of ${this.#what} holds the labels: ${has}`, {
      hint: 'Name it: --column label=NAME. For one label for everybody: --label VIP',
    })
  }
}

/** @throws {UsageError} for anything but `psid=NAME` and `label=NAME`. */
function parseColumns(given: readonly string[]): {readonly psid?: string; readonly label?: string} {
  const columns: {psid?: string; label?: string} = {}
  for (const text of given) {
    const [, which, name = ''] = /^(psid|label)=(.+)$/.exec(text) ?? []
    if (which !== 'psid' && which !== 'label') {
      throw new UsageError(`--column ${text} names no column`, {
        hint: 'Write it like --column psid=Customer --column label=Group',
      })
    }
    columns[which] = normalName(name)
  }
  return columns
}
