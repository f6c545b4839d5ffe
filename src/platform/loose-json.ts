/** An object of a body whose shape nobody vouches for. */
export type Item = Readonly<Record<string, unknown>>

const noItem: Item = Object.freeze({})

/** The value when it is an object, else one without keys. */
export function toItem(value: unknown): Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Item) : noItem
}

/** The value when it is a list, else an empty one. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text or number as text; undefined for anything else and for an empty text. */
export function toText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}
