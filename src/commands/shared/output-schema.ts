import {readFile} from 'node:fs/promises'

/** Beside this file in the sources and beside the bundle. */
const folder = new URL('./output-schemas/', import.meta.url)

/** A JSON Schema, as far as msgr looks into it. */
export interface OutputSchema {
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly $ref?: string
  readonly anyOf?: readonly OutputSchema[]
  readonly items?: OutputSchema
  readonly properties?: Readonly<Record<string, OutputSchema>>
  readonly additionalProperties?: boolean | OutputSchema
  readonly $defs?: Readonly<Record<string, OutputSchema>>
}

/** What is printed besides the results of commands: their names, and what has each schema. */
export const otherOutputs = {
  error: 'the error that any command prints',
  'dry-run': 'the requests of --dry-run',
  pages: 'the results of several Pages: --page a,b or --all-pages',
} as const

/**
 * The JSON Schema of what a command prints with `--json`, or one of `otherOutputs`. `npm run schemas` makes it from the type that the
 * command returns. Undefined for a command that prints nothing.
 * @param name `label list`
 */
export async function readOutputSchema(name: string): Promise<OutputSchema | undefined> {
  try {
    return JSON.parse(await readFile(new URL(`${name.replaceAll(' ', '-')}.json`, folder), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The fields of a result: of the object, of the items of the array, or of each line. */
export interface OutputFields {
  /** With what each is about. */
  readonly known: ReadonlyMap<string, string | undefined>
  /** Whether there can be others. */
  readonly isOpen: boolean
}

export function fieldsOf(schema: OutputSchema): OutputFields {
  const known = new Map<string, string | undefined>()
  let isOpen = false
  const parts: OutputSchema[] = [schema]
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const {$ref, anyOf, items, properties, additionalProperties, type} = part
    if ($ref !== undefined) parts.push(schema.$defs?.[$ref.replace('#/$defs/', '')] ?? {})
    parts.push(...(anyOf ?? []).toReversed(), ...(items === undefined ? [] : [items]))
    for (const [name, {description}] of Object.entries(properties ?? {}))
      if (!known.has(name)) known.set(name, description)
    const isAny = type === undefined && $ref === undefined && anyOf === undefined
    if (isAny || (type === 'object' && additionalProperties !== false)) isOpen = true
  }
  return {known, isOpen}
}
