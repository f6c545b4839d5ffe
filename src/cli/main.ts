import type {CommandEntry} from '../commands/index.ts'
import {hasColour} from '../config/colour.ts'
import {pages} from '../docs/index.ts'
import {createMasker} from '../masking.ts'
import {styleFor} from '../terminal/style.ts'
import type {Style} from '../terminal/view.ts'
import {failureNotices} from './github.ts'
import {reportOptionsOf} from './global-flags.ts'
import {helpWidth} from './help-width.ts'
import {createInterrupt, type Interrupt} from './interrupt.ts'
import type {Outside} from './outside.ts'
import {processOutside} from './process.ts'
import {reportOf, toFailure} from './report.ts'
import {type Route, route} from './route.ts'
import {createStdio, ReaderGone, type Stdio} from './stdio.ts'
import {table} from './table.ts'

/** Runs one command line. Returns the exit code; never throws. */
export async function main(
  argv: readonly string[],
  outside: Outside = processOutside(),
  commands: Readonly<Record<string, CommandEntry>> = table,
): Promise<number> {
  const options = reportOptionsOf(argv)
  const masker = createMasker()
  const stdio = createStdio(outside, masker)
  const isSilent = options.json || options.quiet
  const interrupt = createInterrupt(outside, isSilent ? () => {} : stdio.line)
  const style = (isTerminal: boolean) =>
    styleFor(hasColour({env: outside.env, isAllowed: options.colour, isTerminal}))
  try {
    const shell: Shell = {
      outside,
      stdio,
      interrupt,
      masker,
      style: await style(outside.terminals.stdout),
      errorStyle: () => style(outside.terminals.stderr),
    }
    const left = interrupt.again.then(code => {
      void stdio.flush()
      outside.leave(code)
      return code
    })
    return await Promise.race([left, answer(argv, commands, shell)])
  } catch (error) {
    if (error instanceof ReaderGone) return 0
    const failure = toFailure(error, interrupt.exitCode())
    // Under --json an error is one object, for a program.
    if (!options.json) for (const notice of failureNotices(failure, error)) stdio.annotate?.(notice)
    stdio.line(reportOf(failure, error, options, await style(outside.terminals.stderr)))
    return failure.exitCode
  } finally {
    await stdio.flush()
    interrupt.stopListening()
  }
}

/** What every way to answer a command line needs. */
export interface Shell {
  readonly outside: Outside
  readonly stdio: Stdio
  readonly interrupt: Interrupt
  readonly masker: ReturnType<typeof createMasker>
  /** For stdout. */
  readonly style: Style
  /** For stderr. */
  readonly errorStyle: () => Promise<Style>
}

async function answer(
  argv: readonly string[],
  commands: Readonly<Record<string, CommandEntry>>,
  shell: Shell,
): Promise<number> {
  if (argv[0] === COMPLETE) {
    const {answerCompletion} = await import('./completion/answer.ts')
    await shell.stdio.out.write(await answerCompletion(argv.slice(1), commands, shell))
    return 0
  }
  const asked = route(argv, {commands: Object.keys(commands), pages: Object.keys(pages)})
  if (asked.kind === 'command') {
    // Both at once: reading files one after the other is most of what starting costs.
    const entry = commands[asked.name]
    const [{runCommand}, module] = await Promise.all([import('./run-command.ts'), entry?.load()])
    if (entry === undefined || module === undefined)
      throw new Error(`${asked.name} is not in the table of commands`)
    return runCommand({...entry, name: asked.name, module}, asked.args, shell)
  }
  await shell.stdio.out.write(await textFor(asked, argv, shell))
  return 0
}

/** What the scripts of `msgr completion` ask: `msgr __complete bash -- label as`. */
const COMPLETE = '__complete'

async function textFor(
  asked: Exclude<Route, {kind: 'command'}>,
  argv: readonly string[],
  {style, outside}: Shell,
): Promise<string> {
  const width = () => helpWidth(outside)
  switch (asked.kind) {
    case 'page': {
      const [{terminalPage}, {readPage}] = await Promise.all([
        import('./help-page.ts'),
        import('../docs/read-page.ts'),
      ])
      return terminalPage(await readPage(asked.name), style, width())
    }
    case 'version': {
      const {version} = await import('./version.ts')
      return `${reportOptionsOf(argv).json ? JSON.stringify({version}) : version}\n`
    }
    case 'overview': {
      const {nounHelp, rootHelp} = await import('./overview.ts')
      return asked.noun === '' ? rootHelp(style, width()) : nounHelp(asked.noun, style, width())
    }
  }
}
