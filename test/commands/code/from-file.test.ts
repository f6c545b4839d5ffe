import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {readPng, renderSvg, scanPicture} from '../../drawing/code/scan.ts'
import {createWorld, type EmulatedWorld} from '../../helpers/world.ts'

const pageId = '109876543210987'
const env = {MSGR_EMULATOR: '', MSGR_PAGE_ID: pageId}
const linkOf = (ref: string) => `https://m.me/${pageId}?ref=${encodeURIComponent(ref)}`

const generate = (world: EmulatedWorld, ...flags: string[]) =>
  world.msgr(['code', 'generate', '--from', 'refs.csv', ...flags], {env})

const filesIn = async (world: EmulatedWorld, folder = 'codes') =>
  (await readdir(join(world.folder, folder)).catch(() => [])).toSorted()

test('code generate --from makes a file for each row, named after its name or its ref', async () => {
  const world = await createWorld()
  await world.write('refs.csv', '\uFEFFref;name\nspring;Spring sale\n"a ""b"" 日本";\nplain;')

  const {code, json} = await generate(world, '--size', '400', '--json')

  expect(code).toBe(0)
  expect(json()).toEqual(
    [
      ['spring', 'Spring-sale.png'],
      ['a "b" 日本', 'a-b-日本.png'],
      ['plain', 'plain.png'],
    ].map(([ref = '', name = '']) => ({
      ref,
      link: linkOf(ref),
      uri: null,
      file: join(world.folder, 'codes', name),
    })),
  )
  for (const {file, link} of json()) {
    const picture = readPng(await readFile(file))
    expect([picture.width, scanPicture(picture)]).toEqual([400, link])
  }
})

test('code generate --from takes a plain list, and makes labelled .svg files', async () => {
  const world = await createWorld()
  await world.write('refs.csv', 'one\ntwo\n')

  const flags = ['--kind', 'svg', '--text', 'Scan me', '--out-dir', 'pictures', '--error-correction', 'H']
  const {code, out} = await generate(world, ...flags)

  expect(code).toBe(0)
  expect(out).toBe(
    ['one', 'two']
      .map(ref => `${ref}\t${linkOf(ref)}\t${join(world.folder, 'pictures', `${ref}.svg`)}\n`)
      .join(''),
  )
  const source = await readFile(join(world.folder, 'pictures/two.svg'), 'utf8')
  expect(source).toContain('>Scan me</text>')
  expect(scanPicture(await renderSvg(source))).toBe(linkOf('two'))
})

test('code generate --from tells every bad row with its line, and writes nothing', async () => {
  const world = await createWorld()
  const rows = [
    'spring,',
    ',x',
    'again,Spring',
    `${'a'.repeat(2084)},`,
    '😀,',
    `${'ä'.repeat(1500)},`,
    'a,b,c',
  ]
  await world.write('refs.csv', ['ref,name', ...rows].join('\n'))

  const {code, err} = await generate(world)

  expect(code).toBe(2)
  expect(err).toContain('refs.csv has 6 faults')
  expect(err).toContain('refs.csv:3: the ref is missing')
  expect(err).toContain('refs.csv:4: its file would be Spring.png, like that of line 2')
  expect(err).toContain('refs.csv:5: the ref has 2084 characters, at most 2083')
  expect(err).toContain('refs.csv:6: the ref cannot be a file name')
  expect(err).toMatch(/refs\.csv:7: A link of \d+ characters does not fit into a QR code/)
  expect(err).toContain('refs.csv:8: 3 cells, and the header has 2')
  expect(await filesIn(world)).toEqual([])
})

test('code generate --from --skip-invalid goes on with the good rows, and keeps the others', async () => {
  const world = await createWorld()
  await world.write('refs.csv', 'ref,name\nspring,\n,x\n')

  const {code} = await generate(world, '--skip-invalid', '--rejects', 'bad.csv')

  expect(code).toBe(0)
  expect(await filesIn(world)).toEqual(['spring.png'])
  expect(await readFile(join(world.folder, 'bad.csv'), 'utf8')).toBe(
    'ref,name,line,reason\n,x,3,the ref is missing\n',
  )
})

test('code generate --from replaces files only with --overwrite', async () => {
  const world = await createWorld()
  await world.write('refs.csv', 'ref\nnew\nspring\n')
  await world.write('codes/SPRING.png', 'of another system')
  await world.write('other/spring.png', 'old')

  const refused = await generate(world)
  const replaced = await generate(world, '--out-dir', 'other', '--overwrite')

  expect(refused.code).toBe(2)
  expect(refused.err).toContain('refs.csv:3: spring.png already exists')
  expect(refused.err).toContain('--overwrite')
  expect(await filesIn(world)).toEqual(['SPRING.png'])
  expect(replaced.code).toBe(0)
  expect(scanPicture(readPng(await readFile(join(world.folder, 'other/spring.png'))))).toBe(linkOf('spring'))
})

test('code generate --from warns once of refs that some apps lose', async () => {
  const world = await createWorld()
  await world.write('refs.csv', 'ref\nfine-_=\na.b\nc d\n')

  const {err} = await generate(world)

  expect(err.match(/Some apps of Messenger lose a ref/g)).toHaveLength(1)
  expect(err).toContain('2, the first in line 3')
})

test('a dry run of code generate --from names the files and writes none', async () => {
  const world = await createWorld()
  await world.write('refs.csv', 'ref\nspring\n')

  const {code, json} = await generate(world, '-n', '--json')

  expect(code).toBe(0)
  expect(json()).toEqual([
    {ref: 'spring', link: linkOf('spring'), uri: null, file: join(world.folder, 'codes/spring.png')},
  ])
  expect(await filesIn(world)).toEqual([])
})

test.each([
  ['a,b\n1,2\n', [], 'No column of refs.csv holds ref: a, b'],
  ['', [], 'refs.csv is empty'],
  ['ref\nx\n', ['--ref', 'y'], '--from makes many codes'],
  ['ref\nx\n', ['--text', '日本'], 'no font for 日本'],
  ['ref\nx\n', ['--via', 'messenger-codes', '--force'], 'are for QR codes'],
])('code generate --from a file with %j and %j is misused', async (content, flags, message) => {
  const world = await createWorld()
  await world.write('refs.csv', content)

  const {code, err} = await generate(world, ...flags)

  expect(code).toBe(2)
  expect(err).toContain(message)
})
