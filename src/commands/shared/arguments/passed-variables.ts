import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'

/** The variables that `--pass-env` passes on, with their values. @throws {UsageError} for one that is not set. */
export function passedVariables(
  {io}: Context,
  {passEnv}: {readonly passEnv: readonly string[]},
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    passEnv.map(name => {
      const value = io.environment[name]
      if (value === undefined) throw new UsageError(`--pass-env ${name}: this variable is not set`)
      return [name, value]
    }),
  )
}
