/**
 * Makes a text part of one line: each run of line breaks and tabs becomes one space, so that nothing in other
 * people's names or messages can look like a line of msgr.
 */
export function oneLine(text: string): string {
  return /[\t\r\n]/.test(text) ? text.replace(/[\t\r\n]+/g, ' ') : text
}

/** The same for every text in a result: changed plain objects and lists are copied, everything else stays as it is. */
export function withOneLineTexts<Value>(value: Value): Value {
  return copied(value) as Value
}

function copied(value: unknown): unknown {
  if (typeof value === 'string') return oneLine(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map(copied)
    return items.every((item, index) => item === value[index]) ? value : items
  }
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  let copy: Record<string, unknown> | undefined
  for (const [key, part] of Object.entries(value)) {
    const shown = copied(part)
    if (shown === part && oneLine(key) === key) continue
    copy ??= {...(value as object)}
    if (oneLine(key) !== key) delete copy[key]
    copy[oneLine(key)] = shown
  }
  return copy ?? value
}
