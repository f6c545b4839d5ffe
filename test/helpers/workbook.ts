import {crc32, deflateRawSync} from 'node:zlib'

/** The parts of a ZIP archive by their names. */
export type Parts = Readonly<Record<string, string | Buffer>>

/** A ZIP archive, written by hand: what Excel and its siblings do not write can be written too. */
export function zipOf(parts: Parts, {claims}: {readonly claims?: number} = {}): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content as string)
    const packed = deflateRawSync(bytes)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(bytes), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(claims ?? bytes.length, 18)
    fields.writeUInt16LE(Buffer.byteLength(name), 22)
    local.push(Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    central.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, tail, Buffer.from(name))
    offset += 30 + Buffer.byteLength(name) + packed.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  const count = Object.keys(parts).length
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...local, directory, end])
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006/relationships'
const header = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

export interface WorkbookXml {
  /** The rows of the only sheet: `<row r="1"><c r="A1"><v>5</v></c></row>`. */
  readonly rows: string
  /** The shared texts: `<si><t>Zoë</t></si>`. */
  readonly texts?: string
  /** Formats of numbers; the style 1 is the first of them. */
  readonly formats?: readonly string[]
  /** Further content of the workbook: `<calcPr fullCalcOnLoad="1"/>`. */
  readonly book?: string
}

/** The parts of a workbook as Excel writes them. */
export function partsOf({rows, texts = '', formats = [], book = ''}: WorkbookXml): Parts {
  const codes = formats.map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode="${code}"/>`)
  const styles = formats.map((_, index) => `<xf numFmtId="${164 + index}"/>`)
  return {
    '[Content_Types].xml': `${header}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    '_rels/.rels': `${header}<Relationships xmlns="${packages}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${header}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets>${book}</workbook>`,
    'xl/_rels/workbook.xml.rels': `${header}<Relationships xmlns="${packages}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="rId3" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    'xl/sharedStrings.xml': `${header}<sst xmlns="${main}">${texts}</sst>`,
    'xl/styles.xml': `${header}<styleSheet xmlns="${main}"><numFmts>${codes.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${styles.join('')}</cellXfs></styleSheet>`,
    'xl/worksheets/sheet1.xml': `${header}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
  }
}

export const workbookOf = (xml: WorkbookXml): Buffer => zipOf(partsOf(xml))

/** A row of texts that the sheet has itself; what begins with `<` is a cell as it stands, without its address. */
export function rowOf(number: number, cells: readonly string[], attributes = ''): string {
  const all = cells.map((cell, index) => {
    const address = `r="${String.fromCharCode(65 + index)}${number}"`
    if (cell === '') return ''
    return cell.startsWith('<c')
      ? cell.replace('<c', `<c ${address}`)
      : `<c ${address} t="inlineStr"><is><t>${cell}</t></is></c>`
  })
  return `<row r="${number}" ${attributes}>${all.join('')}</row>`
}
