import {type Context, createContext, Script} from 'node:vm'
import {StepFailed} from './failure.ts'

/** `/hours|open/i`: between slashes stands a pattern, behind them its flags. Everything else is an exact text. */
const patternForm = /^\/(.+)\/([imsu]*)$/s

/** A pattern that backtracks takes longer with every character; an ordinary one takes less than a millisecond. */
const LONGEST_MATCH_MS = 1000

/** Why a text that looks like a pattern is none; undefined when it is well. */
export function patternFault(expected: string): string | undefined {
  try {
    // What is too large to be compiled shows only when it is used.
    toRegExp(expected)?.test('')
    return undefined
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /, '')
  }
}

/**
 * Whether a text is the expected one, or has what the pattern looks for.
 * @throws {StepFailed} for a pattern that takes longer than a second, because it backtracks.
 */
export function isText(expected: string, text: string): boolean {
  const pattern = toRegExp(expected)
  return pattern === undefined ? expected === text : isMatch(pattern, text)
}

/** The exact text as an expectation: one that looks like a pattern becomes the pattern that it alone matches. */
export function toExpected(text: string): string {
  return patternForm.test(text) ? `/^${text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$/` : text
}

/** Whether a text stands between slashes. */
export const isPatternForm = (text: string): boolean => patternForm.test(text)

function toRegExp(expected: string): RegExp | undefined {
  const [, source, flags] = patternForm.exec(expected) ?? []
  return source === undefined ? undefined : new RegExp(source, flags)
}

/** Made at the first pattern. Nothing but a script can be given a time limit. */
let limited: {readonly script: Script; readonly context: Context} | undefined

function isMatch(pattern: RegExp, text: string): boolean {
  limited ??= {script: new Script('isMatch()'), context: createContext({})}
  const {script, context} = limited
  context['isMatch'] = () => pattern.test(text)
  try {
    return script.runInContext(context, {timeout: LONGEST_MATCH_MS}) as boolean
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    throw new StepFailed(
      `the pattern ${String(pattern)} takes too long on a text of ${text.length} characters: it repeats something that repeats itself, as in (a+)+`,
    )
  }
}
