import {Command, Option} from 'commander'
import type {CommandModule} from '../commands/index.ts'
import {jsonLine} from '../terminal/json.ts'
import type {Style} from '../terminal/view.ts'
import {globalFlags, helpFlag} from './global-flags.ts'

export interface HelpLook {
  readonly summary: string
  /** In columns. */
  readonly width: number
  readonly style: Style
}

export interface Declared {
  /** Ready to parse; it throws instead of leaving the process. */
  readonly command: Command
  /** What was written as help so far. */
  readonly help: () => string
}

/** One command as its module declares it, with the flags that every command has. */
export function declared(name: string, module: CommandModule, {summary, width, style}: HelpLook): Declared {
  let help = ''
  const command = new Command(`msgr ${name}`)
    .description(summary)
    .helpOption(helpFlag.flags, helpFlag.about)
    .exitOverride()
    .configureOutput({
      writeOut: text => {
        help += text
      },
      writeErr() {},
      getOutHelpWidth: () => width,
      getOutHasColors: () => true,
    })
    .configureHelp({styleTitle: style.bold})
    .action(() => {})
  if (module.view !== undefined) command.addHelpText('after', `\n${jsonLine(module.json)}`)
  module.declare(command)
  for (const {flags, about, choices} of globalFlags) {
    const option = new Option(flags, about).helpGroup(GLOBAL_GROUP)
    if (choices !== undefined) option.choices(choices)
    const isDeclared = command.options.some(
      ({long, short}) => long === option.long || (short && short === option.short),
    )
    if (!isDeclared) command.addOption(option)
  }
  return {command, help: () => help}
}

/** The heading of the flags that every command has. */
export const GLOBAL_GROUP = 'Global options:'
