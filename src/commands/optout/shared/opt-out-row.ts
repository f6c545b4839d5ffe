import {openOptOuts} from '../../../audience/opt-outs.ts'
import type {OptOutSource} from '../../../bulk/opt-outs/entry.ts'
import type {Context} from '../../../context.ts'
import type {CsvForm} from '../../../terminal/csv.ts'
import type {Style, Table} from '../../../terminal/view.ts'
import {toIso} from '../../shared/wording/times.ts'

/** A person on the list. The keys are a public API. */
export interface OptOutRow {
  /** The PSID, or the name `sub_…` of a subscriber without one. */
  readonly psid: string
  /** ISO 8601. */
  readonly optedOutAt: string | undefined
  readonly source: OptOutSource
  /** What they wrote, the topic they stopped, the file or the label. */
  readonly detail: string | undefined
}

export const optOutsCsv: CsvForm = {columns: ['psid', 'optedOutAt', 'source', 'detail']}

/** The people on the list of the Page, the newest first. */
export async function* readOptOutRows(context: Context): AsyncGenerator<OptOutRow> {
  const list = await openOptOuts(context)
  for await (const {psid, at, source, detail} of list.readOptedOut())
    yield {psid, optedOutAt: toIso(at), source, detail}
}

export const optOutsTable = (rows: readonly OptOutRow[], {ago}: Style): Table => ({
  columns: ['psid', 'opted out', 'source', 'detail'],
  rows: rows.map(({psid, optedOutAt, source, detail}) => [
    psid,
    optedOutAt && ago(optedOutAt),
    source,
    detail,
  ]),
  whole: ['psid'],
})

export const nobodyOptedOut = (): string => 'Nobody has opted out.'

export const whatTheListDoes = `
People on the list get nothing that goes to more than one person: they are left out when a broadcast is planned, and again
just before each message. The list is kept for each Page: on this machine, or in the store if the settings name one.`
