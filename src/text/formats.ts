/** A kind of file that is not text, and how to get text from it. */
export interface BinaryFormat {
  /** `a spreadsheet (Excel)` */
  readonly what: string
  readonly hint: string
  /** What may list people: a workbook of Excel, or a spreadsheet of another kind. */
  readonly table?: 'workbook' | 'other'
}

const asCsv = 'Export it as CSV UTF-8'
const unpack = 'Unpack it first'
const asText = 'Save it as plain text, in UTF-8'

/** The first bytes of such files. */
const signatures: readonly (readonly [start: string, format: BinaryFormat])[] = [
  [
    '\xd0\xcf\x11\xe0',
    {what: 'a spreadsheet (Excel 97–2003) or another Office document', hint: asCsv, table: 'other'},
  ],
  ['\x1f\x8b', {what: 'a gzip archive', hint: unpack}],
  ['BZh', {what: 'a bzip2 archive', hint: unpack}],
  ['7z\xbc\xaf\x27\x1c', {what: 'a 7-Zip archive', hint: unpack}],
  ['\xfd7zXZ', {what: 'an xz archive', hint: unpack}],
  ['\x28\xb5\x2f\xfd', {what: 'a zstd archive', hint: unpack}],
  ['%PDF', {what: 'a PDF', hint: asText}],
  ['{\\rtf', {what: 'an RTF document', hint: asText}],
  ['\x89PNG', {what: 'a picture', hint: asText}],
  ['\xff\xd8\xff', {what: 'a picture', hint: asText}],
  ['GIF8', {what: 'a picture', hint: asText}],
  ['SQLite format 3', {what: 'an SQLite database', hint: asCsv}],
  ['PAR1', {what: 'a Parquet file', hint: asCsv}],
]

/** This many bytes at the start identify the format of a file. */
export const SIGNATURE_BYTES = 64

/** Identifies a file that is not text by its first bytes and, for a ZIP archive, its name. */
export function binaryFormatOf(start: Buffer, name: string): BinaryFormat | undefined {
  const text = start.toString('latin1')
  if (['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'].some(start => text.startsWith(start)))
    return zipFormatOf(text, name)
  return signatures.find(([signature]) => text.startsWith(signature))?.[1]
}

function zipFormatOf(text: string, name: string): BinaryFormat {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  if (['xlsx', 'xlsm', 'xlsb'].includes(ending) || text.includes('xl/'))
    return {what: 'a spreadsheet (Excel)', hint: asCsv, table: 'workbook'}
  if (['ods', 'numbers'].includes(ending) || text.includes('opendocument.spreadsheet'))
    return {what: 'a spreadsheet', hint: asCsv, table: 'other'}
  if (['docx', 'odt', 'pages', 'pptx'].includes(ending) || /word\/|ppt\//.test(text))
    return {what: 'an Office document', hint: asText}
  if (text.includes('[Content_Types].xml'))
    return {what: 'a spreadsheet or another Office document', hint: asCsv, table: 'workbook'}
  return {what: 'a ZIP archive', hint: unpack}
}
