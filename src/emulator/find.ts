import type {EmulatorAccess, EmulatorOptions, EmulatorPlace} from './access.ts'
import {adminAt} from './control/admin-client.ts'
import type {ConnectionInfo} from './control/connections.ts'
import {locate} from './control/locator.ts'

export type {ConnectionInfo, EmulatorAccess, EmulatorOptions, EmulatorPlace}

/** The token of the app: its id and its secret. */
export const appTokenOf = ({appId, appSecret}: Pick<ConnectionInfo, 'appId' | 'appSecret'>): string =>
  `${appId}|${appSecret}`

/**
 * The emulator that runs in another process and can be found, if any.
 * @throws {MsgrError} when the one at the address that is given does not run.
 */
export async function findEmulator(
  place: EmulatorPlace,
): Promise<(EmulatorAccess & {readonly pid: number; readonly day: string}) | undefined> {
  const found = await locate(place)
  if (found === undefined) return undefined
  const admin = adminAt(found.url)
  return {
    ...found,
    admin,
    connection: page => admin('POST', 'connection', {page}),
    close: async () => {},
  }
}

/** The emulator that runs – when a day is asked for, if it is of that day – or else one in this process. */
export async function reachEmulator(options: EmulatorOptions & EmulatorPlace): Promise<EmulatorAccess> {
  const {asOf, isEphemeral = false} = options
  const running = isEphemeral ? undefined : await findEmulator(options)
  if (running !== undefined && (asOf === undefined || asOf === running.day)) return running
  const {openEmulator} = await import('./index.ts')
  return openEmulator(options)
}
