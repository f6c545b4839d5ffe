import type {CommandEntry} from '../../commands/index.ts'
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
  /** What its help says behind the flags: limits, examples. */
  readonly details: string
}

export interface ArgumentDescription {
  readonly name: string
  readonly about: string
  readonly isRequired: boolean
  readonly isVariadic: boolean
  readonly choices?: readonly string[]
}

export interface OptionDescription {
  /** `-n, --dry-run`, `--limit <n>` */
  readonly flags: string
  readonly about: string
  readonly isRequired: boolean
  readonly choices?: readonly string[]
}

/** Describes every command, in the order of the table; loads all of them. */
export function describeCommands(
  table: Readonly<Record<string, CommandEntry>>,
): Promise<readonly CommandDescription[]> {
  return Promise.all(Object.entries(table).map(([name, entry]) => describe(name, entry)))
}

async function describe(name: string, {summary, pages, load}: CommandEntry): Promise<CommandDescription> {
  const {command, details} = declared(name, await load(), {
    summary,
    takesPages: pages !== undefined,
    width: USUAL_WIDTH,
    style: plainStyle,
  })
  command.outputHelp()
  return {
    name,
    summary,
    arguments: command.registeredArguments.map(argument => ({
      name: argument.name(),
      about: argument.description,
      isRequired: argument.required,
      isVariadic: argument.variadic,
      ...(argument.argChoices === undefined ? {} : {choices: argument.argChoices}),
    })),
    options: ownOptions(command).map(({flags, description, mandatory, argChoices}) => ({
      flags,
      about: description,
      isRequired: mandatory,
      ...(argChoices === undefined ? {} : {choices: argChoices}),
    })),
    details: details(),
  }
}
