import type {JsonShape} from '../../src/terminal/json.ts'

/** What of an output is not msgr's own: paths of keys from the top, `*` for any key or item, `''` for all of it. */
export interface Foreign {
  /** Documents of the platform, or files: nothing in them is looked at. */
  readonly wire?: readonly string[]
  /** Objects whose keys are data, such as names of labels. */
  readonly maps?: readonly string[]
  /** Keys that keep the name of a field of a file, such as `first_name`. */
  readonly fields?: readonly string[]
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/
const LIKE_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}|^\w{3}, \d{2} \w{3} \d{4}/
const DAY = /^\d{4}(-\d{2}){0,2}$/
/** From 2001 to 2286: a number of this size is a moment. */
const isMoment = (value: number) => (value > 1e9 && value < 1e10) || (value > 1e12 && value < 1e13)
const dayNames = ['day', 'firstDay', 'since', 'until', 'asOf']
const unitless = /(^|[a-z])(duration|delay|timeout|deadline|age|wait|elapsed|offset)$/i

/** What of an output breaks the grammar of msgr's JSON, each with its path. */
export function faultsIn(value: unknown, foreign: Foreign = {}, path: readonly string[] = []): string[] {
  if (isAt(path, foreign.wire)) return []
  const here = (what: string) => `${path.join('.') || '(top)'}: ${what}`
  if (Array.isArray(value)) {
    const items = value.flatMap((item, index) => faultsIn(item, foreign, [...path, String(index)]))
    return [...items, ...unlike(value, foreign, path).map(here)]
  }
  if (typeof value !== 'object' || value === null) return faultsOf(path.at(-1) ?? '', value).map(here)
  const isMap = isAt(path, foreign.maps)
  return Object.entries(value).flatMap(([key, part]) => [
    ...(isMap || foreign.fields?.includes(key) || /^[a-z][a-zA-Z0-9]*$/.test(key)
      ? []
      : [here(`key ${key}`)]),
    ...(isMap || !/^(is|has|are)[A-Z]/.test(key) ? [] : [here(`key ${key}: booleans are words`)]),
    ...faultsIn(part, foreign, [...path, key]),
  ])
}

/** What is wrong with a value under its key. */
function faultsOf(key: string, value: unknown): string[] {
  const faults: string[] = []
  if (value === null) return faults
  const isText = typeof value === 'string'
  const isTime = isText && TIME.test(value)
  if (/[a-z]At$/.test(key) && !isTime) faults.push('holds no time')
  if (isText && LIKE_TIME.test(value) && !isTime) faults.push(`${value} is not a time in UTC`)
  if (isTime && !/[a-z]At$/.test(key) && key !== 'now')
    faults.push('a time under a key that does not end in At')
  if ((key === 'id' || /(Id|psid|asid)$/.test(key)) && !isText) faults.push('an id that is not a text')
  if (dayNames.includes(key) && !(isText && DAY.test(value))) faults.push(`${value} is not a day`)
  if (typeof value === 'number' && isMoment(value)) faults.push(`${value} looks like a moment`)
  if (typeof value === 'number' && unitless.test(key)) faults.push('a duration without its unit')
  return faults
}

/** Items of one kind that do not have the same keys. */
function unlike(items: readonly unknown[], {maps, wire}: Foreign, path: readonly string[]): string[] {
  if (isAt([...path, '0'], maps) || isAt([...path, '0'], wire)) return []
  const keysOf = new Map<unknown, string>()
  for (const item of items) {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) continue
    const kind = (item as {kind?: unknown}).kind
    const keys = Object.keys(item).sort().join(' ')
    const known = keysOf.get(kind) ?? keys
    if (known !== keys) return [`items with the keys "${known}" and "${keys}"`]
    keysOf.set(kind, known)
  }
  return []
}

function isAt(path: readonly string[], patterns: readonly string[] = []): boolean {
  return patterns.some(pattern => {
    const parts = pattern === '' ? [] : pattern.split('.')
    return parts.length === path.length && parts.every((part, index) => part === '*' || part === path[index])
  })
}

/** The results in an output of this shape: the document, the items of the array, or each line. @throws for another shape. */
export function resultsIn(out: string, shape: JsonShape): readonly unknown[] {
  if (shape === 'lines') return out.split('\n').slice(0, -1).map(parseObject)
  const parsed = JSON.parse(out) as unknown
  if (Array.isArray(parsed) !== (shape === 'array')) throw new Error(`not one ${shape}: ${out.slice(0, 100)}`)
  return [parsed]
}

function parseObject(line: string): unknown {
  const parsed = JSON.parse(line) as unknown
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed
  throw new Error(`a line that is not an object: ${line}`)
}
