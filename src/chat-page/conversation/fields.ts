/** Reads what a bot sent without trusting its shape: on old days, the platform accepted templates that are no longer checked. */
export type Fields = Readonly<Record<string, unknown>>

export function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

/** The items of a list; empty for anything else. */
export const asItems = (value: unknown): readonly Fields[] =>
  Array.isArray(value) ? value.map(asFields) : []

/** A text or number as text; undefined for anything else and for an empty text. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** The first `most` user-visible characters, with an ellipsis for the rest. */
export function cut(text: string, most: number): string {
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, most).join('')}…`
}
