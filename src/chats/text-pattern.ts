import {type Context, createContext, Script} from 'node:vm'
import {patternForm} from '../emulator/chat/recording/expected-text.ts'
import {StepFailed} from './failure.ts'

/** A pattern that backtracks takes longer with every character; an ordinary one takes less than a millisecond. */
const LONGEST_MATCH_MS = 1000

/** Why a text that looks like a pattern is not valid; undefined if it is. */
export function patternFault(expected: string): string | undefined {
  try {
    // A pattern too large to compile fails only when used.
    toRegExp(expected)?.test('')
    return undefined
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /, '')
  }
}

/**
 * Whether a text is the expected one, or matches the pattern.
 * @throws {StepFailed} for a pattern that takes longer than a second, because it backtracks.
 */
export function isText(expected: string, text: string): boolean {
  const pattern = toRegExp(expected)
  return pattern === undefined ? expected === text : isMatch(pattern, text)
}

function toRegExp(expected: string): RegExp | undefined {
  const [, source, flags] = patternForm.exec(expected) ?? []
  return source === undefined ? undefined : new RegExp(source, flags)
}

/** Created at the first pattern. Only a script can have a time limit. */
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
