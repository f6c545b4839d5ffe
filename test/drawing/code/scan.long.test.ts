import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {type CorrectionLevel, drawQrCode, toBlocks, toPng} from '../../../src/drawing/code/qr-code.ts'
import {toSvg} from '../../../src/drawing/code/svg.ts'
import {viewDrawing} from '../../../src/drawing/code/terminal.ts'
import {MAX_REF_LENGTH, toMeLink} from '../../../src/platform/m-me-links.ts'
import {plainStyle, styleFor} from '../../../src/terminal/style.ts'
import {createWorld, test as inWorld} from '../../helpers/world.ts'
import {dark, light, type Picture, readPng, renderSvg, scanPicture, showOnTerminal} from './scan.ts'

const pageId = '109876543210987'
const link = `https://m.me/${pageId}?ref=billboard-ad`
const env = {MSGR_EMULATOR: '', MSGR_PAGE_ID: pageId}

test.each([100, 500, 2000])('a .png of %i pixels has that size and scans', async pixels => {
  const world = await createWorld()

  const flags = ['--ref', 'billboard-ad', '--out', 'code.png', '--size', String(pixels)]
  const {code} = await world.msgr(['code', 'generate', ...flags], {env})

  expect(code).toBe(0)
  const picture = readPng(await readFile(join(world.folder, 'code.png')))
  expect([picture.width, picture.height]).toEqual([pixels, pixels])
  expect(scanPicture(picture)).toBe(link)
})

test.each(['svg', 'png'])('an .%s scans, with and without a label', async kind => {
  const world = await createWorld()
  const generate = ['code', 'generate', '--ref', 'billboard-ad', '--size', '500', '--out']
  const label = `Scan me & <chat>${kind === 'svg' ? ' 日本' : ''}`

  await world.msgr([...generate, `plain.${kind}`], {env})
  await world.msgr([...generate, `labelled.${kind}`, '--text', label], {env})

  const [plain, labelled] = await Promise.all(
    ['plain', 'labelled'].map(async name => {
      const file = await readFile(join(world.folder, `${name}.${kind}`))
      return kind === 'svg' ? renderSvg(file.toString()) : readPng(file)
    }),
  )
  expect([plain?.width, plain?.height, labelled?.width, labelled?.height]).toEqual([500, 500, 500, 572])
  expect([plain, labelled].map(picture => picture && scanPicture(picture))).toEqual([link, link])
  // The label is drawn, below the empty edge.
  expect(isWhite(labelled, 480, 500)).toBe(true)
  expect(isWhite(labelled, 500, 572)).toBe(false)
})

test('a long label is made to fit', async () => {
  const label = 'WWWWWWWWWW '.repeat(5).trim()
  const picture = await renderSvg(toSvg(drawQrCode(link), {pixels: 500, title: link, label}))

  const rows = Array.from({length: picture.height - 500}, (_, index) => 500 + index)
  const isDark = (x: number) => rows.some(y => (picture.data[(y * 500 + x) * 4] ?? 255) < 128)
  expect([isDark(0), isDark(5), isDark(250), isDark(494), isDark(499)]).toEqual([
    false,
    false,
    true,
    false,
    false,
  ])
})

inWorld('the drawing scans on a dark and on a light terminal', async ({bareWorld}) => {
  const run = (flags: string, env = {}) =>
    bareWorld.msgr(`code generate --ref billboard-ad ${flags}`, {
      env: {MSGR_PAGE_ID: pageId, ...env},
      terminals: {stdout: true},
    })

  const [coloured, plain, inverted] = [
    await run('', {TERM: 'xterm-256color'}),
    await run('', {NO_COLOR: '1'}),
    await run('--invert --no-color'),
  ].map(({out}) => out.trimEnd().split('\n').slice(0, -1).join('\n'))

  const scan = (drawing = '', theme = dark) => scanPicture(showOnTerminal(drawing, theme))
  expect([scan(coloured, dark), scan(coloured, light)]).toEqual([link, link])
  expect(plain).not.toContain('\u001b')
  expect([scan(plain, dark), scan(inverted, light)]).toEqual([link, link])
})

describe('any ref', () => {
  // `npm run soak` takes more of them.
  const codes = randomRefs(Number(process.env['MSGR_CODES'] ?? 4)).map(ref => {
    const text = toMeLink(pageId, ref)
    return {ref, text, code: drawQrCode(text)}
  })

  test('scans as .png', () => {
    for (const {text, code} of codes) expect(scanPicture(readPng(Buffer.from(toPng(code, 300))))).toBe(text)
  })

  test('scans as .svg', async () => {
    for (const {ref, text, code} of codes) {
      const source = toSvg(code, {pixels: 300, title: text, label: ref.slice(0, 20)})
      expect(scanPicture(await renderSvg(source))).toBe(text)
    }
  })

  test('scans on a terminal', async () => {
    const coloured = await styleFor(true)
    for (const {text, code} of codes) {
      const blocks = toBlocks(code)
      expect(scanPicture(showOnTerminal(viewDrawing(blocks, coloured), light))).toBe(text)
      expect(scanPicture(showOnTerminal(viewDrawing(blocks, plainStyle), dark))).toBe(text)
    }
  })
})

test.each([
  ['L', 1500],
  ['M', 1500],
  ['Q', 1500],
  ['H', 1100],
  [undefined, MAX_REF_LENGTH],
] satisfies [CorrectionLevel | undefined, number][])(
  'with correction %s a ref of %i characters scans',
  (level, length) => {
    const text = toMeLink(pageId, 'a-b_c='.repeat(350).slice(0, length).replaceAll('=', '0'))

    expect(scanPicture(readPng(Buffer.from(toPng(drawQrCode(text, level), 500))))).toBe(text)
  },
)

test('a better correction makes a code that stands more dirt', () => {
  const isReadWith = (level: CorrectionLevel, share: number): boolean => {
    const code = drawQrCode(link, level)
    const picture = readPng(Buffer.from(toPng(code, 500)))
    // Dirt in the middle, where no square tells how to read the others.
    const side = Math.round(500 * Math.sqrt(share))
    const start = Math.round((500 - side) / 2)
    for (let y = start; y < start + side; y++)
      for (let x = start; x < start + side; x++) picture.data.set([0, 0, 0, 255], (y * 500 + x) * 4)
    return scanPicture(picture) === link
  }

  expect([isReadWith('L', 0.06), isReadWith('H', 0.06)]).toEqual([false, true])
})

/** Whether nothing is drawn between two rows of pixels. */
function isWhite(picture: Picture | undefined, from: number, to: number): boolean {
  const {width, data} = picture ?? {width: 0, data: []}
  return data.slice(from * width * 4, to * width * 4).every(value => value === 255)
}

/** The same ones each time: letters of many scripts, signs that links give a meaning, emoji. */
function randomRefs(count: number): readonly string[] {
  let seed = 20_261_122
  const below = (end: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((seed / 2 ** 32) * end)
  }
  const alphabets = [
    'abcXYZ019-_=',
    'äöüßçñøå',
    'Привет',
    '日本語中文',
    'مرحبا',
    '😀👩‍👩‍👧🇩🇪',
    ' &?#%+/:"\'<>\\\u0001',
  ].map(text => [...text])
  return Array.from({length: count}, () => {
    const length = 1 + below(60)
    return Array.from({length}, () => {
      const alphabet = alphabets[below(alphabets.length)] ?? []
      return alphabet[below(alphabet.length)]
    }).join('')
  })
}
