import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {createWorld, test as inWorld} from '../../helpers/world.ts'

const pageId = '109876543210987'
/** Nothing but the id of the Page is known. */
const env = {MSGR_EMULATOR: '', MSGR_PAGE_ID: pageId}

test('code generate names the link that is in the code, and needs no token for a Page whose id is known', async () => {
  const world = await createWorld()

  const plain = await world.msgr(['code', 'generate'], {env})
  const withRef = await world.msgr(['code', 'generate', '--ref', 'billboard ad', '--json'], {env})

  expect(plain).toEqual(expect.objectContaining({code: 0, out: `https://m.me/${pageId}\n`, err: ''}))
  expect(withRef.json()).toEqual({
    link: `https://m.me/${pageId}?ref=billboard%20ad`,
    ref: 'billboard ad',
    uri: null,
    file: null,
  })
  expect(withRef.err).toContain('Some apps of Messenger lose a ref')
})

test('code generate asks the platform for the id or the username of the Page', async () => {
  const world = await createWorld()

  const byId = await world.msgr(['code', 'generate', '--json'])
  const byName = await world.msgr(['code', 'generate', '--username', '--json'])

  expect(byId.json().link).toBe(`https://m.me/${pageId}`)
  expect(byName.json().link).toBe('https://m.me/acmeshop')
})

test('code generate writes a picture, and says where', async () => {
  const world = await createWorld()

  const png = await world.msgr(['code', 'generate', '--out', 'code.png'], {env})
  const svg = await world.msgr(['code', 'generate', '--out', 'code.svg', '--json'], {env})
  const dry = await world.msgr(['code', 'generate', '--out', 'not.png', '-n', '--json'], {env})

  const link = `https://m.me/${pageId}`
  expect(png.out).toBe(`${link}\n✔ Wrote ${join(world.folder, 'code.png')}\n`)
  expect(svg.json()).toEqual({link, ref: null, uri: null, file: join(world.folder, 'code.svg')})
  expect(dry.json()).toEqual({link, ref: null, uri: null, file: null})
  expect((await readdir(world.folder)).filter(name => name.includes('.'))).toEqual(['code.png', 'code.svg'])
  expect(await readFile(join(world.folder, 'code.svg'), 'utf8')).toMatch(/^<\?xml .*<svg .*<\/svg>\n$/s)
})

inWorld('code generate draws the code where a person sees it', async ({bareWorld}) => {
  const {out} = await bareWorld.msgr('code generate --no-color', {
    env: {MSGR_PAGE_ID: pageId},
    terminals: {stdout: true},
  })

  const lines = out.trimEnd().split('\n')
  const drawing = lines.slice(0, -1)
  expect(drawing).toHaveLength(17)
  expect(drawing.every(line => /^[█▀▄ ]{33}$/.test(line))).toBe(true)
  // Four squares of edge, then the corner of every QR code: a ring of seven squares.
  expect(drawing[2]?.slice(0, 13)).toBe('████ ▄▄▄▄▄ ██')
  expect(lines.at(-1)).toBe(`https://m.me/${pageId}`)
})

inWorld('code generate draws no code that is wider than the terminal', async ({bareWorld}) => {
  const {out, err} = await bareWorld.msgr('code generate', {
    env: {MSGR_PAGE_ID: pageId},
    terminals: {stdout: true},
    columns: 32,
  })

  expect(out).toBe(`https://m.me/${pageId}\n`)
  expect(err).toContain('33 columns wide, too wide')
})

test.each([
  [['--ref', 'x'.repeat(2084)], 'at most 2083'],
  [['--ref', 'ä'.repeat(2000)], 'does not fit into a QR code'],
  [['--ref', ''], '--ref is empty'],
  [['--ref', 'x'.repeat(120), '--out', 'code.png', '--size', '100'], 'cannot be read at 100 pixels'],
  [['--size', '99'], 'not between 100 and 2000 pixels'],
  [['--size', '2001'], 'not between 100 and 2000 pixels'],
  [['--text', 'Scan me'], '--text needs a file to write to'],
  [['--text', 'Scan 日本', '--out', 'code.png'], 'no font for 日本'],
  [['--text', ' ', '--out', 'code.svg'], '--text is empty'],
  [['--text', 'x'.repeat(61), '--out', 'code.svg'], 'at most 60'],
  [['--error-correction', 'X'], 'Allowed choices are L, M, Q, H'],
  [['--kind', 'svg'], 'work only with --from'],
  [['--out', 'code.gif'], 'neither in .png nor in .svg'],
  [['--out', 'missing/code.png'], 'cannot be written'],
])('code generate with %j is misused', async (flags, message) => {
  const {code, err} = await (await createWorld()).msgr(['code', 'generate', ...flags], {env})

  expect(code).toBe(2)
  expect(err).toContain(message)
})
