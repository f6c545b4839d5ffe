/** Where in a text something stands, both counted from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

const space = /[ \t\r\n]*/y
const string = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy
const scalar = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y

/** Deeper than any event; it would overflow the stack. */
const MAX_DEPTH = 100

/** Where a text stops being JSON, or is nested too deep. The messages of JSON.parse leave that out as often as not. */
export function findFault(text: string): Place {
  let at = 0
  let depth = 0
  const eat = (token: RegExp): boolean => {
    token.lastIndex = at
    const isThere = token.test(text)
    if (isThere) at = token.lastIndex
    return isThere
  }
  const spaced = (token: RegExp) => eat(space) && eat(token)
  const isValue = (): boolean => {
    if (spaced(string) || eat(scalar)) return true
    if (eat(/\[/y)) return areMembers(/\]/y, isValue)
    return eat(/\{/y) && areMembers(/\}/y, () => spaced(string) && spaced(/:/y) && isValue())
  }
  const areMembers = (end: RegExp, isMember: () => boolean): boolean => {
    depth += 1
    if (depth > MAX_DEPTH) return false
    if (!spaced(end)) {
      do if (!isMember()) return false
      while (spaced(/,/y))
      if (!eat(end)) return false
    }
    depth -= 1
    return true
  }
  isValue()
  eat(space)
  const before = text.slice(0, at).split('\n')
  return {line: before.length, column: (before.at(-1)?.length ?? 0) + 1}
}
