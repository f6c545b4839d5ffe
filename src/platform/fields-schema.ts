import * as z from 'zod'
import {privateHost, unfilledHost, unfilledIn} from './addresses.ts'
import type {Rule, RuleFault} from './faults.ts'

/** Adds a fault beside those of the schema; `at` is relative to the value being checked. */
export type Report = (
  rule: Rule,
  at: readonly (string | number)[],
  message: string,
  more?: Partial<RuleFault>,
) => void

type Keys = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Keys =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The schema with a rule about several of its fields, which runs also where single fields are at fault. */
export function withRule<Schema extends z.ZodType>(
  schema: Schema,
  rule: (value: Keys, report: Report) => void,
): Schema {
  return schema.superRefine(
    (value, context) =>
      rule(value as Keys, (name, at, message, more) =>
        context.addIssue({
          code: 'custom',
          path: [...at],
          message,
          params: {rule: name, ...more},
          continue: true,
        }),
      ),
    {when: ({value}) => isObject(value)},
  )
}

/**
 * A text of so many characters. An emoji counts as one; where that decides, there is a warning, because the platform does
 * not say how it counts. `over: 'warning'` is for texts that the platform cuts instead of refusing: no limit for editors.
 */
export function text(max: number, {min = 1, over = 'error', none = 'error', edge = false}: TextOptions = {}) {
  return z
    .string()
    .superRefine((value, context) => {
      const report = (rule: Rule, message: string, more: Partial<RuleFault> = {}) =>
        context.addIssue({code: 'custom', message, params: {rule, limit: max, ...more}, continue: true})
      if (value.length < min) return report('empty', 'is empty', {severity: none})
      if (edge && value.length === max)
        report('length', `${max} characters; the platform may take one less`, {severity: 'warning'})
      if (value.length <= max) return
      const characters = [...value].length
      if (characters > max)
        return report('length', `${characters} characters, at most ${max}`, {severity: over})
      report('length', `${value.length} characters when an emoji counts as two, at most ${max}`, {
        severity: 'warning',
      })
    })
    .meta({minLength: none === 'warning' ? 0 : min, ...(over === 'error' ? {maxLength: max} : {})})
}

interface TextOptions {
  readonly min?: 0 | 1
  readonly over?: 'error' | 'warning'
  /** How an empty text counts that is shorter than `min`. Default as an error. */
  readonly none?: 'error' | 'warning'
  /** Whether sources differ by one about the longest text, so that it gets a warning. Default false. */
  readonly edge?: boolean
}

/** A list of so many items. Unlike with zod's own bounds, the items of a list that is too long are checked as well. */
export function list<Item extends z.ZodType>(
  item: Item,
  most = Number.POSITIVE_INFINITY,
  bounds: number | {readonly fewest: number; readonly none: 'warning'} = 1,
) {
  const least = typeof bounds === 'number' ? bounds : bounds.fewest
  // An empty list that the platform takes as no list at all.
  const isNoneTaken = typeof bounds !== 'number'
  return z
    .array(item)
    .superRefine(
      ({length}, context) => {
        const isTooMany = length > most
        if (!isTooMany && length >= least) return
        const limit = isTooMany ? most : least
        const message = `${length === 1 ? '1 item' : `${length} items`}, at ${isTooMany ? 'most' : 'least'} ${limit}`
        const severity = isNoneTaken && length === 0 ? 'warning' : 'error'
        const params = {rule: 'count', limit, ...(severity === 'warning' ? {severity} : {})}
        context.addIssue({
          code: 'custom',
          message: severity === 'warning' ? 'is empty, taken as absent' : message,
          params,
          continue: true,
        })
      },
      {when: ({value}) => Array.isArray(value)},
    )
    .meta({minItems: isNoneTaken ? 0 : least, ...(Number.isFinite(most) ? {maxItems: most} : {})})
}

/** A rule about a text beyond its form: what is wrong with it, if anything. */
type TextRule = (value: string) => {readonly rule: Rule; readonly message: string} | undefined

/**
 * A text of a certain form. Editors get a pattern without flags, because a JSON Schema has none. The further rules are
 * about texts of that form; the first that is broken is reported.
 */
export function formed(pattern: RegExp, message: string, rule: Rule = 'format', ...further: TextRule[]) {
  const schema = z.string().superRefine((value, context) => {
    const wrong = pattern.test(value)
      ? further.map(each => each(value)).find(each => each !== undefined)
      : {rule, message}
    if (wrong !== undefined)
      context.addIssue({
        code: 'custom',
        message: `\`${value}\` ${wrong.message}`,
        params: {rule: wrong.rule},
        continue: true,
      })
  })
  return pattern.flags === '' ? schema.meta({pattern: pattern.source, patternErrorMessage: message}) : schema
}

/** An id of the platform, always as a text: a number may lose digits. */
export const id = formed(/^[0-9]{1,32}$/, 'is not an id: digits only')

const filledIn: TextRule = value => noPlaceholder(unfilledIn(value))
const filledHost: TextRule = value => noPlaceholder(unfilledHost(value))

/** The platform fetches it, so a host on this machine or its network is refused; the emulator fetches from there too. */
const reachable: TextRule = value => {
  const host = privateHost(value)
  if (host === undefined) return undefined
  return {
    rule: 'not-public',
    message: `is at ${host}, which the platform cannot reach: use a public https address, or upload the file itself`,
  }
}

const webAddress = [/^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s/?#]\S*$/, 'is not a URL: https://…'] as const
const httpsAddress = [/^[Hh][Tt][Tt][Pp][Ss]:\/\/[^\s/?#]\S*$/, 'must start with https://'] as const

/** A page that a person opens. */
export const url = formed(...webAddress, 'format', filledIn)
export const httpsUrl = formed(...httpsAddress, 'format', filledIn)

/** A page whose path the platform fills in later. */
export const templateUrl = formed(...webAddress, 'format', filledHost)

/** A file that the platform fetches. */
export const mediaUrl = formed(...webAddress, 'format', filledIn, reachable)
export const httpsMediaUrl = formed(...httpsAddress, 'format', filledIn, reachable)

export function noPlaceholder(found: string | undefined): ReturnType<TextRule> {
  return found === undefined
    ? undefined
    : {rule: 'unfilled', message: `contains a placeholder that was not filled in: ${found}`}
}

/** Reports that not exactly one of some keys is there. */
export function exactlyOne(
  value: Keys,
  keys: readonly string[],
  report: Report,
  missing: Rule = 'choice',
): void {
  const present = keys.filter(key => value[key] !== undefined)
  if (present.length === 0) report(missing, [], `needs one of ${quoted(keys).join(', ')}`)
  if (present.length > 1)
    report('choice', [], `has ${quoted(present).join(' and ')}; only one of them is allowed`)
}

const quoted = (keys: readonly string[]) => keys.map(key => `\`${key}\``)
