import {type Document, isPair, isScalar, Scalar, visit} from 'yaml'
import {isPatternForm} from '../emulator/chat/recording/expected-text.ts'

/** A pattern that YAML has cut in two, with its offset. */
export interface CutPattern {
  readonly offset: number
  readonly message: string
}

/** The end of a pattern: a slash and optional flags. */
const patternEnd = /\/[imsu]*\s*$/

/**
 * Patterns without quotes that YAML cuts at a comma, in `{text: /9, 10/}` and `[/a, b/]`, or at what it reads as a comment:
 * `/room #1/`.
 * @param text the whole file.
 */
export function cutPatterns(document: Document.Parsed, text: string): readonly CutPattern[] {
  const found: CutPattern[] = []
  const add = (begin: Scalar, end: number, why: string) => {
    const [offset] = begin.range ?? [0]
    const pattern = text.slice(offset, end).replaceAll("'", "''").trim()
    found.push({offset, message: `a pattern with ${why} needs quotes here: '${pattern}'`})
  }
  visit(document, {
    Scalar(_key, node) {
      if (isBeginning(node) && patternEnd.test(node.comment ?? ''))
        add(
          node,
          text.indexOf(node.comment ?? '', node.range?.[1]) + (node.comment?.length ?? 0),
          'a " #" in it',
        )
    },
    Collection(_key, node) {
      if (node.flow !== true) return
      const pieces = node.items.map(toPiece)
      pieces.forEach(({value}, index) => {
        if (value === undefined || !isBeginning(value)) return
        const rest = pieces.slice(index + 1).map(({lone}) => lone)
        const end = rest.find(each => each === undefined || isEnd(each))
        if (end !== undefined) add(value, end.range?.[1] ?? 0, 'a comma in it')
      })
    },
  })
  return found
}

/** An addition to the error for invalid YAML, when the line contains a pattern without quotes. */
export function unquotedHint(line: string): string {
  return /(?:^|[\s{[,])\/[^'"]*$/.test(line)
    ? `; a pattern with , # [ ] { } or ": " in it needs quotes: '/[ab], c/'`
    : ''
}

interface Piece {
  /** The item, or the value of its key. */
  readonly value: Scalar | undefined
  /** An item without a key or value. */
  readonly lone: Scalar | undefined
}

/** The parts of an item of a list or map in brackets. */
function toPiece(item: unknown): Piece {
  if (!isPair(item)) return {value: plain(item), lone: plain(item)}
  const isAlone = item.value === null || (isScalar(item.value) && textOf(item.value) === '')
  if (isAlone) return {value: plain(item.key), lone: plain(item.key)}
  return {value: plain(item.value), lone: undefined}
}

const plain = (node: unknown): Scalar | undefined =>
  isScalar(node) && node.type === Scalar.PLAIN ? node : undefined

const textOf = ({value}: Scalar): string => String(value ?? '')

/** Whether a text begins like a pattern but does not end like one. */
function isBeginning(node: Scalar): boolean {
  const text = textOf(node)
  return node.type === Scalar.PLAIN && text.startsWith('/') && !isPatternForm(text)
}

function isEnd(node: Scalar): boolean {
  const text = textOf(node)
  return patternEnd.test(text) && !text.startsWith('/')
}
