import {Argument, type Command} from 'commander'
import type {Context} from '../context.ts'
import type {View} from '../terminal/view.ts'
import type {JsonSchema} from './schema/json-schema.ts'
import {type SchemaName, schemaNames} from './schema/names.ts'

export interface SchemaList {
  readonly schemas: readonly {readonly name: string; readonly about: string}[]
}

const inEditors = `In an editor, with the schema next to the file – msgr schema page > page.schema.json –
or from an installed package: node_modules/msgr-cli/dist/schema/page.json
  YAML, in the first line:  # yaml-language-server: $schema=page.schema.json
  JSON, as the first key:   "$schema": "./page.schema.json"`

export function declare(command: Command): void {
  command
    .addArgument(
      new Argument('[name]', 'the schema to print; without it, lists all schemas').choices(
        Object.keys(schemaNames),
      ),
    )
    .addHelpText(
      'after',
      `
Prints a JSON Schema (draft-07), with which editors complete, explain and check the file. The schema accepts
everything that msgr accepts; for rules that it cannot express, use msgr page validate and the like.

${inEditors}

Examples:
  $ msgr schema
  $ msgr schema profile > profile.schema.json`,
    )
}

export async function run(_context: Context, name?: SchemaName): Promise<JsonSchema | SchemaList> {
  if (name === undefined)
    return {schemas: Object.entries(schemaNames).map(([name, about]) => ({name, about}))}
  const {jsonSchemaOf} = await import('./schema/json-schema.ts')
  return jsonSchemaOf(name)
}

export const isVerbatim = true

export const view: View<JsonSchema | SchemaList> = (result, {bold}) => {
  if (!isList(result)) return JSON.stringify(result, null, 2)
  const width = Math.max(...result.schemas.map(({name}) => name.length))
  const lines = result.schemas.map(({name, about}) => `${bold(name.padEnd(width))}  ${about}`)
  return [...lines, '', inEditors].join('\n')
}

const isList = (result: JsonSchema | SchemaList): result is SchemaList => 'schemas' in result
