import type {CommandEntry} from '../../commands/index.ts'
import {type JsonShape, jsonShapes} from '../../terminal/json.ts'
import {plainStyle} from '../../terminal/style.ts'
import {declared, GLOBAL_GROUP} from '../declared.ts'

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

/** Wide enough that no line of the details is broken anew. */
const WIDTH = 200

/** Describes every command, in the order of the table; loads all of them. */
export function describeCommands(
  table: Readonly<Record<string, CommandEntry>>,
): Promise<readonly CommandDescription[]> {
  return Promise.all(Object.entries(table).map(([name, entry]) => describe(name, entry)))
}

async function describe(name: string, {summary, load}: CommandEntry): Promise<CommandDescription> {
  const module = await load()
  const {command, help} = declared(name, module, {summary, width: WIDTH, style: plainStyle})
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
    options: command.options
      .filter(({helpGroupHeading, hidden}) => helpGroupHeading !== GLOBAL_GROUP && !hidden)
      .map(({flags, description, mandatory, argChoices}) => ({
        flags,
        about: description,
        required: mandatory,
        choices: argChoices,
      })),
    json: module.view === undefined ? null : json.usual,
    jsonWith: json.others.map(({flag, shape}) => ({flag, json: shape})),
    details: help().slice(command.helpInformation().length).trim(),
  }
}
