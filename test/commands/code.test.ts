import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {test as inWorld} from '../helpers/world.ts'
import {createStage} from './stage.ts'

const pageId = '109876543210987'
/** Nothing but the id of the Page is known. */
const env = {MSGR_EMULATOR: '', MSGR_PAGE_ID: pageId}

test('code generate names the link that is in the code, and needs no token for a Page whose id is known', async () => {
  const stage = await createStage()

  const plain = await stage.msgr(['code', 'generate'], {env})
  const withRef = await stage.msgr(['code', 'generate', '--ref', 'billboard ad', '--json'], {env})

  expect(plain).toEqual(expect.objectContaining({code: 0, out: `https://m.me/${pageId}\n`, err: ''}))
  expect(withRef.json()).toEqual({link: `https://m.me/${pageId}?ref=billboard%20ad`, ref: 'billboard ad'})
  expect(withRef.err).toContain('Some apps of Messenger lose a ref')
})

test('code generate asks the platform for the id or the username of the Page', async () => {
  const stage = await createStage()

  const byId = await stage.msgr(['code', 'generate', '--json'])
  const byName = await stage.msgr(['code', 'generate', '--username', '--json'])

  expect(byId.json().link).toBe(`https://m.me/${pageId}`)
  expect(byName.json().link).toBe('https://m.me/acmeshop')
})

test('code generate writes a picture of the size that is asked for, or a drawing', async () => {
  const stage = await createStage()

  const png = await stage.msgr(['code', 'generate', '--out', 'code.png', '--size', '300'], {env})
  const svg = await stage.msgr(['code', 'generate', '--out', 'code.svg'], {env})

  expect(png.out).toBe(`https://m.me/${pageId}\n✔ Wrote ${join(stage.folder, 'code.png')}\n`)
  expect(svg.code).toBe(0)
  const picture = await readFile(join(stage.folder, 'code.png'))
  // 25 squares and 4 on each side, 9 pixels each, is the largest up to 300.
  expect([picture.subarray(1, 4).toString(), picture.readUInt32BE(16)]).toEqual(['PNG', 9 * 33])
  expect(await readFile(join(stage.folder, 'code.svg'), 'utf8')).toMatch(/^<\?xml .*<svg .*<\/svg>\n$/s)
})

inWorld('code generate draws the code where a person sees it', async ({bareWorld}) => {
  const {out} = await bareWorld.msgr('code generate', {
    env: {MSGR_PAGE_ID: pageId},
    terminals: {stdout: true},
  })

  const lines = out.trimEnd().split('\n')
  const drawing = lines.slice(0, -1)
  expect(drawing).toHaveLength(15)
  expect(drawing.every(line => /^[█▀▄ ]{29}$/.test(line))).toBe(true)
  // The corner of every QR code: a ring of seven squares.
  expect(drawing[1]?.slice(0, 11)).toBe('██ ▄▄▄▄▄ ██'.slice(0, 11))
  expect(lines.at(-1)).toBe(`https://m.me/${pageId}`)
})

test.each([
  [['--ref', 'x'.repeat(2084)], 'at most 2083'],
  [['--ref', 'ä'.repeat(2000)], 'does not fit into a QR code'],
  [['--out', 'code.gif'], 'neither in .png nor in .svg'],
  [['--out', 'missing/code.png'], 'cannot be written'],
])('code generate with %j is misused', async (flags, message) => {
  const {code, err} = await (await createStage()).msgr(['code', 'generate', ...flags], {env})

  expect(code).toBe(2)
  expect(err).toContain(message)
})
