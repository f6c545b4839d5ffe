import * as z from 'zod/mini'
import {ConfigError} from '../errors.ts'
import {nearest} from '../platform/near-miss.ts'

const id = z.string().check(z.regex(/^[0-9]{1,32}$/, 'is not an id: an id is made of digits'))
const adAccount = z
  .string()
  .check(z.regex(/^(act_)?[1-9][0-9]{0,31}$/, 'is not an ad account: it looks like act_123'))
const secret = z
  .string()
  .check(
    z.regex(
      /^(env:.+|file:.+|store)$/,
      'is a secret written out, and settings files end up in git: write env:NAME, file:PATH or store',
    ),
  )

/** An optional key, with the description that editors show. */
function described<Schema extends z.ZodMiniType>(schema: Schema, description: string) {
  return z.optional(schema.check(z.describe(description)) as Schema)
}

const page = z.strictObject({
  pageId: described(id, 'The id of the Page, in quotes'),
  appId: described(id, 'The id of the app, in quotes'),
  token: described(secret, 'The token of the Page: env:NAME, file:PATH or store (by msgr login)'),
  appSecret: described(secret, 'The secret of the app: env:NAME, file:PATH or store'),
  formerAppSecret: described(secret, 'The previous secret: listen accepts both while you change it'),
  appToken: described(
    secret,
    'The token of the app: env:NAME or file:PATH; default: made from its id and secret',
  ),
  verifyToken: described(z.string(), 'The verify token of the webhook: a text, env:NAME or file:PATH'),
  optOutLabel: described(
    z.string().check(z.minLength(1, 'is empty')),
    'The custom label of people who opted out, by its name or id: broadcasts leave them out',
  ),
  adAccount: described(adAccount, 'The ad account of marketing messages, such as act_123'),
  adToken: described(
    secret,
    'The token for calls of the ad account: env:NAME, file:PATH or store (by msgr login --ad-account)',
  ),
})

/** A project file or the user file. */
export const settingsSchema = z.strictObject({
  $schema: z.optional(z.string()),
  apiVersion: described(z.string(), 'The version of the Graph API, such as v26.0'),
  graphUrl: described(z.string(), 'An address to use instead of https://graph.facebook.com'),
  defaultPage: described(z.string(), 'The default Page, by its name under pages'),
  trust: described(
    z.array(z.string()),
    'Folders of projects that you trust; only in the user file. Their settings may belong to others and name files outside',
  ),
  store: described(
    z.string(),
    'A PostgreSQL database that machines share, such as postgres://msgr@db.example/msgr; not in a project file, unless you trust its folder',
  ),
  storePassword: described(
    z
      .string()
      .check(
        z.regex(
          /^(env|file):./,
          'is a secret written out, and settings files end up in git: write env:NAME or file:PATH',
        ),
      ),
    'The password of the database that is named beside it: env:NAME or file:PATH',
  ),
  pages: described(z.record(z.string(), page), 'The Pages, by their names for --page'),
})

const credentials = z.record(
  z.string(),
  z.strictObject({
    pageId: z.optional(id),
    token: z.optional(z.string()),
    appSecret: z.optional(z.string()),
    formerAppSecret: z.optional(z.string()),
    adAccount: z.optional(z.string()),
    adToken: z.optional(z.string()),
  }),
)

/** The ids of one Page, and the places of its secrets. */
export type PageSettings = z.infer<typeof page>
/** A project file or the user file. */
export type SettingsFile = z.infer<typeof settingsSchema>
/** Page name → its secrets. */
export type Credentials = z.infer<typeof credentials>

/** @throws {ConfigError} with every fault and its place. */
export function checkSettings(data: unknown, file: string): SettingsFile {
  return check(settingsSchema, data ?? {}, file)
}

/** @throws {ConfigError} with every fault and its place; no value is shown. */
export function checkCredentials(data: unknown, file: string): Credentials {
  return check(credentials, data ?? {}, file)
}

function check<Shape extends z.ZodMiniType>(shape: Shape, data: unknown, file: string): z.infer<Shape> {
  const {success, data: valid, error} = shape.safeParse(data)
  if (success) return valid
  const faults = error.issues.flatMap(issue => faultsOf(issue, data))
  const [only] = faults
  if (faults.length === 1 && only !== undefined) throw new ConfigError(`${file}: ${only}`, {hint: helpHint})
  throw new ConfigError(`${file} has ${faults.length} faults:`, {hint: helpHint, lines: faults})
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
  const known = path.length === 0 ? Object.keys(settingsSchema.shape) : Object.keys(page.shape)
  const suggestion = nearest(key, known)
  const place = [...path, key].join('.')
  return `${place} is not a key${suggestion === undefined ? `; the keys are ${known.join(', ')}` : `; did you mean ${suggestion}?`}`
}

function nameOfType(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return `a ${typeof value}`.replace('a object', 'a map of keys').replace('a string', 'a text')
}
