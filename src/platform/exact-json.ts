/** Deeper nesting than any event has; it would overflow the stack of whoever prints it. */
const MAX_DEPTH = 100

/** A long number behind what comes before one; behind a quotation mark the digits are a text. */
const longNumber = /(?:^|[:,[\s])-?[0-9]{16}/

const stringOrLongInteger = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b[0-9]{16,}\b(?![.eE])/g

/**
 * The value of a JSON text. Integers that a double cannot hold become texts, because the platform writes some ids as
 * numbers.
 * @throws {SyntaxError} if it is not JSON, or nested deeper than 100 levels.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (isDeeperThan(value, MAX_DEPTH)) throw new SyntaxError(`nested deeper than ${MAX_DEPTH} levels`)
  return longNumber.test(text) ? JSON.parse(text.replace(stringOrLongInteger, quoteInexact)) : value
}

function quoteInexact(token: string): string {
  return token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (levels < 0) return true
  if (typeof value !== 'object' || value === null) return false
  const children: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
  for (const child of children) if (isDeeperThan(child, levels - 1)) return true
  return false
}
