import type {Command} from 'commander'
import type {Io} from '../../../context.ts'
import {type Fault, InvalidInputError} from '../../../errors.ts'

/**
 * Tells the warnings and refuses the rest.
 * @throws {InvalidInputError} with every fault that is no warning.
 */
export function judge(io: Pick<Io, 'warn' | 'note'>, what: string, faults: readonly Fault[]): void {
  for (const {path, message, file, line, isNote} of faults.filter(isWarning)) {
    const said = path === '' ? message : `${path} ${message}`
    if (isNote === true) io.note(said)
    else io.warn(said, {file, line})
  }
  const errors = faults.filter(fault => !isWarning(fault))
  if (errors.length > 0) throw new InvalidInputError(what, errors)
}

export const isWarning = ({severity}: Fault): boolean => severity === 'warning'

export interface StrictOptions {
  readonly strict?: boolean
}

/** Declares `--strict`. */
export const declareStrict = (command: Command): Command =>
  command.option('--strict', 'let warnings count as errors')

/** The faults, with every warning an error when it is strict. What is only a note stays one. */
export function strictly<Found extends Fault>(
  faults: readonly Found[],
  {strict = false}: StrictOptions,
): readonly Found[] {
  return strict ? faults.map(each => (each.isNote === true ? each : {...each, severity: 'error'})) : faults
}
