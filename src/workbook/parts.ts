import {type Archive, BrokenArchiveError} from './archive.ts'
import {readWholeXml} from './xml.ts'

/** Bytes of a part that lists sheets or formats. */
const MOST_SMALL_BYTES = 16 * 1024 * 1024
/** Bytes of the texts of a workbook, which stay in memory. */
const MOST_TEXT_BYTES = 256 * 1024 * 1024

/** A sheet as its tab shows it. */
export interface SheetEntry {
  readonly name: string
  readonly isVisible: boolean
  /** `xl/worksheets/sheet1.xml` */
  readonly part: string
}

/** What a workbook says about all of its sheets. */
export interface WorkbookParts {
  /** Those with cells, in the order of their tabs. */
  readonly sheets: readonly SheetEntry[]
  /** Whether days are counted from 1904. */
  readonly is1904: boolean
  /** Whether a program wrote formulas and left it to Excel to calculate them. */
  readonly isUncalculated: boolean
  /** The part with the texts of cells; undefined if there is none. */
  readonly texts: string | undefined
  /** The part with the formats of cells; undefined if there is none. */
  readonly formats: string | undefined
}

/** @throws {BrokenArchiveError} if the archive is not a workbook, or is damaged. */
export async function readWorkbookParts(archive: Archive): Promise<WorkbookParts> {
  const [root] = await relationsOf(archive, '', 'officeDocument')
  const book = root?.target ?? 'xl/workbook.xml'
  const relations = await relationsOf(archive, book)
  const targetOf = (id: string | undefined) => relations.find(relation => relation.id === id)
  const found: {name: string; isVisible: boolean; id: string | undefined}[] = []
  let is1904 = false
  let isUncalculated = false
  await readWholeXml(archive.open(book, MOST_SMALL_BYTES), book, {
    open(tag, {name = '', state = 'visible', id, ...attributes}) {
      if (tag === 'sheet') found.push({name, isVisible: state === 'visible', id})
      if (tag === 'workbookPr') is1904 = isOn(attributes['date1904'])
      if (tag === 'calcPr') isUncalculated = isOn(attributes['fullCalcOnLoad'])
    },
  })
  return {
    sheets: found.flatMap(({name, isVisible, id}) => {
      const relation = targetOf(id)
      return relation?.type === 'worksheet' ? [{name, isVisible, part: relation.target}] : []
    }),
    is1904,
    isUncalculated,
    texts: relations.find(({type}) => type === 'sharedStrings')?.target,
    formats: relations.find(({type}) => type === 'styles')?.target,
  }
}

export const isOn = (value: string | undefined): boolean => value === '1' || value === 'true'

interface Relation {
  readonly id: string
  /** The last word of the type: `worksheet`. */
  readonly type: string
  readonly target: string
}

/** What a part refers to. @param part '' for the archive itself. */
async function relationsOf(archive: Archive, part: string, type?: string): Promise<readonly Relation[]> {
  const slash = part.lastIndexOf('/') + 1
  const folder = part.slice(0, slash)
  const name = `${folder}_rels/${part.slice(slash)}.rels`
  if (!archive.names.has(name)) {
    if (part === '') return []
    throw new BrokenArchiveError(`it has no ${name}`)
  }
  const relations: Relation[] = []
  await readWholeXml(archive.open(name, MOST_SMALL_BYTES), name, {
    open(tag, {Id: id = '', Type = '', Target: target = ''}) {
      if (tag !== 'Relationship') return
      const last = Type.slice(Type.lastIndexOf('/') + 1)
      if (type === undefined || type === last)
        relations.push({id, type: last, target: resolved(folder, target)})
    },
  })
  return relations
}

/** `xl/` and `../docs/a.xml` → `docs/a.xml`; `/xl/a.xml` is not relative. */
function resolved(folder: string, target: string): string {
  const path = new URL(target, `file:///${folder}`).pathname
  return decodeURIComponent(path.slice(1))
}

/** The texts that cells refer to by number; how a text looks, and how it is pronounced, is left out. */
export async function readTexts(archive: Archive, part: string): Promise<readonly string[]> {
  const texts: string[] = []
  let text = ''
  let isRead = false
  let isPronunciation = false
  await readWholeXml(archive.open(part, MOST_TEXT_BYTES), part, {
    open(tag) {
      if (tag === 'si') text = ''
      else if (tag === 'rPh') isPronunciation = true
      isRead = tag === 't' && !isPronunciation
    },
    text(piece) {
      if (isRead) text += piece
    },
    close(tag) {
      isRead = false
      if (tag === 'rPh') isPronunciation = false
      if (tag === 'si') texts.push(text)
    },
  })
  return texts
}

/** The format of each style of cells: `['General', '0.00%', 'yyyy-mm-dd']`. */
export async function readFormats(archive: Archive, part: string): Promise<readonly string[]> {
  const own = new Map<string, string>()
  const ids: string[] = []
  let isCellStyle = false
  await readWholeXml(archive.open(part, MOST_SMALL_BYTES), part, {
    open(tag, {numFmtId = '0', formatCode = ''}) {
      if (tag === 'cellXfs') isCellStyle = true
      else if (tag === 'numFmt') own.set(numFmtId, formatCode)
      else if (tag === 'xf' && isCellStyle) ids.push(numFmtId)
    },
    close(tag) {
      if (tag === 'cellXfs') isCellStyle = false
    },
  })
  return ids.map(id => own.get(id) ?? builtInFormats[id] ?? 'General')
}

/**
 * Formats that a file names by number. Those of dates and money that depend on the country are written as in English.
 * Source: ECMA-376, part 1, 18.8.30
 */
const builtInFormats: Readonly<Record<string, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  5: '$#,##0',
  6: '$#,##0',
  7: '$#,##0.00',
  8: '$#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  ...Object.fromEntries([27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map(id => [id, 'yyyy-mm-dd'])),
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
  44: '$#,##0.00',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  48: '##0.0E+0',
}
