/**
 * JSON as msgr writes it, in one place: unknown values are `null`, so that a result always has the same keys.
 * @param indent Spaces for each level; default 0: one line.
 */
export function jsonText(value: unknown, indent = 0): string {
  return JSON.stringify(value, hasUnknown(value) ? unknownAsNull : undefined, indent) ?? 'null'
}

const unknownAsNull = (_key: string, part: unknown) => (part === undefined ? null : part)

/**
 * Whether a part is undefined, or chooses its own form by `toJSON`. Without one, `JSON.stringify` needs no function for each
 * key, which takes three times as long.
 */
function hasUnknown(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === undefined
  if (Array.isArray(value)) return value.some(hasUnknown)
  if ('toJSON' in value) return true
  const parent = value as Readonly<Record<string, unknown>>
  for (const key in parent) if (hasUnknown(parent[key])) return true
  return false
}

/** The shape of a result with `--json`: one object, one array, or an object on each line (NDJSON). */
export type JsonShape = 'document' | 'array' | 'lines'

/** The shape of a command's results, and the flags that change it; the last given flag decides. */
export type JsonForm =
  | JsonShape
  | {readonly usual: JsonShape; readonly with: Readonly<Record<string, JsonShape>>}

const shapeNames: Readonly<Record<JsonShape, string>> = {
  document: 'one object',
  array: 'one array',
  lines: 'one object per line (NDJSON)',
}

/** The line of a command's help that says what `--json` prints. */
export function jsonLine(form: JsonForm = 'document'): string {
  const {usual, others} = jsonShapes(form)
  const exceptions = others.map(({flag, shape}) => `; with ${flag} ${shapeNames[shape]}`)
  return `--json prints ${shapeNames[usual]}${exceptions.join('')}.`
}

/** A form as data. */
export function jsonShapes(form: JsonForm = 'document'): {
  readonly usual: JsonShape
  readonly others: readonly {readonly flag: string; readonly shape: JsonShape}[]
} {
  if (typeof form === 'string') return {usual: form, others: []}
  return {
    usual: form.usual,
    others: Object.entries(form.with).map(([flag, shape]) => ({flag, shape})),
  }
}

/** The shape with the given flags, as commander names them: `--for-page` is `forPage`. */
export function shapeWith(form: JsonForm = 'document', flags: object = {}): JsonShape {
  const {usual, others} = jsonShapes(form)
  const given = others.filter(({flag}) => (flags as Record<string, unknown>)[optionOf(flag)] !== undefined)
  return given.at(-1)?.shape ?? usual
}

const optionOf = (flag: string) =>
  flag.replace(/^--/, '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
