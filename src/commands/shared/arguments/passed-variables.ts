import type {Context} from '../../../context.ts'
import {UsageError} from '../../../errors.ts'

/** The variables that `--pass-env` passes on, with their values. @throws {UsageError} for one that is not set. */
export function passedVariables(
  {io}: Pick<Context, 'io'>,
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

/** The names of `--pass-env A,B`. */
export const parseVariableNames = (text: string | undefined): readonly string[] =>
  text?.split(',').map(name => name.trim()) ?? []
