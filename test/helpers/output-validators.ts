import {createHash} from 'node:crypto'
import {existsSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {join} from 'node:path'
import type {ErrorObject} from 'ajv'

/** A compiled schema. `errors` are those of the last value. */
export interface Validator {
  (value: unknown): boolean
  readonly errors?: readonly ErrorObject[] | null
}

const root = join(import.meta.dirname, '../..')
const schemas = join(root, 'src/commands/shared/output-schemas')
const require = createRequire(import.meta.url)
const loaded = new Map<string, Promise<Validator | undefined>>()

/**
 * What checks the output of a command, or of `error`, `dry-run` or `pages`; undefined if there is no schema of this name. Compiled
 * once for all files of tests, until the schema changes: compiling costs more than all that is checked by it.
 */
export function outputValidator(name: string): Promise<Validator | undefined> {
  const known = loaded.get(name) ?? load(name.replaceAll(' ', '_'))
  loaded.set(name, known)
  return known
}

async function load(slug: string): Promise<Validator | undefined> {
  const file = join(schemas, `${slug}.json`)
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12)
  // A package that compiled code needs is looked for from where it lies.
  const folder = join(root, 'node_modules/.cache/msgr-output-schemas')
  const compiled = join(folder, `${slug}.${digest}.cjs`)
  if (!existsSync(compiled)) {
    mkdirSync(folder, {recursive: true})
    const aside = `${compiled}.${process.pid}`
    writeFileSync(aside, await codeOf(JSON.parse(text)))
    renameSync(aside, compiled)
  }
  return require(compiled) as Validator
}

async function codeOf(schema: object): Promise<string> {
  const [{Ajv2020}, {default: standalone}] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv/dist/standalone/index.js'),
  ])
  const ajv = new Ajv2020({
    strict: true,
    allowUnionTypes: true,
    // The pattern beside it says more.
    formats: {'date-time': true},
    code: {source: true},
  })
  return standalone.default(ajv, ajv.compile(schema))
}
