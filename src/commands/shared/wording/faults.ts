import type {Command} from 'commander'
import type {Io} from '../../../context.ts'
import {type Fault, type Input, InvalidInputError, placedIn} from '../../../errors.ts'

/**
 * Reports warnings and refuses all other faults.
 * @throws {InvalidInputError} with every fault that is not a warning.
 */
export function judge(io: Pick<Io, 'warn' | 'note'>, input: Input | string, faults: readonly Fault[]): void {
  for (const {path, message, file, line, isNote} of placedIn(input, faults.filter(isWarning))) {
    const said = path === '' ? message : `${path} ${message}`
    if (isNote === true) io.note(said)
    else io.warn(said, {file, line})
  }
  const errors = faults.filter(fault => !isWarning(fault))
  if (errors.length > 0) throw new InvalidInputError(input, errors)
}

export const isWarning = ({severity}: Fault): boolean => severity === 'warning'

export interface StrictOptions {
  readonly strict?: boolean
}

/** Declares `--strict`. */
export const declareStrict = (command: Command): Command =>
  command.option('--strict', 'treat warnings as errors')

/** The faults; with `strict`, every warning is an error. Notes stay notes. */
export function strictly<Found extends Fault>(
  faults: readonly Found[],
  {strict = false}: StrictOptions,
): readonly Found[] {
  return strict ? faults.map(each => (each.isNote === true ? each : {...each, severity: 'error'})) : faults
}
