import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {readRecipientRows} from '../../src/bulk/recipient-rows.ts'
import {openSheet} from '../../src/workbook/open-workbook.ts'
import {collect} from '../bulk/bulk-world.ts'
import {partsOf, rowOf, type WorkbookXml, workbookOf, zipOf} from '../helpers/workbook.ts'

const ada = '6411223344556677'
const header = rowOf(1, ['psid', 'name'])

async function sheetOf(bytes: Buffer, sheet?: string) {
  const opened = await openSheet({name: 'people.xlsx', bytes: {bytes}, sheet, isLikely: true})
  if (opened === undefined) throw new Error('not a workbook')
  return opened
}

async function read(bytes: Buffer, sheet?: string) {
  const opened = await sheetOf(bytes, sheet)
  return collect(readRecipientRows(async () => ({sheet: opened}), {file: 'people.xlsx'}))
}

const readXml = (xml: WorkbookXml) => read(workbookOf(xml))
const foreign = (name: string) => readFile(join(import.meta.dirname, '../fixtures/workbooks', `${name}.xlsx`))

/** The texts of the second column. */
const namesOf = (rows: Awaited<ReturnType<typeof read>>) => rows.map(({fields}) => fields['name'])
/** One cell below the name. */
const cell = (xml: string, more: Partial<WorkbookXml> = {}) =>
  readXml({rows: header + rowOf(2, [ada, xml]), ...more})

describe('workbooks of other programs', () => {
  test.each(['openpyxl', 'libreoffice'])('%s', async name => {
    expect(await read(await foreign(name))).toMatchObject([
      {
        psid: ada,
        place: 2,
        fields: {psid: ada, vorname: 'Zoë', rabatt: '20%', ab: '2026-12-01', preis: '12.50 €', aktiv: 'TRUE'},
      },
      {
        psid: '6411223344556678',
        place: 3,
        fields: {
          psid: '6411223344556678',
          vorname: 'Jürgen Größe',
          rabatt: '15%',
          ab: '2026-12-01T09:30',
          preis: '1,234.50 €',
          aktiv: 'FALSE',
        },
      },
    ])
  })

  test('days counted from 1904, a text in two fonts, a table that begins at B3', async () => {
    expect(await read(await foreign('rich1904'))).toMatchObject([
      {psid: ada, place: 5, fields: {name: 'Zoë', day: '2026-12-01'}},
    ])
  })

  test('a merged cell belongs to its first row', async () => {
    expect(namesOf(await read(await foreign('exceljs')))).toEqual(['Zoë', ''])
  })

  test('LibreOffice calculates a formula when it saves, XlsxWriter does not', async () => {
    expect(namesOf(await read(await foreign('formulas-libreoffice')))).toEqual(['Ada'])
    expect(await read(await foreign('formulas'))).toMatchObject([
      {
        skip: {
          reason: 'malformed',
          detail: expect.stringContaining('B2 has a formula whose value was never'),
        },
      },
    ])
  })
})

describe('an id that is a number', () => {
  test.each(['big-numbers', 'sheetjs'])(
    'is refused with its cell when it has too many digits: %s',
    async name => {
      const rows = await read(await foreign(name))
      const refused = rows.filter(({skip}) => skip !== undefined)

      expect(rows).toHaveLength(2)
      expect(refused).toMatchObject([
        {skip: {reason: 'malformed', detail: expect.stringMatching(/^A[23] has the number 6\.41\d+E\+15; /)}},
      ])
      expect(refused[0]?.psid).not.toMatch(/^\d+$/)
    },
  )

  test.each(['6411223344556670', '6.41122334455667E+15', '64112233445566770', '1000000000000000'])(
    '%s',
    async value => {
      const [row] = await readXml({rows: header + rowOf(2, [`<c><v>${value}</v></c>`, 'Ada'])})

      expect(row?.skip?.detail).toContain('format the column as text')
    },
  )

  test.each([
    ['641122334455667', 'General'],
    ['641122334455667', '0'],
    ['641122334455667', '#,##0'],
    ['641122334455667', '0.00E+00'],
    ['641122334455667', '0.00'],
  ])('of 15 digits is the id, however %s is shown as %s', async (value, format) => {
    const [row] = await readXml({
      formats: [format],
      rows: header + rowOf(2, [`<c s="1"><v>${value}</v></c>`, 'Ada']),
    })

    expect(row).toMatchObject({psid: value})
    expect(row?.skip).toBeUndefined()
  })

  test('in a list without a header too', async () => {
    const rows =
      rowOf(1, [ada]) + rowOf(2, ['<c><v>6411223344556678</v></c>']) + rowOf(4, ['6411223344556679'])

    expect(await readXml({rows})).toMatchObject([
      {psid: ada, place: 1},
      {place: 2, skip: {detail: expect.stringContaining('A2 has the number')}},
      {psid: '6411223344556679', place: 4},
    ])
  })

  test('beside the ids is a text', async () => {
    const [row] = await cell('<c><v>6411223344556677</v></c>')

    expect(row).toMatchObject({psid: ada, fields: {name: '6.41122334455668E+15'}})
    expect(row?.skip).toBeUndefined()
  })
})

describe('what a cell says', () => {
  test.each([
    ['<c t="inlineStr"><is><r><t>Zo</t></r><r><rPr><b/></rPr><t>ë</t></r></is></c>', 'Zoë'],
    ['<c t="inlineStr"><is><t>東</t><rPh sb="0" eb="1"><t>ひがし</t></rPh></is></c>', '東'],
    ['<c t="inlineStr"><is><t>a_x000D_&amp;b &#x20AC;</t></is></c>', 'a\r&b €'],
    ['<c t="inlineStr"><is><t xml:space="preserve"> Ada </t></is></c>', 'Ada'],
    ['<c t="str"><f>A1&amp;B1</f><v>Ada</v></c>', 'Ada'],
    ['<c t="str"><f>""</f><v></v></c>', ''],
    ['<c t="b"><v>1</v></c>', 'TRUE'],
    ['<c t="d"><v>2026-12-01T00:00:00Z</v></c>', '2026-12-01'],
    ['<c><v>0.30000000000000004</v></c>', '0.3'],
    ['<c><v>-5</v></c>', '-5'],
    ['<c/>', ''],
    ['<c s="1"/>', ''],
  ])('%s', async (xml, text) => {
    expect(namesOf(await cell(xml))).toEqual([text])
  })

  test.each([
    ['0.00%', '0.125', '12.50%'],
    ['dd.mm.yyyy', '46357', '2026-12-01'],
    ['[$-407]d. mmmm yyyy', '46357', '2026-12-01'],
    ['m/d/yy h:mm', '46357.375', '2026-12-01T09:00'],
    ['h:mm', '0.375', '09:00'],
    ['[h]:mm', '1.5', '36:00'],
    ['yyyy-mm-dd', '59', '1900-02-28'],
    ['yyyy-mm-dd', '61', '1900-03-01'],
    ['#,##0.00', '1234.5', '1,234.50'],
    ['00000', '1234', '01234'],
    ['[$€-407] #,##0.00', '1234.5', '€ 1.234,50'],
    ['0&quot; Stk&quot;', '5', '5 Stk'],
    ['@', '5', '5'],
    ['[broken', '5', '5'],
  ])('a number with the format %s: %s', async (format, value, text) => {
    expect(namesOf(await cell(`<c s="1"><v>${value}</v></c>`, {formats: [format]}))).toEqual([text])
  })

  test.each(['#N/A', '#REF!', '#DIV/0!'])('an error names its cell: %s', async error => {
    expect(await cell(`<c t="e"><v>${error}</v></c>`)).toMatchObject([
      {skip: {detail: `B2 has the error ${error}: correct it or empty the cell`}},
    ])
  })

  test.each([
    ['<c><f>A1</f></c>', ''],
    ['<c><f>A1</f><v>0</v></c>', '<calcPr fullCalcOnLoad="1"/>'],
  ])('a formula that nobody calculated names its cell: %s %s', async (xml, book) => {
    expect(await cell(xml, {book})).toMatchObject([
      {skip: {detail: expect.stringContaining('B2 has a formula')}},
    ])
  })

  test('an error beside the table harms nobody', async () => {
    const rows = header + rowOf(2, [ada, 'Ada', '', '<c t="e"><v>#N/A</v></c>'])

    expect((await readXml({rows}))[0]?.skip).toBeUndefined()
  })
})

describe('the form of a sheet', () => {
  test('empty rows, an empty column and rows without addresses', async () => {
    const rows =
      '<row><c t="inlineStr"><is><t>name</t></is></c><c/><c t="inlineStr"><is><t>psid</t></is></c></row><row/>' +
      `<row><c t="inlineStr"><is><t>Ada</t></is></c><c/><c t="inlineStr"><is><t>${ada}</t></is></c></row>`

    expect(await readXml({rows})).toMatchObject([{psid: ada, place: 3, fields: {name: 'Ada'}}])
  })

  test('a name space with a prefix, and UTF-16', async () => {
    const parts = partsOf({rows: header + rowOf(2, [ada, 'Zoë'])})
    const sheet = String(parts['xl/worksheets/sheet1.xml'])
      .replaceAll(/<(\/?)(\w)/g, '<$1x:$2')
      .replace('xmlns=', 'xmlns:x=')
      .replace('encoding="UTF-8"', 'encoding="UTF-16"')
    const bytes = Buffer.from(`\ufeff${sheet}`, 'utf16le')

    expect(namesOf(await read(zipOf({...parts, 'xl/worksheets/sheet1.xml': bytes})))).toEqual(['Zoë'])
  })

  test('a letter that is cut between two pieces of the archive', async () => {
    const people = Array.from({length: 30_000}, (_, index) =>
      rowOf(index + 2, [`64112233445${String(index).padStart(5, '0')}`, 'ëëëëë'.repeat(1 + (index % 3))]),
    )
    const names = new Set(namesOf(await readXml({rows: header + people.join('')})))

    expect([...names].sort()).toEqual(['ëëëëë', 'ëëëëë'.repeat(2), 'ëëëëë'.repeat(3)])
  })

  test('a title above the header is not a header', async () => {
    const rows =
      rowOf(1, ['Customers 2026', 'of Vienna']) + rowOf(2, ['psid', 'name']) + rowOf(3, [ada, 'Ada'])

    await expect(readXml({rows})).rejects.toThrow('No column of people.xlsx holds the recipients')
  })
})

describe('which sheet', () => {
  test('is asked when several have content', async () => {
    await expect(foreign('sheets').then(read)).rejects.toThrow(
      'people.xlsx has several sheets with content: Notes, Kunden 2026',
    )
  })

  test.each(['Kunden 2026', 'kunden 2026', '2', 'Stop'])('%s', async given => {
    expect((await read(await foreign('sheets'), given)).map(({psid}) => psid)).toEqual([ada])
  })

  test.each(['People', '4', '0'])('there is no %s', async given => {
    await expect(foreign('sheets').then(bytes => read(bytes, given))).rejects.toMatchObject({
      message: `people.xlsx has no sheet ${given}`,
      hint: 'Its sheets are Notes, Kunden 2026, Empty, Stop',
    })
  })
})

describe('a damaged workbook', () => {
  const good = partsOf({rows: header + rowOf(2, [ada, 'Ada'])})

  test.each([
    ['cut off', zipOf(good).subarray(0, 900), 'it is damaged or incomplete'],
    ['without a part', zipOf({...good, 'xl/worksheets/sheet1.xml': ''}), 'is not XML'],
    ['not XML', zipOf({...good, 'xl/workbook.xml': '<a'}), 'its xl/workbook.xml is not XML'],
    ['with more than it says', zipOf(good, {claims: 3}), 'it is damaged or incomplete'],
    ['rows twice', workbookOf({rows: header + header}), 'its rows are not in order'],
    ['too wide', workbookOf({rows: '<row r="1"><c r="XFE1"><v>1</v></c></row>'}), 'outside the sheet'],
    [
      'texts that unpack to more than 256 MB',
      zipOf({...good, 'xl/sharedStrings.xml': Buffer.alloc(257 * 1024 * 1024, ' ')}),
      'its xl/sharedStrings.xml unpacks to more than 256 MB',
    ],
  ])('%s', async (_, bytes, reason) => {
    await expect(read(bytes)).rejects.toThrow(
      expect.objectContaining({
        name: 'UsageError',
        message: expect.stringMatching(
          new RegExp(`^people.xlsx cannot be read as a workbook: .*${reason.replaceAll(/[./]/g, '\\$&')}`),
        ),
      }),
    )
  })

  test('entities that multiply are not expanded', async () => {
    const bomb = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]>'
    const text = `${bomb}<sst><si><t>&c;</t></si></sst>`

    await expect(read(zipOf({...good, 'xl/sharedStrings.xml': text}))).rejects.toThrow('is not XML')
  })
})
