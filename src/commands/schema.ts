import {Argument, type Command} from 'commander'
import type {Context} from '../context.ts'
import {UsageError} from '../errors.ts'
import {nearest} from '../platform/near-miss.ts'
import type {View} from '../terminal/view.ts'
import type {JsonSchema} from './schema/json-schema.ts'
import {type SchemaName, schemaNames} from './schema/names.ts'
import {outputNames, readOutputSchema} from './shared/output-schema.ts'

export interface SchemaList {
  readonly schemas: readonly {readonly name: string; readonly about: string}[]
}

const inEditors = `In an editor, with the schema next to the file – msgr schema page > page.schema.json –
or from an installed package: node_modules/msgr-cli/dist/schema/page.json
  YAML, in the first line:  # yaml-language-server: $schema=page.schema.json
  JSON, as the first key:   "$schema": "./page.schema.json"`

/** Before the name of a command. */
const OUTPUT = 'output'

export function declare(command: Command): void {
  command
    .addArgument(
      new Argument(
        '[name]',
        `the file to print the schema of, or ${OUTPUT} for what a command prints; without it, lists all schemas`,
      ).choices([...Object.keys(schemaNames), OUTPUT]),
    )
    .argument(
      '[command...]',
      `after ${OUTPUT}: a command, or error, dry-run or pages; without it, lists them`,
    )
    .addHelpText(
      'after',
      `
Prints a JSON Schema (draft-07), with which editors complete, explain and check the file. The schema accepts
everything that msgr accepts; for rules that it cannot express, use msgr page validate and the like.

${inEditors}

With ${OUTPUT}, prints the JSON Schema (2020-12) of what a command prints with --json; of lines, that of each line. Objects of
msgr have exactly the keys in it. Objects of the platform can have more: the schema says which they are.
error is the object that a failure prints to stderr; dry-run is the result with --dry-run; pages is one of the results for
several Pages.

Examples:
  $ msgr schema
  $ msgr schema profile > profile.schema.json
  $ msgr schema ${OUTPUT} label list
  $ msgr schema ${OUTPUT} error`,
    )
}

export async function run(
  _context: Context,
  name: SchemaName | typeof OUTPUT | undefined,
  words: readonly string[],
): Promise<JsonSchema | SchemaList> {
  if (name === OUTPUT) return words.length === 0 ? listOutputs() : outputSchema(words.join(' '))
  if (name === undefined)
    return {schemas: Object.entries(schemaNames).map(([name, about]) => ({name, about}))}
  if (words.length > 0)
    throw new UsageError(`${name} is a file, and ${words.join(' ')} is not part of its name`, {
      hint: `What a command prints: msgr schema ${OUTPUT} label list`,
    })
  const {jsonSchemaOf} = await import('./schema/json-schema.ts')
  return jsonSchemaOf(name)
}

async function listOutputs(): Promise<SchemaList> {
  const names = await outputNames()
  const schemas = await Promise.all(
    names.map(async name => ({
      name: `${OUTPUT} ${name}`,
      about: (await readOutputSchema(name))?.title ?? '',
    })),
  )
  return {schemas}
}

async function outputSchema(name: string): Promise<JsonSchema> {
  const schema = await readOutputSchema(name)
  if (schema !== undefined) return {...schema}
  const similar = nearest(name, await outputNames())
  throw new UsageError(`There is no schema of the output of ${name}`, {
    hint: similar === undefined ? `See them all: msgr schema ${OUTPUT}` : `Did you mean ${similar}?`,
  })
}

export const isVerbatim = true

export const view: View<JsonSchema | SchemaList> = (result, {bold}) => {
  if (!isList(result)) return JSON.stringify(result, null, 2)
  const width = Math.max(...result.schemas.map(({name}) => name.length))
  const lines = result.schemas.map(({name, about}) => `${bold(name.padEnd(width))}  ${about}`)
  const isOfFiles = result.schemas.some(({name}) => Object.hasOwn(schemaNames, name))
  const outputs = [`What commands print with --json: msgr schema ${OUTPUT}`, '', inEditors]
  return [...lines, ...(isOfFiles ? ['', ...outputs] : [])].join('\n')
}

const isList = (result: JsonSchema | SchemaList): result is SchemaList => 'schemas' in result
