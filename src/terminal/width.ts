import {stripVTControlCharacters} from 'node:util'

/** Latin letters, punctuation such as … and –, and arrows: one column each, and none combines with another. */
const simple = /^[\x20-\x7e\u00a0-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff]*$/

let segmenter: Intl.Segmenter | undefined

/** Splits a text into what a person sees as characters. A segmenter takes 20 ms to create, and is rarely needed. */
function graphemesOf(text: string): Iterable<{readonly segment: string}> {
  segmenter ??= new Intl.Segmenter()
  return segmenter.segment(stripVTControlCharacters(text))
}

/** The pattern is inside this function because most commands never need it, and parsing it would slow the start. */
const isWide = (segment: string) =>
  /^(?:\p{Emoji_Presentation}|\p{Regional_Indicator}|.\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}])/u.test(
    segment,
  )

/** The number of terminal columns that a text takes. */
export function widthOf(text: string): number {
  if (simple.test(text)) return text.length
  let width = 0
  for (const {segment} of graphemesOf(text)) width += isWide(segment) ? 2 : 1
  return width
}

/** The text padded with spaces to at least this many columns. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)))
}

/** The text padded with spaces, or cut with an ellipsis, to exactly this many columns. Cutting removes its style. */
export function fitTo(text: string, columns: number): string {
  const width = widthOf(text)
  if (width <= columns) return text + ' '.repeat(columns - width)
  let kept = ''
  let used = 0
  for (const {segment} of graphemesOf(text)) {
    const next = used + widthOf(segment)
    if (next > columns - 1) break
    kept += segment
    used = next
  }
  return `${kept}…${' '.repeat(Math.max(0, columns - used - 1))}`
}

export interface WrapOptions {
  /** Whether a word without wide characters, such as an id or an address, stays whole when it is longer than a line. */
  readonly runsOn?: boolean
}

/**
 * The lines of a text, none wider than this many columns: broken at spaces, between characters of scripts that are written
 * without spaces, and within words that are longer than a line.
 */
export function wrapTo(text: string, columns: number, {runsOn = false}: WrapOptions = {}): readonly string[] {
  return text.split('\n').flatMap(line => {
    if (!line.startsWith(' ') && widthOf(line) <= columns) return [line]
    const lines: string[] = []
    let current = ''
    let width = 0
    for (const word of line.split(' ').flatMap(word => pieces(word, columns, runsOn))) {
      const wordWidth = widthOf(word)
      const joinedWidth = current === '' ? wordWidth : width + 1 + wordWidth
      if (joinedWidth <= columns) {
        current = current === '' ? word : `${current} ${word}`
        width = joinedWidth
      } else {
        if (current !== '') lines.push(current)
        current = word
        width = wordWidth
      }
    }
    return [...lines, current]
  })
}

/** A word cut into pieces that fit. A character wider than the columns stays whole. */
function pieces(word: string, columns: number, runsOn: boolean): readonly string[] {
  if (widthOf(word) <= columns || (runsOn && longestWordOf(word) === widthOf(word))) return [word]
  const found: string[] = []
  let piece = ''
  for (const {segment} of graphemesOf(word)) {
    if (piece !== '' && widthOf(piece + segment) > columns) {
      found.push(piece)
      piece = ''
    }
    piece += segment
  }
  return [...found, piece]
}

/** The width of the longest part of a text that cannot be broken: without a space or a wide character. */
export function longestWordOf(text: string): number {
  if (simple.test(text)) return text.split(' ').reduce((longest, word) => Math.max(longest, word.length), 0)
  let longest = 0
  let current = 0
  for (const {segment} of graphemesOf(text)) {
    const width = widthOf(segment)
    current = segment === ' ' || width > 1 ? 0 : current + width
    longest = Math.max(longest, current, segment === ' ' ? 0 : width)
  }
  return longest
}
