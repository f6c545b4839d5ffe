import type {CommandEntry} from '../../commands/index.ts'
import type {Context} from '../../context.ts'
import {ConfigError} from '../../errors.ts'
import {type Close, closeAll} from '../../system/close-all.ts'
import {harmless, isHarmless} from '../../terminal/harmless.ts'
import {plainStyle} from '../../terminal/style.ts'
import {oneLine} from '../../text/one-line.ts'
import {createContext} from '../context.ts'
import {declared} from '../declared.ts'
import {toGlobalOptions} from '../global-flags.ts'
import {USUAL_WIDTH} from '../help-width.ts'
import {createIo} from '../io.ts'
import type {Shell} from '../main.ts'
import {complete} from './complete.ts'
import {joinWords, type ShellName, trimFor} from './shells.ts'

/** Whoever pressed Tab waits; what is not known by then is not offered. */
const PATIENCE_MS = 2_000

/**
 * What a completion script asks for: a line that says `files` or `values`, then one line for each way to go on, with a tab
 * before what it is about. Anything that fails offers nothing: there is no place to say why.
 */
export async function answerCompletion(
  [shellName = 'bash', , ...typed]: readonly string[],
  table: Readonly<Record<string, CommandEntry>>,
  shell: Shell,
): Promise<string> {
  const words = joinWords(typed, shellName as ShellName)
  const closers: Close[] = []
  const deadline = shell.outside.clock.deadline(PATIENCE_MS)
  const signal = AbortSignal.any([shell.interrupt.signal, deadline])
  const contextFor = (flags: readonly string[]) =>
    quietContext(flags, {...shell, interrupt: {...shell.interrupt, signal}}, closers)
  try {
    const {candidates, isFile} = await complete(words, {table, contextFor})
    // What a terminal would obey or a shell take for several lines cannot be typed: such a name is not offered.
    const lines = candidates
      .filter(({value}) => isHarmless(value))
      .map(({value, about}) => {
        const shown = trimFor(value, words.at(-1) ?? '', shellName as ShellName)
        return about === undefined ? shown : `${shown}\t${harmless(oneLine(about))}`
      })
    return [isFile ? 'files' : 'values', ...new Set(lines), ''].join('\n')
  } catch {
    return 'values\n'
  } finally {
    await closeAll(closers).catch(() => {})
  }
}

/** The context of a command with these flags, in which nothing is said and nothing asked. */
function quietContext(flags: readonly string[], shell: Shell, closers: Close[]): Context {
  const {outside, interrupt, masker} = shell
  const look = {summary: '', width: USUAL_WIDTH, style: plainStyle}
  const module = {declare: () => {}, run: async () => {}, view: undefined}
  const {command} = declared('', module, look)
  try {
    command.parseOptions([...flags])
  } catch {
    // The value of the last flag is being typed; those before it were read.
  }
  const globals = {
    ...toGlobalOptions(command.opts()),
    dryRun: false,
    input: false,
    quiet: true,
    debug: false,
    verbose: false,
  }
  const line = () => {}
  return createContext({
    outside,
    globals,
    io: createIo({
      outside,
      globals,
      style: plainStyle,
      interrupt,
      line,
      masker,
      // No program is started.
      secretNames: async () => () => true,
    }),
    interrupt,
    masker,
    line,
    footer: shell.stdio.footer,
    hasErrorColour: false,
    isService: false,
    onDryRun: () => {},
    onExit: close => closers.push(close),
    admit({isTargetOfProject}) {
      // Nobody has looked at the settings of a fresh clone when Tab is pressed in it.
      if (isTargetOfProject) throw new ConfigError('A project file chose where this would be sent')
    },
  })
}
