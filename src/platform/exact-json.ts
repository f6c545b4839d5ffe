/** Deeper nesting than any event has; it would overflow the stack of whoever prints it. */
const MAX_DEPTH = 100

/** A long number behind what comes before one; behind a quotation mark the digits are a text. */
const longNumber = /(?:^|[:,[\s])-?[0-9]{16}/

/** No expression for a whole string: it would overflow the stack on a long one. */
const token = /"|\\.|-?\b[0-9]{16,}\b(?![.eE])/gs

/**
 * The value of a JSON text. Integers that a double cannot hold become texts, because the platform writes some ids as
 * numbers.
 * @throws {SyntaxError} if it is not JSON, or nested deeper than 100 levels.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (canBeDeeperThan(text, MAX_DEPTH) && isDeeperThan(value, MAX_DEPTH))
    throw new SyntaxError(`nested deeper than ${MAX_DEPTH} levels`)
  return longNumber.test(text) ? JSON.parse(withInexactQuoted(text)) : value
}

function withInexactQuoted(text: string): string {
  let isInString = false
  return text.replace(token, found => {
    if (found === '"') isInString = !isInString
    const isKept = isInString || found === '"' || found.startsWith('\\')
    return isKept || Number.isSafeInteger(Number(found)) ? found : `"${found}"`
  })
}

/** Whether a text opens so many lists and objects at all. It spares most texts the walk through their value. */
function canBeDeeperThan(text: string, levels: number): boolean {
  let opened = 0
  for (const opener of '{[')
    for (let at = text.indexOf(opener); at !== -1; at = text.indexOf(opener, at + 1))
      if (++opened > levels) return true
  return false
}

/** Walks by key: lists of the children were measured to cost six times as much. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return levels < 0
  if (levels < 0) return true
  const parent = value as Readonly<Record<string, unknown>>
  for (const key in parent) if (isDeeperThan(parent[key], levels - 1)) return true
  return false
}
