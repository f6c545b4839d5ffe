/** Nobody mistypes a longer word: it is something else. */
const MOST_LETTERS = 200

/**
 * The candidate that a mistyped word most likely means: upper and lower case, `-` and `_` count as the same, and about
 * one slip in three letters is forgiven. Undefined when nothing is near.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > MOST_LETTERS) return undefined
  const typed = plain(word)
  let best: string | undefined
  let bestDistance = Math.floor(Math.max(typed.length, 3) / 3) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - typed.length) >= bestDistance) continue
    const distance = slips(typed, plain(candidate))
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

/** Names of the platform can be of any type in an answer of something else. */
const plain = (word: string): string => String(word).toLowerCase().replaceAll('-', '_')

/** How many letters have to be changed, added, left out or swapped with their neighbour to turn one word into the other. */
function slips(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({length: to.length + 1}, (_, column) => column)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1]
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const least = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      )
      current.push(swapped ? Math.min(least, at(beforeLast, column - 2) + 1) : least)
    }
    ;[beforeLast, last] = [last, current]
  }
  return at(last, to.length)
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY
