import {UsageError} from '../../../errors.ts'

/**
 * A port from the command line, with its flag; 0 means any free one.
 * @throws {UsageError} for anything that is not a port.
 */
export function parsePort(text: string, flag = '--port'): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new UsageError(`${flag} ${text} is not a port.`, {
    hint: 'Ports go from 1 to 65535; 0 takes any free one',
  })
}
