import {Command, Help, Option} from 'commander'
import type {CommandModule} from '../commands/index.ts'
import {completedBy} from '../commands/shared/arguments/completed.ts'
import {jsonLine} from '../terminal/json.ts'
import type {Style} from '../terminal/view.ts'
import {wrapTo} from '../terminal/width.ts'
import {declaredFlags, globalFlags, globalFlagsLine, helpFlag} from './global-flags.ts'
import {helpItem} from './help-item.ts'
import {USUAL_WIDTH} from './help-width.ts'

export interface HelpLook {
  readonly summary: string
  /** Whether it takes several Pages; the flag for them is known everywhere, and shown only then. Default false. */
  readonly takesPages?: boolean | undefined
  /** In columns. */
  readonly width: number
  readonly style: Style
}

export interface Declared {
  /** Ready to parse; it throws instead of leaving the process. */
  readonly command: Command
  /** What was written as help so far, wrapped. */
  readonly help: () => Promise<string>
  /** What the module adds to its help: limits, examples. As it is written there. */
  readonly details: () => string
}

/** One command as its module declares it, with the flags that every command has. */
export function declared(
  name: string,
  module: CommandModule,
  {summary, takesPages = false, width, style}: HelpLook,
): Declared {
  const written: string[] = []
  const command = new Command(`msgr ${name}`)
    .description(summary)
    .helpOption(helpFlag.flags, helpFlag.about)
    .exitOverride()
    .configureOutput({
      writeOut: text => {
        written.push(text)
      },
      writeErr() {},
      getOutHelpWidth: () => width,
      getOutHasColors: () => true,
    })
    .configureHelp({
      styleTitle: style.bold,
      formatHelp: withGlobalLine,
      formatItem: withAbout,
    })
    .action(() => {})
  if (module.view !== undefined) command.addHelpText('after', `\n${jsonLine(module.json)}`)
  module.declare(command)
  for (const flag of globalFlags) {
    const option = new Option(declaredFlags(flag), flag.about)
    if (flag.choices !== undefined) option.choices(flag.choices)
    if (flag.completedBy !== undefined) completedBy(flag.completedBy, option)
    if (flag.flags !== ALL_PAGES) option.helpGroup(GLOBAL_GROUP)
    else if (!takesPages) option.hideHelp()
    const isDeclared = command.options.some(
      ({long, short}) => long === option.long || (short && short === option.short),
    )
    if (!isDeclared) command.addOption(option)
  }
  // commander writes arguments and flags first, and then each text that was added.
  const details = () => written.slice(1).join('')
  return {
    command,
    details: () => details().trim(),
    help: async () => {
      const {wrapHelp} = await import('./help-text.ts')
      return `${written[0] ?? ''}${wrapHelp(details(), width)}`
    },
  }
}

/** The group of the flags that every command has. */
const GLOBAL_GROUP = 'Global flags'

/** The flags that the module declares: of those that every command has, help has one line. */
export const ownOptions = ({options}: Command): Option[] =>
  options.filter(({helpGroupHeading, hidden}) => helpGroupHeading !== GLOBAL_GROUP && !hidden)

const withAbout: Help['formatItem'] = (term, termWidth, about, helper) =>
  helpItem(term, termWidth, about, helper.helpWidth ?? USUAL_WIDTH)

/** All flags stay visible to commander, which looks for the one that a mistyped flag is near to. */
function withGlobalLine(command: Command, helper: Help): string {
  const ownHelper: Help = Object.assign(Object.create(helper), {visibleOptions: ownOptions})
  return [
    Help.prototype.formatHelp.call(ownHelper, command, ownHelper),
    ...wrapTo(globalFlagsLine, helper.helpWidth ?? USUAL_WIDTH),
    '',
  ].join('\n')
}

const ALL_PAGES = '--all-pages'
