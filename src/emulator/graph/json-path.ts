import {notEmulated} from '../errors.ts'

const step = /^(?:\.(?<name>[A-Za-z0-9_-]+)|\['(?<quoted>[^']*)'\]|\[(?<index>\d+)\]|(?<all>\.\*|\[\*\]))/

/**
 * All parts of a value that a JSONPath selects, with names, positions and `*`, as in `$.data.*.id`.
 * @throws {PlatformError} 501 for the rest of JSONPath: filters, slices, `..`.
 */
export function readJsonPath(value: unknown, path: string): readonly unknown[] {
  let found: readonly unknown[] = [value]
  let rest = path.replace(/^\$/, '')
  while (rest !== '') {
    const match = step.exec(rest)
    if (match === null) throw notEmulated(`the JSONPath ${path} in a batch`)
    const {name, quoted, index, all} = match.groups ?? {}
    const key = name ?? quoted ?? index
    found = found.flatMap(each => (all === undefined ? valueAt(each, key ?? '') : valuesOf(each)))
    rest = rest.slice(match[0].length)
  }
  return found
}

function valueAt(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return []
  return [(value as Readonly<Record<string, unknown>>)[key]]
}

function valuesOf(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}
