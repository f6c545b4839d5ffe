const separators = [',', ';', '\t', '|']

/**
 * The separator in the line that spreadsheets write above the header: `sep=;`, also in quotes and with empty
 * cells after it.
 */
export function namedSeparator(line: string): string | undefined {
  const [, quoted, plain] = /^\s*(?:"sep=(.)"|sep=(.))[\s,;|]*$/iu.exec(line) ?? []
  const separator = quoted ?? plain
  return separator === '"' ? undefined : separator
}

/** The cells of a line of CSV, with their quotes; separators in quotes do not count. */
function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = []
  let start = 0
  let isQuoted = false
  /** Only blanks so far: a quote starts a quoted cell. */
  let isEmpty = true
  for (let index = 0; index <= line.length; index += 1) {
    const letter = line[index]
    if (letter === '"') {
      if (isQuoted) isQuoted = false
      else if (isEmpty || line[index - 1] === '"') isQuoted = true
      isEmpty = false
    } else if (letter === undefined || (letter === separator && !isQuoted)) {
      cells.push(line.slice(start, index))
      start = index + 1
      isEmpty = true
    } else if (isEmpty && letter.trim() !== '') isEmpty = false
  }
  return cells
}

/**
 * Finds the separator of a list: the one with which the header names a column of ids; else the one with which
 * most of the next lines have as many cells as the header; else the most frequent one in the header. Undefined
 * when the header has none outside quotes.
 * @param rankOf returns how certainly such a header names the ids.
 */
export function findSeparator(
  header: string,
  next: readonly string[],
  rankOf: (header: readonly string[]) => number,
): string | undefined {
  const found = separators.flatMap(separator => {
    const cells = cellsOf(header, separator)
    if (cells.length === 1) return []
    const fitting = next.filter(line => cellsOf(line, separator).length === cells.length).length
    return [{separator, score: [rankOf(cells.map(unquoted)), fitting, cells.length]}]
  })
  return found.sort((one, other) => compare(other.score, one.score))[0]?.separator
}

export const unquoted = (cell: string): string =>
  cell
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .replaceAll('""', '"')

function compare(one: readonly number[], other: readonly number[]): number {
  const index = one.findIndex((value, at) => value !== other[at])
  return index === -1 ? 0 : (one[index] ?? 0) - (other[index] ?? 0)
}
