/** Deeper nesting than any event has; it would overflow the stack of whoever prints it. */
const MAX_DEPTH = 100

const stringOrLongInteger = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b[0-9]{16,}\b(?![.eE])/g

/**
 * The value of a JSON text. Integers that a double cannot hold become texts, because the platform writes some ids as
 * numbers.
 * @throws {SyntaxError} if it is not JSON, or nested deeper than 100 levels.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (isDeeperThan(value, MAX_DEPTH)) throw new SyntaxError(`nested deeper than ${MAX_DEPTH} levels`)
  return /[0-9]{16}/.test(text) ? JSON.parse(text.replace(stringOrLongInteger, quoteInexact)) : value
}

function quoteInexact(token: string): string {
  return token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`
}

function isDeeperThan(value: unknown, limit: number): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true
    level = level.flatMap(each => (typeof each === 'object' && each !== null ? Object.values(each) : []))
  }
  return false
}
