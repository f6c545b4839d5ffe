import * as z from 'zod/mini'
import {ConfigError} from '../errors.ts'
import {nearest} from '../platform/near-miss.ts'

const id = z.string().check(z.regex(/^[0-9]{1,32}$/, 'is not an id: an id is made of digits'))
const secret = z
  .string()
  .check(
    z.regex(
      /^(env:.+|file:.+|store)$/,
      'is a secret written out, and settings files end up in git: write env:NAME, file:PATH or store',
    ),
  )

const page = z.strictObject({
  pageId: z.optional(id),
  appId: z.optional(id),
  token: z.optional(secret),
  appSecret: z.optional(secret),
  formerAppSecret: z.optional(secret),
  appToken: z.optional(secret),
  verifyToken: z.optional(z.string()),
})

const settings = z.strictObject({
  $schema: z.optional(z.string()),
  apiVersion: z.optional(z.string()),
  graphUrl: z.optional(z.string()),
  defaultPage: z.optional(z.string()),
  pages: z.optional(z.record(z.string(), page)),
})

const credentials = z.record(
  z.string(),
  z.strictObject({
    token: z.optional(z.string()),
    appSecret: z.optional(z.string()),
    formerAppSecret: z.optional(z.string()),
  }),
)

/** What one Page is called by the platform, and where its secrets are. */
export type PageSettings = z.infer<typeof page>
/** A project file or the user file. */
export type SettingsFile = z.infer<typeof settings>
/** Page name → its secrets. */
export type Credentials = z.infer<typeof credentials>

/** @throws {ConfigError} with every fault and its place. */
export function checkSettings(data: unknown, file: string): SettingsFile {
  return check(settings, data ?? {}, file)
}

/** @throws {ConfigError} with every fault and its place; no value is named. */
export function checkCredentials(data: unknown, file: string): Credentials {
  return check(credentials, data ?? {}, file)
}

function check<Shape extends z.ZodMiniType>(shape: Shape, data: unknown, file: string): z.infer<Shape> {
  const {success, data: valid, error} = shape.safeParse(data)
  if (success) return valid
  const faults = error.issues.flatMap(issue => faultsOf(issue, data))
  const [only] = faults
  if (faults.length === 1 && only !== undefined) throw new ConfigError(`${file}: ${only}`, {hint: helpHint})
  throw new ConfigError(
    `${file} has ${faults.length} faults:\n${faults.map(fault => `  ${fault}`).join('\n')}`,
    {hint: helpHint},
  )
}

const helpHint = 'Every key and what it may hold: msgr help config'

function faultsOf(issue: z.core.$ZodIssue, data: unknown): string[] {
  const place = issue.path.join('.')
  const given = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], data)
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => unknownKey(key, issue.path))
  if (issue.code !== 'invalid_type') return [`${place} ${issue.message}`]
  if (issue.expected === 'string' && typeof given === 'number') {
    return [
      `${place} is a number and must be a text (ids are longer than numbers are exact): put it in quotes`,
    ]
  }
  const expected = issue.expected === 'string' ? 'a text' : 'a map of keys'
  return [`${place === '' ? 'the file' : place} must be ${expected}, not ${nameOfType(given)}`]
}

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const known = path.length === 0 ? Object.keys(settings.shape) : Object.keys(page.shape)
  const meant = nearest(key, known)
  const place = [...path, key].join('.')
  return `${place} is not a key${meant === undefined ? `; the keys are ${known.join(', ')}` : `; did you mean ${meant}?`}`
}

function nameOfType(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return `a ${typeof value}`.replace('a object', 'a map of keys').replace('a string', 'a text')
}
