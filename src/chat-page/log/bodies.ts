export interface ShownBody {
  /** Undefined when it is neither JSON nor a form. */
  readonly value: unknown
  /** For the clipboard. */
  readonly pretty: string
}

/** A body in its most readable form. */
export function bodyIn(text: string, headers: Readonly<Record<string, string>>): ShownBody {
  const value = valueIn(text, contentTypeIn(headers))
  return {value, pretty: value === undefined ? text : JSON.stringify(value, null, 2)}
}

function contentTypeIn(headers: Readonly<Record<string, string>>): string {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')
  return found?.[1] ?? ''
}

function valueIn(text: string, contentType: string): unknown {
  const json = jsonIn(text)
  if (typeof json === 'object' && json !== null) return json
  if (!contentType.startsWith('application/x-www-form-urlencoded')) return undefined
  return Object.fromEntries(
    [...new URLSearchParams(text)].map(([name, value]) => [name, jsonIn(value) ?? value]),
  )
}

function jsonIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    // A number may be an ID, which JSON would round.
    return typeof value === 'number' ? undefined : value
  } catch {
    return undefined
  }
}
