import {hintOf} from '../../cli/hints/index.ts'
import type {Context} from '../../context.ts'
import {MsgrError, UsageError} from '../../errors.ts'

export interface Asked {
  readonly question: string
  /** `--app-id` */
  readonly flag: string
  /** The value of the flag. */
  readonly given: string | undefined
  /** The answer for Enter, and when nobody can be asked; undefined: an answer is required. */
  readonly usual: string | undefined
  /** Returns the answer to use. @throws {MsgrError} for an invalid answer. */
  readonly check: (answer: string) => string
}

/** An answer: from its flag, else from a person, who is asked until it is valid, else the usual one. @throws {UsageError} */
export async function answerTo(
  {prompt, io}: Context,
  {question, flag, given, usual, check}: Asked,
): Promise<string> {
  if (given !== undefined) return checkedFlag(flag, () => check(given))
  if (usual !== undefined && !io.isInteractive) return check(usual)
  return check(await prompt.text(question, flag, {initial: usual, check}))
}

/** Checks the value of a flag and names the flag in the error. @throws {UsageError} */
export function checkedFlag<Value>(flag: string, check: () => Value): Value {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof MsgrError)) throw error
    throw new UsageError(`${flag}: ${error.message}`, {hint: hintOf(error), cause: error})
  }
}

/** An answer that may be left empty. */
export const orNothing = (check: Asked['check']) => (answer: string) => (answer === '' ? '' : check(answer))
