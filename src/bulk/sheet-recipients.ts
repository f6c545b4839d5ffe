import {UsageError} from '../errors.ts'
import {withFormulas} from '../text/formulas.ts'
import type {Sheet, SheetRow} from '../workbook/open-workbook.ts'
import {NamedColumns} from './file-columns.ts'
import {idRank} from './id-column.ts'
import type {RecipientRow} from './recipient-row.ts'
import {IdColumn, type Source, toId} from './row-columns.ts'

/** The first row with content is the header, unless it is an id. */
export async function* readSheetRecipients(sheet: Sheet, source: Source): AsyncGenerator<RecipientRow> {
  let names = new NamedColumns([])
  let column: IdColumn | undefined
  let list: number | undefined
  let hidden = 0
  for await (const row of sheet.rows()) {
    const record = row.cells.map(withFormulas)
    if (column === undefined && list === undefined) {
      const only = onlyCell(record)
      if (only !== undefined && idRank([record[only] ?? ''], source) === 0 && source.given === undefined)
        list = only
      else {
        refuseFaultyHeader(row, source)
        names = new NamedColumns(record)
        column = new IdColumn(record, source)
        continue
      }
    }
    if (row.isHidden && source.readsHidden !== true) hidden += 1
    else if (column !== undefined) yield toSheetRow(column, record, row, names)
    else yield toListRow(list ?? 0, record, row, source)
  }
  if (hidden > 0) source.onHidden?.(hidden)
}

/** The index of the only cell with content. */
function onlyCell(record: readonly string[]): number | undefined {
  const first = record.findIndex(cell => !isEmpty(cell))
  return record.slice(first + 1).every(isEmpty) ? first : undefined
}

/** @throws {UsageError} if the name of a column cannot be read. */
function refuseFaultyHeader({faults}: SheetRow, {what}: Source): void {
  for (const {reason, isOfIds} of faults?.values() ?? [])
    if (!isOfIds) throw new UsageError(`The first row of ${what} cannot be read: ${reason}`)
}

function toSheetRow(
  column: IdColumn,
  record: readonly string[],
  {number: place, faults}: SheetRow,
  names: NamedColumns,
): RecipientRow {
  const {psid, skip: other} = column.read(record)
  const {ambiguous} = names
  const columns = names.besides(column.name)
  const detail = faults && faultIn(faults, column, names)
  const skip = detail === undefined ? other : {reason: 'malformed', detail}
  // Cells beside the table belong to no column.
  return {
    psid,
    fields: names.fields(record),
    columns,
    place,
    ...(ambiguous && {ambiguous}),
    ...(skip && {skip}),
  }
}

function toListRow(
  index: number,
  record: readonly string[],
  {number: place, faults}: SheetRow,
  source: Source,
): RecipientRow {
  const row = {psid: toId(record[index] ?? '', source), fields: {}, place}
  const detail = faults?.get(index)?.reason
  return detail === undefined ? row : {...row, skip: {reason: 'malformed', detail}}
}

/** Why a row cannot be used because of a cell in a named column. A number that lost digits can still be a text. */
function faultIn(
  faults: NonNullable<SheetRow['faults']>,
  column: IdColumn,
  names: NamedColumns,
): string | undefined {
  for (const [index, {reason, isOfIds}] of faults)
    if (index === column.index || (!isOfIds && names.isNamed(index))) return reason
  return undefined
}

const isEmpty = (cell: string) => cell === ''
