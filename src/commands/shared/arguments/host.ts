import {isIPv6} from 'node:net'
import {UsageError} from '../../../errors.ts'

/**
 * An address of this machine to listen on, or its name, without a port: `0.0.0.0`, `::1`, `[::1]`.
 * @throws {UsageError} for anything else.
 */
export function parseHost(text: string): string {
  const [, bracketed] = /^\[(.*)\]$/.exec(text) ?? []
  const host = bracketed ?? text
  if (isIPv6(host) || (bracketed === undefined && /^[\w.-]+$/.test(host))) return host
  throw new UsageError(`--host ${text} is not an address`, {
    hint: 'Name an address of this machine without a port: --host 0.0.0.0 takes every one',
  })
}
