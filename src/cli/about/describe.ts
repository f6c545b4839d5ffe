import type {CommandEntry} from '../../commands/index.ts'
import {outputSchemaFile} from '../../commands/shared/output-schema.ts'
import {type JsonShape, jsonShapes} from '../../terminal/json.ts'
import {plainStyle} from '../../terminal/style.ts'
import {declared, ownOptions} from '../declared.ts'
import {USUAL_WIDTH} from '../help-width.ts'

/** One command as it is declared. Its keys are a public API: `msgr commands --json`. */
export interface CommandDescription {
  /** `label list` */
  readonly name: string
  readonly summary: string
  readonly arguments: readonly ArgumentDescription[]
  /** Without those that every command has. */
  readonly options: readonly OptionDescription[]
  /** What `--json` prints; null: nothing. `document` is one object, `lines` an object on each line. */
  readonly json: JsonShape | null
  /** The flags with which it is something else; the last one that is given decides. */
  readonly jsonWith: readonly {readonly flag: string; readonly json: JsonShape}[]
  /** Where in the package the JSON Schema of that is, which `msgr schema output` prints; null: nothing is printed. */
  readonly schema: string | null
  /** What its help says behind the flags: limits, examples. */
  readonly details: string
}

export interface ArgumentDescription {
  readonly name: string
  readonly about: string
  readonly required: boolean
  readonly variadic: boolean
  readonly choices: readonly string[] | undefined
}

export interface OptionDescription {
  /** `-n, --dry-run`, `--limit <n>` */
  readonly flags: string
  readonly about: string
  readonly required: boolean
  readonly choices: readonly string[] | undefined
}

/** Describes every command, in the order of the table; loads all of them. */
export function describeCommands(
  table: Readonly<Record<string, CommandEntry>>,
): Promise<readonly CommandDescription[]> {
  return Promise.all(Object.entries(table).map(([name, entry]) => describe(name, entry)))
}

async function describe(name: string, {summary, pages, load}: CommandEntry): Promise<CommandDescription> {
  const module = await load()
  const {command, details} = declared(name, module, {
    summary,
    takesPages: pages !== undefined,
    width: USUAL_WIDTH,
    style: plainStyle,
  })
  command.outputHelp()
  const json = jsonShapes(module.json)
  return {
    name,
    summary,
    arguments: command.registeredArguments.map(argument => ({
      name: argument.name(),
      about: argument.description,
      required: argument.required,
      variadic: argument.variadic,
      choices: argument.argChoices,
    })),
    options: ownOptions(command).map(({flags, description, mandatory, argChoices}) => ({
      flags,
      about: description,
      required: mandatory,
      choices: argChoices,
    })),
    json: module.view === undefined ? null : json.usual,
    jsonWith: json.others.map(({flag, shape}) => ({flag, json: shape})),
    schema: module.view === undefined ? null : `dist/output-schemas/${outputSchemaFile(name)}`,
    details: details(),
  }
}
