import {
  exitCodes,
  GraphError,
  InDoubtError,
  InterruptedError,
  InvalidInputError,
  linesOfFailure,
  MsgrError,
} from '../errors.ts'
import {explainSystemError} from '../system/errors.ts'
import {jsonText} from '../terminal/json.ts'
import type {Style} from '../terminal/view.ts'
import {oneLine} from '../text/one-line.ts'
import type {ReportOptions} from './global-flags.ts'
import {exitCodeOf, hintOf, messageOf} from './hints/index.ts'
import {systemHints} from './hints/system.ts'

/** A failure as it is reported, whatever was thrown. Its JSON form is a public API. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly hint: string | undefined
  readonly exitCode: number
  /** What the platform said, where it refused. */
  readonly graph: Graph | undefined
  readonly retryable: boolean
  /** What is wrong with an input file. */
  readonly faults: readonly PrintedFault[] | undefined
}

interface PrintedFault {
  /** Where in the file it is: `persistent_menu[0].call_to_actions[2].title`. */
  readonly path: string
  readonly message: string
  readonly severity: 'error' | 'warning'
  /** The file that the fault is in, when it is not the one that was named. */
  readonly file: string | undefined
  /** From 1. */
  readonly line: number | undefined
}

/** A failure as `--json` prints it. */
export interface PrintedFailure {
  readonly error: Failure
}

/** What the platform said. Times are ISO 8601. */
interface Graph {
  readonly code: number | undefined
  readonly subcode: number | undefined
  readonly type: string | undefined
  readonly traceId: string | undefined
  /** Its sentence. */
  readonly said: string | undefined
  readonly userTitle: string | undefined
  readonly userMessage: string | undefined
  /** When a limit ends, as far as that is known. */
  readonly freeAt: string | undefined
}

/** @param interruptedBy 130 or 143 when a signal came before the failure. */
export function toFailure(error: unknown, interruptedBy: 130 | 143 | undefined): Failure {
  if (isInterruption(error, interruptedBy)) {
    return {
      code: 'INTERRUPTED',
      message: 'Interrupted',
      hint: undefined,
      // Ctrl-C in a question is a key, no signal.
      exitCode: interruptedBy ?? exitCodes.interrupted,
      ...nothingMore,
    }
  }
  if (error instanceof MsgrError) {
    const {code, retryable} = error
    const message = messageOf(error)
    const exitCode = isCutOff(error) ? (interruptedBy ?? exitCodes.interrupted) : exitCodeOf(error)
    return {
      code,
      message,
      hint: hintOf(error),
      exitCode,
      graph: graphOf(error),
      retryable,
      faults: faultsOf(error),
    }
  }
  const system = explainSystemError(error)
  if (system !== undefined) {
    const {message, remedy} = system
    const hint = remedy === undefined ? undefined : systemHints[remedy]
    return {code: 'SYSTEM', message, hint, exitCode: exitCodes.failed, ...nothingMore}
  }
  const message = error instanceof Error ? error.message : String(error)
  const hint = 'This is a bug in msgr. Run the same with --debug to see where, and please report it.'
  return {code: 'BUG', message, hint, exitCode: exitCodes.bug, ...nothingMore}
}

const nothingMore = {graph: undefined, retryable: false, faults: undefined} as const

/** What stderr gets for a failure: an object on one line, or lines for a person. Only a MsgrError has a message of several. */
export function reportOf(
  failure: Failure,
  error: unknown,
  options: ReportOptions,
  style: Style,
): readonly string[] {
  const isBug = failure.exitCode === exitCodes.bug
  const stack = isBug && options.showsStacks && error instanceof Error ? `${error.stack}`.split('\n') : []
  if (options.json) return [...stack, jsonText({error: failure} satisfies PrintedFailure)]
  const {message, hint} = failure
  const whole = error instanceof MsgrError ? message : oneLine(message)
  const [first, ...more] = linesOfFailure({message: whole, hint})
  return [
    ...stack,
    `${style.bad('✖')} ${first}`,
    ...more,
    ...(failure.graph?.traceId === undefined
      ? []
      : [style.faint(`  trace id for Meta's support: ${failure.graph.traceId}`)]),
  ]
}

function graphOf(error: MsgrError): Graph | undefined {
  const refusal = error instanceof GraphError || error instanceof InDoubtError ? error.refusal : undefined
  if (refusal === undefined) return undefined
  const {graphCode: code, subcode, type, traceId, said = '', userTitle, userMessage, freeAt} = refusal
  return {
    ...{code, subcode, type, traceId, userTitle, userMessage},
    said: said === '' ? undefined : said,
    freeAt: freeAt === undefined ? undefined : new Date(freeAt).toISOString(),
  }
}

function faultsOf(error: MsgrError): Failure['faults'] {
  if (!(error instanceof InvalidInputError)) return undefined
  return error.faults.map(({path, message, severity = 'error', file, line}) => ({
    ...{path, message, severity, file, line},
  }))
}

/** Whether an interrupt is what it failed of: the message says what is not known, and the process ends as interrupted. */
function isCutOff({cause}: Error): boolean {
  return cause instanceof InterruptedError || (cause instanceof Error && isCutOff(cause))
}

function isInterruption(error: unknown, interruptedBy: number | undefined): boolean {
  if (error instanceof InterruptedError) return true
  return interruptedBy !== undefined && error instanceof Error && error.name === 'AbortError'
}
