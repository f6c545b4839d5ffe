import {Command, CommanderError, Option} from 'commander'
import type {CommandModule} from '../commands/index.ts'
import {UsageError} from '../errors.ts'
import type {Style} from '../terminal/view.ts'
import {globalFlags, helpFlag, type ParsedFlags} from './global-flags.ts'

export interface Parsed {
  readonly args: readonly unknown[]
  readonly options: ParsedFlags
}

export interface HelpLook {
  readonly summary: string
  /** In columns. */
  readonly width: number
  readonly style: Style
}

/**
 * Parses the arguments of one command as its module declares them. Yields its help instead when that is asked for.
 * @throws {UsageError} if they are not as declared.
 */
export async function parse(
  name: string,
  module: CommandModule,
  args: readonly string[],
  look: HelpLook,
): Promise<Parsed | {readonly help: string}> {
  let help = ''
  const command = new Command(`msgr ${name}`)
    .description(look.summary)
    .helpOption(helpFlag.flags, helpFlag.about)
    .exitOverride()
    .configureOutput({
      writeOut: text => {
        help += text
      },
      writeErr() {},
      getOutHelpWidth: () => look.width,
      getOutHasColors: () => true,
    })
    .configureHelp({styleTitle: look.style.bold})
    .action(() => {})
  module.declare(command)
  addGlobalFlags(command)
  try {
    await command.parseAsync(args, {from: 'user'})
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return {help}
    throw toUsageError(error, name)
  }
  return {args: command.processedArgs, options: command.opts()}
}

function addGlobalFlags(command: Command): void {
  for (const {flags, about, choices} of globalFlags) {
    const option = new Option(flags, about).helpGroup('Global options:')
    if (choices !== undefined) option.choices(choices)
    const isDeclared = command.options.some(
      ({long, short}) => long === option.long || (short && short === option.short),
    )
    if (!isDeclared) command.addOption(option)
  }
}

/** commander says `error: unknown option '--jsno'\n(Did you mean --json?)`. */
function toUsageError(error: CommanderError, name: string): UsageError {
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n')
  return new UsageError(message.charAt(0).toUpperCase() + message.slice(1), {
    hint: suggestion?.replace(/^\((.*)\)$/, '$1') ?? `How it is used: msgr ${name} --help`,
  })
}
