import {headlineOf} from '../emulator/chat/visible-parts.ts'
import type {Difference} from './failure.ts'
import {isText} from './text-pattern.ts'

/**
 * The differences between what was expected and received. A map expects the keys that it names and ignores others; a list
 * expects exactly its items; a text expects that text or a match of the pattern, for a button in its title.
 */
export function compare(expected: unknown, received: unknown, path = ''): readonly Difference[] {
  if (Array.isArray(expected)) return compareLists(expected, received, path)
  if (!isMap(expected)) return isSame(String(expected), received) ? [] : [{path, expected, received}]
  if (!isMap(received)) return [{path, expected, received}]
  return Object.entries(expected).flatMap(([key, value]) =>
    compare(value, partOf(received, key), path === '' ? key : `${path}.${key}`),
  )
}

function compareLists(expected: readonly unknown[], received: unknown, path: string): readonly Difference[] {
  if (!Array.isArray(received)) return [{path, expected, received}]
  const length = Math.max(expected.length, received.length)
  return Array.from({length}).flatMap((_, index) => {
    const place = `${path}[${index}]`
    return index < expected.length && index < received.length
      ? compare(expected[index], received[index], place)
      : [{path: place, expected: expected[index], received: received[index]}]
  })
}

/** A button without a title is compared by its type. */
function partOf(received: Readonly<Record<string, unknown>>, key: string): unknown {
  return key === 'title' ? headlineOf(received) : received[key]
}

function isSame(expected: string, received: unknown): boolean {
  if (isMap(received)) return isSame(expected, headlineOf(received))
  return (
    received !== undefined &&
    received !== null &&
    !Array.isArray(received) &&
    isText(expected, String(received))
  )
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
