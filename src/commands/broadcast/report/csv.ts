import type {ReportRow} from '../../../bulk/report.ts'
import type {CsvForm} from '../../../terminal/csv.ts'
import type {MarketingRow} from '../shared/marketing/report-rows.ts'
import type {LifeColumns, RowWithLife} from './life-rows.ts'

/** The result for one person. */
export type Row = ReportRow | MarketingRow | RowWithLife

const reportColumns = [
  'psid',
  'outcome',
  'reason',
  'code',
  'subcode',
  'traceId',
  'messageId',
  'attempts',
  'updatedAt',
] as const satisfies readonly (keyof ReportRow)[]

const marketingColumns = [
  'permanent',
  'trackingId',
  'acceptedAt',
  'deliveredAt',
  'readAt',
  'clickedAt',
  'failedAt',
] as const satisfies readonly (keyof MarketingRow)[]

const lifeColumns = [
  'deliveredAt',
  'readAt',
  'answeredAt',
  'tappedAt',
  'tapped',
  'optedOutAt',
  'blockedAt',
] as const satisfies readonly (keyof LifeColumns)[]

const allColumns: readonly string[] = [...new Set([...reportColumns, ...marketingColumns, ...lifeColumns])]

/** The columns of the report, then those of the file with the people. */
export const reportCsv: CsvForm = {
  columns: reportColumns,
  columnsOf: row => [
    ...new Set([
      ...reportColumns,
      ...('trackingId' in row ? marketingColumns : []),
      ...('tapped' in row ? lifeColumns : []),
      ...Object.keys(row).filter(name => !allColumns.includes(name)),
    ]),
  ],
  rows: (result: unknown) => (isRow(result) ? [flat(result)] : [result as object].flat()),
}

const isRow = (result: unknown): result is Row =>
  typeof result === 'object' && result !== null && 'psid' in result && 'columns' in result

/** The cells of a row. What was tapped is a text, as people read it. */
function flat({columns = {}, ...row}: Row): object {
  const own = Object.entries(columns).map(
    ([name, value]) => [allColumns.includes(name) ? `file_${name}` : name, value] as const,
  )
  const tapped = 'tapped' in row ? {tapped: row.tapped.join(', ')} : {}
  return {...row, ...tapped, ...Object.fromEntries(own)}
}
