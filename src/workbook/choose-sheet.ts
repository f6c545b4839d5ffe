import {UsageError} from '../errors.ts'
import type {SheetEntry} from './parts.ts'

/**
 * Finds the sheet to read: the named one, else the only visible one that has content.
 * @param name of the workbook, for errors.
 * @param given the name of a sheet, or the number of its tab among the visible ones.
 * @throws {UsageError} if there is none, or several.
 */
export async function chooseSheet(
  name: string,
  sheets: readonly SheetEntry[],
  given: string | undefined,
  hasContent: (entry: SheetEntry) => Promise<boolean>,
): Promise<SheetEntry> {
  const visible = sheets.filter(sheet => sheet.isVisible)
  if (given !== undefined) {
    const entry = named(sheets, given) ?? (/^\d+$/.test(given) ? visible[Number(given) - 1] : undefined)
    if (entry !== undefined) return entry
    throw new UsageError(`${name} has no sheet ${given}`, {hint: `Its sheets are ${listed(sheets)}`})
  }
  const full: SheetEntry[] = []
  for (const entry of visible) if (await hasContent(entry)) full.push(entry)
  const [entry = visible[0], ...others] = full
  if (entry === undefined) throw new UsageError(`${name} has no visible sheet`)
  if (others.length === 0) return entry
  throw new UsageError(`${name} has several sheets with content: ${listed(full)}`, {
    reason: 'sheetUnclear',
    data: {sheet: entry.name},
  })
}

const listed = (sheets: readonly SheetEntry[]) => sheets.map(({name}) => name).join(', ')

/** Excel does not tell names apart by case. */
function named(sheets: readonly SheetEntry[], given: string): SheetEntry | undefined {
  const key = (text: string) => text.trim().toLowerCase()
  return sheets.find(({name}) => name === given) ?? sheets.find(({name}) => key(name) === key(given))
}
