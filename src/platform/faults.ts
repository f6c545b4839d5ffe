import type * as z from 'zod'
import {type EndedName, formatEnd, hasEnded} from './ended.ts'
import {nearest} from './near-miss.ts'
import type {Rule, RuleFault} from './rule-fault.ts'

export type {Rule, RuleFault}

type Segments = readonly (string | number)[]

/** `['persistent_menu', 0, 'locale']` → `persistent_menu[0].locale`. */
export function toPath(segments: Segments): string {
  return segments.reduce<string>(
    (path, segment) =>
      typeof segment === 'number' ? `${path}[${segment}]` : path === '' ? segment : `${path}.${segment}`,
    '',
  )
}

/** The other way round; a name that contains a dot or a bracket becomes several. */
export const toSegments = (path: string): Segments =>
  [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([name, index]) =>
    index === undefined ? name : Number(index),
  )

export function fault(
  rule: Rule,
  segments: Segments,
  message: string,
  more: Partial<RuleFault> = {},
): RuleFault {
  return {path: toPath(segments), message, rule, segments, ...more}
}

export function warning(
  rule: Rule,
  segments: Segments,
  message: string,
  more: Partial<RuleFault> = {},
): RuleFault {
  return fault(rule, segments, message, {...more, severity: 'warning'})
}

/** The faults of a request, without those that the emulator does not have: it fetches files from this machine too. */
export function forTarget<Found extends Pick<RuleFault, 'rule'>>(
  faults: readonly Found[],
  isEmulated: boolean,
): readonly Found[] {
  return isEmulated ? faults.filter(({rule}) => rule !== 'not-public') : faults
}

/** Every fault of a value against a schema, in the order of the schema. */
export function faultsOf(schema: z.ZodType, value: unknown): RuleFault[] {
  // Most of what is checked is valid, which takes half the time to find out without reports.
  if (schema.safeParse(value).success) return []
  const knownKeys = new Map<unknown, readonly string[]>()
  const {error} = schema.safeParse(value, {
    reportInput: true,
    error: issue => {
      if (issue.code === 'unrecognized_keys') knownKeys.set(issue.keys, keysOf(issue.inst))
      return undefined
    },
  })
  const issues = error?.issues ?? []
  // Whatever has a length is measured, also a list where a text belongs.
  const mistyped = new Set(issues.flatMap(({code, path}) => (code === 'invalid_type' ? [placeOf(path)] : [])))
  return issues
    .filter(({code, path}) => !/^too_/.test(code) || !mistyped.has(placeOf(path)))
    .flatMap(issue => toFaults(issue, knownKeys))
}

const placeOf = (path: readonly PropertyKey[]): string =>
  toPath(path.map(each => (typeof each === 'number' ? each : String(each))))

/**
 * Settles what the schema did not know but the platform once did. Over: a fault with the day and the replacement.
 * Still alive on that day: no fault, and a warning when the end is less than 90 days away.
 */
export function settleEnded(
  faults: readonly RuleFault[],
  at: (fault: RuleFault) => readonly EndedName[],
  today: string,
): RuleFault[] {
  return faults.flatMap(found => {
    if (found.rule !== 'unknown-key' && found.rule !== 'unknown-value') return [found]
    const name = found.rule === 'unknown-key' ? found.segments.at(-1) : found.value
    const ended = at(found).find(known => known.name === name)
    if (ended === undefined) return [found]
    const {until, instead, remedy} = ended
    const more = remedy === undefined ? {} : {remedy}
    if (hasEnded(ended, today))
      return [
        fault('ended', found.segments, `\`${ended.name}\` ${formatEnd(ended)}; ${instead}`, {
          value: ended.name,
          ...more,
        }),
      ]
    const daysLeft = (Date.parse(until) - Date.parse(today)) / 86_400_000
    return daysLeft < 90
      ? [warning('ending', found.segments, `\`${ended.name}\` ends on ${until}; then: ${instead}`, more)]
      : []
  })
}

type Issue = z.core.$ZodIssue

function toFaults(issue: Issue, knownKeys: ReadonlyMap<unknown, readonly string[]>): RuleFault[] {
  const segments = issue.path.map(segment => (typeof segment === 'number' ? segment : String(segment)))
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key, index) =>
        unknownKey([...segments, key], index < MOST_KEYS_SUGGESTED ? (knownKeys.get(issue.keys) ?? []) : []),
      )
    case 'invalid_type':
      return [wrongType(segments, issue.input, [String(issue.expected)])]
    case 'invalid_value':
      return [unknownValue(segments, issue.input, issue.values.map(String))]
    case 'invalid_union':
      return [noneOf(issue, segments)]
    case 'too_big':
    case 'too_small':
      return [outOfBounds(issue, segments)]
    case 'custom': {
      const {rule = 'format', ...more} = (issue.params ?? {}) as Partial<RuleFault>
      return [fault(rule, segments, issue.message, {value: issue.input, ...more})]
    }
    default:
      return [fault('format', segments, issue.message, {value: issue.input})]
  }
}

/** The most unknown keys of one object that get a suggestion; an object with more is of another kind. */
const MOST_KEYS_SUGGESTED = 100
/** The most keys that a message lists; a longer list does not help. */
const MOST_KEYS_LISTED = 8

function unknownKey(segments: Segments, known: readonly string[]): RuleFault {
  const suggestion = nearest(String(segments.at(-1)), known)
  if (suggestion !== undefined)
    return fault('unknown-key', segments, `is not known here; did you mean \`${suggestion}\`?`, {
      meant: suggestion,
    })
  const isListed = known.length > 0 && known.length <= MOST_KEYS_LISTED
  const only = isListed ? `, only ${known.map(key => `\`${key}\``).join(', ')}` : ''
  return fault('unknown-key', segments, `is not known here${only}`)
}

function unknownValue(segments: Segments, value: unknown, allowed: readonly string[]): RuleFault {
  const listed = allowed.map(each => `\`${each}\``).join(', ')
  if (value === undefined)
    return fault('missing', segments, `is missing: ${allowed.length > 1 ? 'one of ' : ''}${listed}`)
  const suggestion = typeof value === 'string' ? nearest(value, allowed) : undefined
  const shown = typeof value === 'string' ? `\`${value}\`` : kindOf(value)
  const refusal = allowed.length > 1 ? `${shown} is not one of ${listed}` : `${shown}, must be ${listed}`
  return fault(
    'unknown-value',
    segments,
    suggestion === undefined ? refusal : `${shown} is not known; did you mean \`${suggestion}\`?`,
    {value, allowed, ...(suggestion === undefined ? {} : {meant: suggestion})},
  )
}

function noneOf(issue: Extract<Issue, {code: 'invalid_union'}>, segments: Segments): RuleFault {
  if ('discriminator' in issue && issue.discriminator !== undefined) {
    const value = (issue.input as Readonly<Record<string, unknown>> | undefined)?.[issue.discriminator]
    return unknownValue(segments, value, optionsOf(issue))
  }
  const expected = issue.errors
    .flat()
    .flatMap(each => (each.code === 'invalid_type' ? [String(each.expected)] : []))
  return wrongType(segments, issue.input, expected)
}

/** The known values of a discriminator; missing from zod's own type of the issue. */
function optionsOf(issue: Issue): readonly string[] {
  const {options} = issue as {readonly options?: unknown}
  return Array.isArray(options) ? options.map(String) : []
}

function wrongType(segments: Segments, value: unknown, expected: readonly string[]): RuleFault {
  if (value === undefined) return fault('missing', segments, 'is missing')
  const wanted = [...new Set(expected)].map(name => kindNames[name] ?? name).join(' or ')
  return fault('type', segments, `is ${kindOf(value)}, must be ${wanted}`, {value, expected})
}

function outOfBounds(issue: Extract<Issue, {code: 'too_big' | 'too_small'}>, segments: Segments): RuleFault {
  const {input: value} = issue
  if (value === '') return fault('empty', segments, 'is empty', {value})
  const isMost = issue.code === 'too_big'
  const limit = Number(isMost ? issue.maximum : issue.minimum)
  return fault('range', segments, `is ${value}, at ${isMost ? 'most' : 'least'} ${limit}`, {limit, value})
}

const kindNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'boolean') return String(value)
  return kindNames[typeof value] ?? typeof value
}

/** The keys that an object schema names; none for a schema of anything else. */
function keysOf(schema: unknown): readonly string[] {
  const {shape = {}} = schema as Partial<Pick<z.ZodObject, 'shape'>>
  return Object.keys(shape)
}
