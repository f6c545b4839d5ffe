import {CommanderError} from 'commander'
import type {CommandModule} from '../commands/index.ts'
import {UsageError} from '../errors.ts'
import {shellWord} from '../terminal/shell-word.ts'
import {withDashedValues} from './dashed.ts'
import {declared, type HelpLook} from './declared.ts'
import {fieldsHint, takeFields} from './fields-flag.ts'
import type {ParsedFlags} from './global-flags.ts'
import {renamedFlag} from './renamed-flags.ts'

export interface Parsed {
  readonly args: readonly unknown[]
  readonly options: ParsedFlags
}

/**
 * Parses the arguments of one command as its module declares them. Returns its help instead when that is requested.
 * @throws {UsageError} if they are not as declared.
 */
export async function parse(
  name: string,
  module: CommandModule,
  args: readonly string[],
  look: HelpLook,
): Promise<Parsed | {readonly help: string}> {
  const {command, help} = declared(name, module, look)
  const {rest, fields} = takeFields(args, command)
  try {
    await command.parseAsync([...withDashedValues(rest, command)], {from: 'user'})
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return {help: await help()}
    throw toUsageError(error, name, rest)
  }
  const {json, ...options} = command.opts<ParsedFlags>()
  const isJson = json ?? (options.jq === undefined ? undefined : true)
  return {
    args: command.processedArgs,
    options: {
      ...options,
      ...(isJson === undefined ? {} : {json: isJson}),
      ...(fields === undefined ? {} : {jsonFields: fields}),
    },
  }
}

/** commander says `error: unknown option '--jsno'\n(Did you mean --json?)`. */
function toUsageError(error: CommanderError, name: string, args: readonly string[]): UsageError {
  const [, flag] = /^error: unknown option '([^']+)'/.exec(error.message) ?? []
  const former = renamedFlag(name, error.code === 'commander.excessArguments' ? '1' : (flag ?? ''))
  const [, message = error.message, suggestion] =
    /^(?:error: )?(.*?)(?:\n(\(Did you mean [^\n]*\)))?$/s.exec(error.message) ?? []
  return new UsageError(message.charAt(0).toUpperCase() + message.slice(1), {
    hint:
      former ??
      fieldsHint(error, args) ??
      suggestion?.replace(/^\((.*)\)$/, '$1') ??
      dashHint(error) ??
      `See how to use it: msgr ${name} --help`,
  })
}

/** How a value is written that looks like a flag. */
function dashHint({code, message}: CommanderError): string | undefined {
  const [, flag] = /unknown option '(.*)'/s.exec(message) ?? []
  if (code !== 'commander.unknownOption' || flag === undefined) return undefined
  return `Put a value that begins with a dash last, after --, as in: -- ${shellWord(flag)}`
}
