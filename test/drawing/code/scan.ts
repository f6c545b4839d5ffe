import jsqr from 'jsqr'
import {PNG} from 'pngjs'
import {toPng} from '../../../src/drawing/raster.ts'
import {painted} from '../../../src/terminal/harmless.ts'

/** Pixels as red, green, blue and alpha. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

/** What a camera reads off a picture of dark squares on bright ground; undefined when it finds no code. */
export function scanPicture({width, height, data}: Picture): string | undefined {
  return jsqr.default(data, width, height, {inversionAttempts: 'dontInvert'})?.data
}

export function readPng(file: Buffer): Picture {
  const {width, height, data} = PNG.sync.read(file)
  return {width, height, data: new Uint8ClampedArray(data)}
}

/** As a browser shows it. */
export async function renderSvg(source: string): Promise<Picture> {
  return readPng(Buffer.from(await toPng(source, {scale: 1})))
}

/** Colours of a terminal, as brightness from 0 to 255. */
export interface Theme {
  readonly ink: number
  readonly ground: number
}

export const dark: Theme = {ink: 220, ground: 20}
export const light: Theme = {ink: 40, ground: 250}

const SQUARE_PIXELS = 2
/** What surrounds the text on the screen, in squares. */
const AROUND = 3
/** Of the 256 colours. */
const brightness: Readonly<Record<string, number>> = {16: 0, 231: 255}
const halves: Readonly<Record<string, readonly [upper: boolean, lower: boolean]>> = {
  '█': [true, true],
  '▀': [true, false],
  '▄': [false, true],
  ' ': [false, false],
}

/** A terminal with these lines on it. Knows block characters and the 256 colours; everything else is an error. */
export function showOnTerminal(text: string, theme: Theme): Picture {
  const rows = painted(text)
    .split('\n')
    .flatMap(line => squaresOf(line, theme))
  const columns = Math.max(...rows.map(row => row.length))
  const width = (columns + 2 * AROUND) * SQUARE_PIXELS
  const height = (rows.length + 2 * AROUND) * SQUARE_PIXELS
  const grey = new Uint8ClampedArray(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = rows[Math.floor(y / SQUARE_PIXELS) - AROUND]
      grey[y * width + x] = row?.[Math.floor(x / SQUARE_PIXELS) - AROUND] ?? theme.ground
    }
  }
  const data = new Uint8ClampedArray(width * height * 4)
  for (const [index, value] of grey.entries()) data.fill(value, index * 4, index * 4 + 3)
  return {width, height, data}
}

/** The upper and the lower half of a line. */
function squaresOf(line: string, theme: Theme): readonly [number[], number[]] {
  const [upper, lower]: [number[], number[]] = [[], []]
  let {ink, ground} = theme
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal reads control characters
  for (const [, colour, character] of line.matchAll(/\x1b\[([\d;]*)m|(.)/gu)) {
    if (colour === '39') ink = theme.ink
    else if (colour === '49') ground = theme.ground
    else if (colour !== undefined) {
      const [, which, number = ''] = /^([34])8;5;(\d+)$/.exec(colour) ?? []
      const value = brightness[number]
      if (value === undefined) throw new Error(`The colour ${colour} is not known`)
      if (which === '3') ink = value
      else ground = value
    } else {
      const half = halves[character ?? '']
      if (half === undefined) throw new Error(`${character} is no block`)
      upper.push(half[0] ? ink : ground)
      lower.push(half[1] ? ink : ground)
    }
  }
  return [upper, lower]
}
