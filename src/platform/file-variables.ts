/** A value for a file with variables (`${NAME}`): every `${` in its texts becomes `$${`, which is read as `${`. */
export function escaped<Value>(value: Value): Value {
  return mapTexts(value, withoutVariables)
}

export const withoutVariables = (text: string): string => text.replaceAll('${', () => '$${')

/** The value with each of its texts replaced; `other` is a value of the same form, traversed in parallel. */
export function mapTexts<Value>(
  value: Value,
  replace: (text: string, other: unknown) => string,
  other?: unknown,
): Value {
  const map = (each: unknown, beside: unknown): unknown => {
    if (typeof each === 'string') return replace(each, beside)
    if (typeof each !== 'object' || each === null) return each
    const at = (key: string | number) =>
      (beside as Readonly<Record<string | number, unknown>> | undefined)?.[key]
    if (Array.isArray(each)) return each.map((item, index) => map(item, at(index)))
    return Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, map(inner, at(key))]))
  }
  return map(value, other) as Value
}
