import {hintOf} from '../../cli/hints/index.ts'
import type {Context} from '../../context.ts'
import {MsgrError, UsageError} from '../../errors.ts'

export interface Asked {
  readonly question: string
  /** `--app-id` */
  readonly flag: string
  /** What the flag says. */
  readonly given: string | undefined
  /** What Enter answers, and what is taken where nobody can be asked; undefined: there has to be an answer. */
  readonly usual: string | undefined
  /** The answer as it is taken. @throws {MsgrError} for one that will not do. */
  readonly check: (answer: string) => string
}

/** An answer: by its flag, else by a person, who is asked until it will do, else the usual one. @throws {UsageError} */
export async function answerTo(
  {prompt, io}: Context,
  {question, flag, given, usual, check}: Asked,
): Promise<string> {
  if (given !== undefined) return checkedFlag(flag, () => check(given))
  if (usual !== undefined && !io.isInteractive) return check(usual)
  return check(await prompt.text(question, flag, {initial: usual, check}))
}

/** Names the flag in what is wrong with its value. @throws {UsageError} */
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
