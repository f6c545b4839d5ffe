import {atPlace, UsageError} from '../errors.ts'
import {columnAfter, lineAfter} from './line-ends.ts'

/** Where a text stops being JSON (line and column from 1), and why. */
export interface JsonFault {
  readonly line: number
  readonly column: number
  readonly reason: string
}

/** Returns why a text is not JSON; undefined when it is. */
export function jsonFaultOf(text: string): JsonFault | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch {
    return findFault(text)
  }
}

export const formatJsonFault = ({column, reason}: JsonFault): string =>
  `this is not JSON, in column ${column}: ${reason}`

/** The error for a file, or standard input (`-`), that is not JSON. */
export function notJson(file: string, fault: JsonFault, cause?: unknown): UsageError {
  const {line} = fault
  const isFile = file !== '-'
  return new UsageError(atPlace({file: isFile ? file : 'Standard input', line}, formatJsonFault(fault)), {
    place: {file: isFile ? file : undefined, line},
    cause,
  })
}

const space = /[ \t\r\n]*/y
const quote = /"/y
const plain = /[^"\\\p{Cc}]+/uy
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const scalar = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y

/** Deeper than any event; more would overflow the stack. */
const MAX_DEPTH = 100

/** Finds where a text stops being JSON, or is nested too deeply. The messages of JSON.parse often leave this out. */
export function findFault(text: string): JsonFault {
  let at = 0
  let depth = 0
  const eat = (token: RegExp): boolean => {
    token.lastIndex = at
    const isThere = token.test(text)
    if (isThere) at = token.lastIndex
    return isThere
  }
  const spaced = (token: RegExp) => eat(space) && eat(token)
  /** In parts: one expression for all of it overflows the stack on a long string. */
  const isString = (): boolean => {
    eat(space)
    const start = at
    if (!eat(quote)) return false
    while (eat(plain) || eat(escaped));
    const isClosed = eat(quote)
    if (!isClosed) at = start
    return isClosed
  }
  const isValue = (): boolean => {
    if (isString() || eat(scalar)) return true
    if (eat(/\[/y)) return areMembers(/\]/y, isValue)
    return eat(/\{/y) && areMembers(/\}/y, () => isString() && spaced(/:/y) && isValue())
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
  const isWhole = isValue()
  eat(space)
  const before = text.slice(0, at)
  const reason =
    depth > MAX_DEPTH ? 'it is nested too deeply' : reasonOf(before, text.slice(at, at + 80), isWhole)
  return {line: lineAfter(before), column: columnAfter(before), reason}
}

function reasonOf(before: string, rest: string, isWhole: boolean): string {
  if (rest === '') return 'it ends too early'
  if (/^(?:\/\/|\/\*|#)/.test(rest)) return 'JSON does not have comments'
  if (/^[}\]]/.test(rest) && /,\s*$/.test(before))
    return `there is a comma before the ${rest[0]}; JSON does not have trailing commas`
  if (rest.startsWith("'")) return 'JSON has strings in double quotes'
  if (rest.startsWith('"'))
    return 'a string is not closed, or holds a line end or a backslash that JSON does not know'
  if (isWhole) return 'there is more text after its end'
  if (/[{,]\s*$/.test(before) && /^[\p{L}_$]/u.test(rest)) return 'JSON has keys in double quotes'
  return `unexpected ${/^[\p{L}\p{N}_.+-]+/u.exec(rest)?.[0].slice(0, 40) ?? [...rest][0]}`
}
