import {exitCodeOf, hintOf, messageOf} from '../../src/cli/hints/index.ts'
import {MsgrError} from '../../src/errors.ts'

/** An error with what the command line says and does about it: its message, its hint, the exit code. Anything else is as it was. */
export function reported(error: unknown): unknown {
  if (!(error instanceof MsgrError)) return error
  const {name, cause} = error
  return {...error, name, cause, message: messageOf(error), hint: hintOf(error), exitCode: exitCodeOf(error)}
}

/** What the command line reports when a call throws; undefined when it does not. */
export function reportedBy(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return reported(error)
  }
  return undefined
}
