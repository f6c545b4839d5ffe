import type {Fault} from '../errors.ts'

/** The personal texts for one person, by column name: `first_name` → `Ann`. */
export type Fields = Readonly<Record<string, string>>

/** A message with placeholders: `{{first_name}}`, or `{{first_name|there}}` with a fallback. */
export interface PersonalText<Value> {
  /** The normalized names of the columns that the message uses. */
  readonly names: readonly string[]
  /** The spelling and the place of the first use of each. */
  readonly uses: ReadonlyMap<string, NameUse>
  /** Places where the platform would get the braces. */
  readonly faults: readonly Fault[]
  /** Columns without a fallback: column → first place in the message. */
  readonly required: ReadonlyMap<string, string>
  /** Returns the message for one person. A missing or empty column becomes its fallback, or nothing. */
  readonly fill: (fields: Fields) => Value
}

export interface NameUse {
  /** `First Name` */
  readonly written: string
  /** `message.text` */
  readonly path: string
}

/** `First Name`, `firstName` → `first_name`: the form in which columns and placeholders are compared. */
export function normalName(name: string): string {
  return name
    .trim()
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
}

/** `{{{{`, which writes `{{`, or a placeholder. */
const placeholder = /\{\{\{\{|\{\{\s*([\p{L}\p{N}_](?: *[\p{L}\p{N}_.-])*)\s*(?:\|([^{}]*))?\}\}/gu

/**
 * Finds the placeholders in every string of a message; `{{{{` is the text `{{`. In a URL, values are
 * percent-encoded.
 */
export function parsePersonalText<Value>(message: Value): PersonalText<Value> {
  const required = new Map<string, string>()
  const uses = new Map<string, NameUse>()
  let hasBraces = false
  const faults: Fault[] = []

  const parseString = (text: string, path: string): Filler => {
    if (!text.includes('{{')) return () => text
    hasBraces = true
    const encode = /^https?:\/\//i.test(text) ? encodeURIComponent : String
    if (text.replaceAll(placeholder, '').includes('{{')) {
      faults.push({
        path,
        message:
          'has a {{ that does not start a placeholder; write {{column}} or {{column|fallback}}, or {{{{ for the text {{',
      })
    }
    for (const [, written, fallback] of text.matchAll(placeholder)) {
      if (written === undefined) continue
      const name = normalName(written)
      if (!uses.has(name)) uses.set(name, {written, path})
      if (fallback === undefined && !required.has(name)) required.set(name, path)
    }
    return fields =>
      text.replaceAll(placeholder, (_, name: string | undefined, fallback = '') =>
        name === undefined ? '{{' : encode(fields[normalName(name)] || fallback),
      )
  }

  const parse = (value: unknown, path: string): Filler => {
    if (typeof value === 'string') return parseString(value, path)
    if (Array.isArray(value)) {
      const items = value.map((item, index) => parse(item, `${path}[${index}]`))
      return fields => items.map(fill => fill(fields))
    }
    if (typeof value !== 'object' || value === null) return () => value
    const entries = Object.entries(value).map(
      ([key, inner]) => [key, parse(inner, path === '' ? key : `${path}.${key}`)] as const,
    )
    return fields => Object.fromEntries(entries.map(([key, fill]) => [key, fill(fields)]))
  }

  const fill = parse(message, '')
  return {
    names: [...uses.keys()],
    uses,
    faults,
    required,
    fill: hasBraces ? fields => fill(fields) as Value : () => message,
  }
}

type Filler = (fields: Fields) => unknown

/** The text with each placeholder replaced by as many `x`: what the platform gets of the rest is at the same places. */
export const withoutPlaceholders = (text: string): string =>
  text.replaceAll(placeholder, found => 'x'.repeat(found.length))

/** The text with what is outside its placeholders replaced. */
export function outsidePlaceholders(text: string, map: (part: string) => string): string {
  const parts: string[] = []
  let end = 0
  for (const found of text.matchAll(placeholder)) {
    parts.push(map(text.slice(end, found.index)), found[0])
    end = found.index + found[0].length
  }
  return [...parts, map(text.slice(end))].join('')
}

/** Matches what a text can become for a person. */
export function patternOf(text: string): RegExp {
  const parts: string[] = []
  let end = 0
  for (const found of text.matchAll(placeholder)) {
    parts.push(escaped(text.slice(end, found.index)), found[1] === undefined ? escaped('{{') : '.*')
    end = found.index + found[0].length
  }
  return new RegExp(`^${[...parts, escaped(text.slice(end))].join('')}$`, 'su')
}

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)

/** Faults for the columns without a fallback that a person does not have. */
export function missingFaults(
  {required}: Pick<PersonalText<unknown>, 'required'>,
  fields: Fields,
): readonly Fault[] {
  return [...required].flatMap(([name, path]) =>
    fields[name]
      ? []
      : [{path, message: `there is no ${name} for this person; give a fallback: {{${name}|there}}`}],
  )
}
