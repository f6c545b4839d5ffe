/** A text in quotes in a source file: its line, from 1, and what stands between the quotes, `${…}` in a template as `{}`. */
export interface Literal {
  readonly line: number
  readonly text: string
}

/** TypeScript source taken apart. */
export interface SourceParts {
  /** The texts in quotes, also those inside the `${…}` of a template, but not those in comments and regular expressions. */
  readonly literals: readonly Literal[]
  /** The comments with their signs. */
  readonly comments: readonly Literal[]
  /** The source with blanks in place of texts, comments and regular expressions; lines stay where they are. */
  readonly code: string
}

/** The texts in quotes of TypeScript source. */
export const literalsOf = (source: string): readonly Literal[] => partsOf(source).literals

/** Takes TypeScript source apart. */
export function partsOf(source: string): SourceParts {
  const literals: Literal[] = []
  const comments: Literal[] = []
  const code = [...Array(source.length).keys()].map(index => source[index] ?? '')
  let at = 0
  readCode(undefined)
  return {literals, comments, code: code.join('')}

  /** Reads on to the `}` that ends a place in a template, or to the end of the file. */
  function readCode(end: '}' | undefined): void {
    let depth = 0
    for (; at < source.length; at += 1) {
      const character = source[at] ?? ''
      if (source.startsWith('//', at)) readComment(indexOr(source.indexOf('\n', at)))
      else if (source.startsWith('/*', at)) readComment(indexOr(source.indexOf('*/', at)) + 1)
      else if (character === '/' && startsPattern()) skipPattern()
      else if (character === "'" || character === '"') readText(character)
      else if (character === '`') readTemplate()
      else if (character === '{') depth += 1
      else if (character === '}' && depth > 0) depth -= 1
      else if (character === end) return
    }
  }

  function readComment(end: number): void {
    comments.push({line: lineOf(at), text: source.slice(at, end)})
    blank(at, end)
    at = end
  }

  function readText(quote: string): void {
    const start = at + 1
    for (at = start; at < source.length && source[at] !== quote; at += 1) if (source[at] === '\\') at += 1
    literals.push({line: lineOf(start), text: source.slice(start, at)})
    blank(start, at)
  }

  function readTemplate(): void {
    const start = at + 1
    let text = ''
    for (at = start; at < source.length && source[at] !== '`'; at += 1) {
      if (source.startsWith('${', at)) {
        at += 2
        readCode('}')
        text += '{}'
      } else {
        const length = source[at] === '\\' ? 2 : 1
        text += source.slice(at, at + length)
        blank(at, at + length)
        at += length - 1
      }
    }
    literals.push({line: lineOf(start), text})
  }

  /** Whether a slash begins a regular expression: it is no division where no value stands before it. */
  function startsPattern(): boolean {
    const before = source.slice(0, at).trimEnd()
    return /(?:^|[=(,:[!&|?{};>]|\breturn)$/.test(before)
  }

  function skipPattern(): void {
    let isInClass = false
    for (at += 1; at < source.length; at += 1) {
      blank(at, at + 1)
      if (source[at] === '\\') at += 1
      else if (source[at] === '[') isInClass = true
      else if (source[at] === ']') isInClass = false
      else if (source[at] === '/' && !isInClass) return
    }
  }

  function blank(from: number, to: number): void {
    for (let index = from; index < to; index += 1) if (source[index] !== '\n') code[index] = ' '
  }

  function indexOr(index: number): number {
    return index === -1 ? source.length : index
  }

  function lineOf(index: number): number {
    return source.slice(0, index).split('\n').length
  }
}
