import {UsageError} from '../errors.ts'
import {type Archive, type ArchiveBytes, BrokenArchiveError, openArchive} from './archive.ts'
import type {CellReading} from './cell-text.ts'
import {chooseSheet} from './choose-sheet.ts'
import {numberTexts} from './number-text.ts'
import {readFormats, readTexts, readWorkbookParts, type SheetEntry, type WorkbookParts} from './parts.ts'
import {readSheetRows, type SheetRow} from './sheet-rows.ts'

export type {SheetRow} from './sheet-rows.ts'

/** One sheet of a workbook. */
export interface Sheet {
  readonly name: string
  /** The rows with content, each time from the first. The file is closed when they end. */
  readonly rows: () => AsyncIterable<SheetRow>
}

export interface WorkbookSource {
  /** For errors: `people.xlsx`. */
  readonly name: string
  readonly bytes: ArchiveBytes
  /** The sheet by its name, or the number of its tab; undefined is the only one with content. */
  readonly sheet?: string | undefined
  /** Whether an archive that cannot be opened is a damaged workbook; otherwise it is something else. */
  readonly isLikely: boolean
}

/**
 * Opens a sheet of a workbook (.xlsx, .xlsm). Its rows are read as they are needed; only the texts that cells share stay in memory.
 * @returns undefined if the archive is something else.
 * @throws {UsageError} if it is damaged, or it is not clear which sheet to read.
 */
export async function openSheet({
  name,
  bytes,
  sheet: given,
  isLikely,
}: WorkbookSource): Promise<Sheet | undefined> {
  let archive: Archive | undefined
  try {
    archive = await openArchive(bytes)
    const {names} = archive
    if (names.has('xl/workbook.bin'))
      throw new UsageError(`${name} is a binary workbook (.xlsb)`, {hint: 'Save it as .xlsx'})
    if (!isWorkbook(names)) return undefined
    const parts = await readWorkbookParts(archive)
    const chosen = await chooseSheet(name, parts.sheets, given, contentIn(archive))
    return {
      name: chosen.name,
      rows: () => rowsOf(name, {bytes, parts, chosen}),
    }
  } catch (error) {
    if (archive === undefined && error instanceof BrokenArchiveError && !isLikely) return undefined
    throw explained(error, name)
  } finally {
    archive?.close()
  }
}

const isWorkbook = (names: ReadonlySet<string>) => [...names].some(name => name.startsWith('xl/'))

interface OpenedSheet {
  readonly bytes: ArchiveBytes
  readonly parts: WorkbookParts
  readonly chosen: SheetEntry
}

async function* rowsOf(name: string, {bytes, parts, chosen}: OpenedSheet): AsyncGenerator<SheetRow> {
  let archive: Archive | undefined
  try {
    archive = await openArchive(bytes)
    yield* readSheetRows(archive, chosen.part, await readingOf(archive, parts))
  } catch (error) {
    throw explained(error, name)
  } finally {
    archive?.close()
  }
}

async function readingOf(
  archive: Archive,
  {texts, formats, is1904, isUncalculated}: WorkbookParts,
): Promise<CellReading> {
  const has = (part: string | undefined): part is string => part !== undefined && archive.names.has(part)
  return {
    texts: has(texts) ? await readTexts(archive, texts) : [],
    numberText: await numberTexts(has(formats) ? await readFormats(archive, formats) : [], is1904),
    isUncalculated,
  }
}

/** Whether any cell of a sheet has content; reads no further than to the first. */
function contentIn(archive: Archive): (entry: SheetEntry) => Promise<boolean> {
  // Which text a cell shares does not matter.
  const texts = new Proxy<string[]>([], {get: () => 'text'})
  const reading: CellReading = {texts, numberText: () => String, isUncalculated: false}
  return async ({part}) => {
    for await (const _row of readSheetRows(archive, part, reading)) return true
    return false
  }
}

/** Turns damage into an error for people. */
function explained(error: unknown, name: string): unknown {
  if (!(error instanceof BrokenArchiveError)) return error
  return new UsageError(`${name} cannot be read as a workbook: ${error.message}`, {
    hint: 'Open it in Excel or LibreOffice and save it again as .xlsx',
    cause: error,
  })
}
