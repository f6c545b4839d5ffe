import type {Table} from '../../terminal/view.ts'
import type {Matched} from './matching.ts'

/** The same in a file as on a screen. */
export function viewMatches(result: Matched | readonly Matched[]): Table {
  return {
    columns: ['person', 'match', 'name', 'of', 'id', 'reason'],
    rows: [result].flat().flatMap(rowsOf),
    whole: ['person', 'of', 'id'],
    leaveOut: ['name', 'reason', 'of', 'match'],
  }
}

/** At least one row: who has no match is seen too. */
function rowsOf({person, pages = [], apps = [], failed}: Matched): Table['rows'] {
  if (failed !== undefined) return [[person, 'failed', '', '', '', failed]]
  const rows = [
    ...pages.map(({id, page}) => [person, 'page', page.name, page.id, id, '']),
    ...apps.map(({id, app}) => [person, 'app', app.name, app.id, id, '']),
  ]
  return rows.length === 0 ? [[person, 'none', '', '', '', '']] : rows
}
