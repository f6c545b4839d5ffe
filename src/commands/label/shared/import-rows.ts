import type {Command} from 'commander'
import {
  declareInvalidRows,
  type InvalidRowsFlags,
  type Rejects,
  sourceOf,
} from '../../../audience/file-rows.ts'
import {declarePsidColumn, type PsidColumnFlags} from '../../../audience/list-flags.ts'
import {columnKey, noSuchColumn, twoColumns} from '../../../bulk/id-column.ts'
import type {LabelledRow} from '../../../bulk/label-import/plan.ts'
import {
  malformedReason,
  nameOfSource,
  type RecipientRow,
  readRecipientRows,
} from '../../../bulk/recipient-rows.ts'
import {validRows} from '../../../bulk/valid-rows.ts'
import type {Context, Io} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'
import {completedOption} from '../../shared/arguments/completed.ts'
import {secretFaultOf} from '../../shared/files/own-secrets.ts'

export interface RowsOptions extends InvalidRowsFlags, PsidColumnFlags {
  readonly label?: string
  readonly labelColumn?: string
}

/** Likely names of the column with the labels, the likeliest first. */
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
  const named = declarePsidColumn(
    command.addOption(
      completedOption(
        'labels',
        '--label <label>',
        'assign this label to everyone in the file, for a file without a label column',
      ),
    ),
  ).option('--label-column <name>', 'the column with the labels, if its name does not show it')
  return declareInvalidRows(named)
}

/** Counts kept while a file is read. */
export interface RowsTally {
  rows: number
  invalid: number
}

/**
 * The rows of a file, as they are read.
 * @throws {UsageError} as `validRows`, and if no column contains the labels or both a column and --label are given.
 */
export async function* readLabelRows(
  {io, config}: Pick<Context, 'io' | 'config'>,
  file: string,
  options: RowsOptions,
  {rejects, tally}: {readonly rejects: Rejects | undefined; readonly tally: RowsTally},
): AsyncGenerator<LabelledRow> {
  const source = sourceOf(io, file, options)
  const secretFault = await secretFaultOf({config})
  const labelFault = (label: string) => {
    if (label === '') return 'there is no label'
    const fault = secretFault(label)
    return fault && `the label ${fault}`
  }
  const found = new LabelColumn(options, nameOfSource(source), io)
  const rows = counted(
    readRecipientRows(() => io.readList(file, options), source),
    tally,
  )
  const valid = validRows(rows, {
    file: source.file,
    skipInvalid: options.skipInvalid,
    reasonOf: row => malformedReason(row) ?? labelFault(found.read(row)),
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

/** Where a row's label is: the same for all rows, and decided by the first row with named columns. */
class LabelColumn {
  readonly #options: Pick<RowsOptions, 'label' | 'labelColumn'>
  readonly #what: string
  readonly #io: Pick<Io, 'note'>
  #name: string | undefined

  constructor(options: Pick<RowsOptions, 'label' | 'labelColumn'>, what: string, io: Pick<Io, 'note'>) {
    this.#options = options
    this.#what = what
    this.#io = io
  }

  read({fields, ambiguous = []}: RecipientRow): string {
    const {label, labelColumn} = this.#options
    const [twice] = namesLike(ambiguous, labelColumn === undefined ? labelColumns : [labelColumn])
    if (twice !== undefined) throw twoColumns(twice, this.#what)
    if (label !== undefined) {
      const [other] = labelColumn === undefined ? columnsIn(fields, labelColumns) : [labelColumn]
      if (other === undefined) return label.trim()
      throw new UsageError(`${this.#what} has a column ${other}, and --label is given too`, {
        hint: 'Leave out --label, or take the column out of the file',
      })
    }
    this.#name ??= labelColumn === undefined ? this.#guess(fields) : this.#find(fields, labelColumn)
    return (fields[this.#name] ?? '').trim()
  }

  #guess(fields: RecipientRow['fields']): string {
    const [name, ...others] = columnsIn(fields, labelColumns)
    if (name === undefined) {
      const names = Object.keys(fields)
      const has = names.length === 0 ? 'it has one column' : names.join(', ')
      throw new UsageError(`No column of ${this.#what} contains the labels: ${has}`, {
        hint: 'Name it: --label-column NAME. For one label for everyone: --label VIP',
      })
    }
    if (name !== labelColumns[0] || others.length > 0)
      this.#io.note(
        `Reading labels from the column ${name} of ${this.#what}. To use another: --label-column NAME`,
      )
    return name
  }

  #find(fields: RecipientRow['fields'], given: string): string {
    const [name] = columnsIn(fields, [given])
    if (name === undefined) throw noSuchColumn(Object.keys(fields), given, this.#what)
    return name
  }
}

/** The columns of a row with these names, in the order of the names. */
function columnsIn(fields: RecipientRow['fields'], names: readonly string[]): readonly string[] {
  return namesLike(Object.keys(fields), names)
}

const namesLike = (columns: readonly string[], names: readonly string[]) =>
  names.flatMap(name => columns.filter(column => columnKey(column) === columnKey(name)))
