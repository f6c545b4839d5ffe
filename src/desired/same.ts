import {createHash} from 'node:crypto'

/** JSON with sorted keys; undefined for undefined. */
export function canonicalJson(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  )
}

/** Whether two values are the same data. */
export function isSame(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other)
}

/** SHA-256 of a value, in hex; `absent` for undefined. */
export function digestOf(value: unknown): string {
  const text = canonicalJson(value)
  return text === undefined ? 'absent' : createHash('sha256').update(text).digest('hex')
}
