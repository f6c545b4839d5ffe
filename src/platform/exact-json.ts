/** Deeper nesting than any event has; it would overflow the stack of whoever prints it. */
const MAX_DEPTH = 100

/** No expression for a whole string: it would overflow the stack on a long one. */
const token = /"|\\.|-?\b[0-9]{16,}\b(?![.eE])/gs

/**
 * The value of a JSON text. Integers that a double cannot hold become texts, because the platform writes some ids as
 * numbers.
 * @throws {SyntaxError} if it is not JSON, or nested deeper than 100 levels.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  return holdsInexact(value, MAX_DEPTH) ? JSON.parse(withInexactQuoted(text)) : value
}

/**
 * Whether a number in a value is larger than a double holds exactly. Walks by key: lists of the children were measured to cost
 * six times as much.
 * @throws {SyntaxError} if it is nested deeper than that.
 */
function holdsInexact(value: unknown, levels: number): boolean {
  if (levels < 0) throw new SyntaxError(`nested deeper than ${MAX_DEPTH} levels`)
  if (typeof value === 'number') return Math.abs(value) > Number.MAX_SAFE_INTEGER
  if (typeof value !== 'object' || value === null) return false
  let isFound = false
  if (Array.isArray(value)) for (const part of value) isFound = holdsInexact(part, levels - 1) || isFound
  else {
    const parent = value as Readonly<Record<string, unknown>>
    for (const key in parent) isFound = holdsInexact(parent[key], levels - 1) || isFound
  }
  return isFound
}

function withInexactQuoted(text: string): string {
  let isInString = false
  return text.replace(token, found => {
    if (found === '"') isInString = !isInString
    const isKept = isInString || found === '"' || found.startsWith('\\')
    return isKept || Number.isSafeInteger(Number(found)) ? found : `"${found}"`
  })
}
