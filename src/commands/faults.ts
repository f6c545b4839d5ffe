import type {Io} from '../context.ts'
import {type Fault, InvalidInputError} from '../errors.ts'

/**
 * Tells the warnings and refuses the rest.
 * @throws {InvalidInputError} with every fault that is no warning.
 */
export function judge(io: Pick<Io, 'warn'>, what: string, faults: readonly Fault[]): void {
  for (const {path, message, file, line} of faults.filter(isWarning))
    io.warn(path === '' ? message : `${path} ${message}`, {file, line})
  const errors = faults.filter(fault => !isWarning(fault))
  if (errors.length > 0) throw new InvalidInputError(what, errors)
}

export const isWarning = ({severity}: Fault): boolean => severity === 'warning'
