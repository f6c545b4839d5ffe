import {readdir, readFile} from 'node:fs/promises'

/** Beside this file in the sources and beside the bundle. */
const folder = new URL('./output-schemas/', import.meta.url)

/** A JSON Schema, as far as msgr looks into it. */
export interface OutputSchema {
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly $ref?: string
  readonly anyOf?: readonly OutputSchema[]
  readonly items?: OutputSchema
  readonly properties?: Readonly<Record<string, OutputSchema>>
  readonly additionalProperties?: boolean | OutputSchema
  readonly $defs?: Readonly<Record<string, OutputSchema>>
}

/** Its name in the folder, which is in the package too. */
export const outputSchemaFile = (name: string): string => `${name.replaceAll(' ', '_')}.json`

/** What has a schema: commands, and what any command can print besides its result, such as `error`. In alphabetical order. */
export async function outputNames(): Promise<readonly string[]> {
  const files = await readdir(folder)
  return files.map(file => file.replace(/\.json$/, '').replaceAll('_', ' ')).sort()
}

/**
 * The JSON Schema of what a command prints. `npm run schemas` makes it from the type that the command returns. Undefined for a command
 * that prints nothing.
 * @param name `label list`
 */
export async function readOutputSchema(name: string): Promise<OutputSchema | undefined> {
  if (!/^[a-z -]+$/.test(name)) return undefined
  try {
    return JSON.parse(await readFile(new URL(outputSchemaFile(name), folder), 'utf8'))
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
