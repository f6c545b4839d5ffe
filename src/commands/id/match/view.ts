import type {Table} from '../../../terminal/view.ts'
import type {Matched} from './match-ids.ts'

/** The columns of a row, on a screen and in CSV. */
export const matchColumns = ['person', 'match', 'name', 'of', 'id', 'reason'] as const

type Row = Readonly<Record<(typeof matchColumns)[number], string | undefined>>

/** The same in a file as on a screen. */
export function viewMatches(result: Matched | readonly Matched[]): Table {
  return {
    columns: matchColumns,
    rows: matchRows(result).map(row => matchColumns.map(column => row[column] ?? '')),
    whole: ['person', 'of', 'id'],
    leaveOut: ['name', 'reason', 'of', 'match'],
  }
}

/** A row for each match; at least one for each person, also for those without a match. */
export function matchRows(result: Matched | readonly Matched[]): readonly Row[] {
  return [result].flat().flatMap(rowsOf)
}

function rowsOf({person, pages = [], apps = [], reason}: Matched): readonly Row[] {
  const nothing = {person, match: 'none', name: undefined, of: undefined, id: undefined, reason}
  if (reason !== undefined) return [{...nothing, match: 'failed'}]
  const rows = [
    ...pages.map(({id, page}) => ({...nothing, match: 'page', name: page.name, of: page.id, id})),
    ...apps.map(({id, app}) => ({...nothing, match: 'app', name: app.name, of: app.id, id})),
  ]
  return rows.length === 0 ? [nothing] : rows
}
