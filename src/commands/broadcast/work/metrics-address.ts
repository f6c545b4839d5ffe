import {UsageError} from '../../../errors.ts'
import {parsePort} from '../../shared/arguments/port.ts'

export interface MetricsAddress {
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
}

/**
 * `9464` on this machine only, or an address with a port: `0.0.0.0:9464`, `[::1]:9464`.
 * @throws {UsageError} for anything else.
 */
export function parseMetricsAddress(text: string): MetricsAddress {
  const [, bracketed, plain, port] = /^(?:(?:\[([\da-f:.%]+)\]|([^\s:[\]/]+)):)?(\d+)$/i.exec(text) ?? []
  if (port === undefined)
    throw new UsageError(`--metrics ${text} is not an address with a port`, {
      hint: 'Name the port, or the address and the port: --metrics 9464, --metrics 0.0.0.0:9464',
    })
  return {host: bracketed ?? plain ?? '127.0.0.1', port: parsePort(port, '--metrics')}
}
