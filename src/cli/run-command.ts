import type {DryRunRequest} from '../api/core/options.ts'
import type {CommandEntry, CommandModule} from '../commands/index.ts'
import {namesSeveral} from '../commands/shared/arguments/targets.ts'
import {CancelledError, exitCodes, InterruptedError} from '../errors.ts'
import {type Close, closeAll} from '../system/close-all.ts'
import type {CiReport} from '../terminal/ci-report.ts'
import {jsonShapes, shapeWith} from '../terminal/json.ts'
import {type Presentation, present, presentStream} from '../terminal/output.ts'
import {plainStyle} from '../terminal/style.ts'
import {withOneLineTexts} from '../text/one-line.ts'
import {createContext} from './context.ts'
import * as dryRun from './dry-run.ts'
import {reportToGitHub} from './github.ts'
import {type ParsedFlags, toGlobalOptions} from './global-flags.ts'
import {helpWidth} from './help-width.ts'
import {createIo} from './io.ts'
import type {Shell} from './main.ts'
import {parse} from './parse.ts'
import type {Selection} from './select/index.ts'
import {ReaderGone} from './stdio.ts'

export interface LoadedCommand extends Pick<CommandEntry, 'summary' | 'pages'> {
  /** `label list` */
  readonly name: string
  readonly module: CommandModule
}

/** Runs one command and shows its result. Closes whatever it opened before it settles. Returns the exit code. */
export async function runCommand(
  {name, summary, pages, module}: LoadedCommand,
  args: readonly string[],
  shell: Shell,
): Promise<number> {
  const {outside, stdio, interrupt, masker, style} = shell
  const parsed = await parse(name, module, args, {
    summary,
    takesPages: pages !== undefined,
    width: helpWidth(outside),
    style,
  })
  if ('help' in parsed) {
    await stdio.out.write(parsed.help)
    return 0
  }
  const errorStyle = await shell.errorStyle()
  const globals = toGlobalOptions(shownFlags(parsed.options, module), outside.env)
  const requests: DryRunRequest[] = []
  const closers: Close[] = []
  const secretNames = async () => (await context.config()).isSecretVariable
  const context: Outcome['context'] = createContext({
    outside,
    globals,
    io: createIo({
      ...{outside, globals, interrupt, masker, secretNames},
      style: errorStyle,
      line: stdio.line,
      annotate: stdio.annotate,
    }),
    interrupt,
    masker,
    line: stdio.line,
    footer: stdio.footer,
    hasErrorColour: errorStyle !== plainStyle,
    isService: module.isService ?? false,
    onDryRun: request => requests.push(request),
    onExit: close => closers.push(close),
  })
  context.onExit(context.progress.end)
  const reportToCi = (report: CiReport) => reportToGitHub(report, {outside, masker, annotate: stdio.annotate})
  const {isOutFile = false} = outside
  let code: number
  let selection: Selection | undefined
  try {
    const isOfPages = pages !== 'own' && (await namesSeveral(context))
    const {jsonFields: fields, jq} = parsed.options
    if (fields !== undefined || jq !== undefined) {
      const {createSelection} = await import('./select/index.ts')
      const {out: sink, line} = stdio
      selection = await createSelection({
        ...{fields, jq, isOfPages, command: name, sink, line},
        ...{clock: outside.clock, signal: context.signal},
        onExit: close => closers.push(close),
      })
    }
    const presentation: Presentation = {
      format: globals.format,
      sink: selection?.sink ?? stdio.out,
      style,
      shape: shapeWith(module.json, parsed.options),
      csv: module.csv,
      isRawCsv: globals.rawCsv,
      excel: globals.excelCsv,
      now: outside.clock.now,
      isVerbatim: module.isVerbatim,
    }
    const outcome = {module, parsed, context, presentation, isOutFile, requests, reportToCi}
    if (isOfPages) {
      const {runForPages} = await import('./run-pages.ts')
      code = await runForPages(name, pages, outcome)
    } else code = await (globals.dryRun ? runDry(outcome) : runAndShow(outcome, interrupt.exitCode))
  } catch (error) {
    // The failure of the command says more than one of closing after it.
    await closeAll(closers).catch(() => {})
    throw error
  }
  await closeAll(closers)
  selection?.end(code)
  return code
}

/** The flags, with the format in which the result is to be shown. */
function shownFlags(flags: ParsedFlags, {formatOf}: CommandModule): ParsedFlags {
  return formatOf === undefined ? flags : {...flags, json: false, format: formatOf(flags)}
}

/** A command that is run, and how it is shown. */
export interface Outcome {
  readonly module: CommandModule
  readonly parsed: {readonly args: readonly unknown[]; readonly options: ParsedFlags}
  readonly context: ReturnType<typeof createContext>
  readonly presentation: Presentation
  readonly isOutFile: boolean
  readonly requests: readonly DryRunRequest[]
  readonly reportToCi: (report: CiReport) => Promise<void>
}

async function runAndShow(
  {module, parsed, context, presentation, isOutFile, reportToCi}: Outcome,
  signalCode: () => number | undefined,
): Promise<number> {
  const {view} = module
  const result = await module.run(context, ...parsed.args, parsed.options)
  let judged = result
  refuseUndeclared(result, presentation)
  const empty = () => module.empty?.(...parsed.args, parsed.options)
  const shown = {...presentation, empty}
  if (isStream(result)) {
    // What a pipe leads to may be written to the terminal that stderr is.
    if (!isOutFile) context.progress.keepStill()
    judged = await presentStream(result, view ?? nothing, shown, {
      isEnd: isEndOf(context.signal),
      isLive: module.isLive,
    })
  } else if (view !== undefined) await present(result, view, withoutRows(shown, module))
  const lastWord = presentation.format === 'text' ? module.lastWord?.(judged) : undefined
  if (lastWord !== undefined) context.io.note(lastWord)
  if (module.ciReport !== undefined)
    await reportToCi(module.ciReport(withOneLineTexts(result), ...parsed.args, parsed.options))
  const code = module.exitCode?.(judged, parsed.options)
  // What an interrupt has left in doubt ends as interrupted; the result says who it is.
  return code === undefined || code === exitCodes.inDoubt ? (signalCode() ?? code ?? 0) : code
}

/** Where the rows of a stream went into a file, `--format csv` was said of that file: what remains is a sentence. */
function withoutRows(shown: Presentation, {json}: CommandModule): Presentation {
  const isWritten = shown.format === 'csv' && jsonShapes(json).usual === 'lines'
  return isWritten ? {...shown, format: 'text'} : shown
}

/** What a command says about its JSON, in its help and to programs, is so. */
function refuseUndeclared(result: unknown, {format, shape}: Presentation): void {
  if (format !== 'json' || shape === 'array') return
  if (isStream(result) !== (shape === 'lines'))
    throw new Error(`--json is declared as ${shape}, and it is not`)
}

const nothing = () => ''

/** Shows the requests instead of the result; a command that makes none shows its result. */
async function runDry(outcome: Outcome): Promise<number> {
  const {module, parsed, context, presentation, requests} = outcome
  let result: unknown
  try {
    result = await module.run(context, ...parsed.args, parsed.options)
    if (isStream(result)) result = await lastOf(result)
  } catch (error) {
    // The requests before it got a stand-in for an answer, and what the command made of that says nothing.
    if (requests.length === 0 || isFinal(error)) throw error
    context.io.note('What comes after these requests depends on their answers.')
  }
  if (requests.length === 0) {
    if (module.view !== undefined) await present(result, module.view, presentation)
    context.io.note('Nothing was changed: this is a dry run.')
  } else {
    await present(dryRun.resultOf(requests), dryRun.view, {
      ...presentation,
      csv: dryRun.csv,
      isVerbatim: true,
    })
    if (dryRun.dependsOnReads(requests)) context.io.note(dryRun.emptyPageNote(module.comparedBy))
  }
  return 0
}

const isFinal = (error: unknown) =>
  error instanceof CancelledError || error instanceof InterruptedError || error instanceof ReaderGone

export function isStream(result: unknown): result is AsyncIterable<unknown> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result
}

async function lastOf(items: AsyncIterable<unknown>): Promise<unknown> {
  let last: unknown
  for await (const item of items) last = item
  return last
}

/** A stream that fails because the signal came has ended, not failed. */
const isEndOf = (signal: AbortSignal) => (error: unknown) =>
  signal.aborted && (error === signal.reason || (error instanceof Error && error.name === 'AbortError'))
