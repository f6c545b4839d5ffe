import type {EmulatorAccess, EmulatorOptions, EmulatorPlace} from './access.ts'
import {adminAt} from './control/admin-client.ts'
import type {ConnectionInfo} from './control/connections.ts'
import {locate} from './control/locator.ts'

export type {ConnectionInfo, EmulatorAccess, EmulatorOptions, EmulatorPlace}

/** The app token: the app's id and secret. */
export const appTokenOf = ({appId, appSecret}: Pick<ConnectionInfo, 'appId' | 'appSecret'>): string =>
  `${appId}|${appSecret}`

/**
 * Finds an emulator running in another process, if there is one.
 * @throws {MsgrError} when a URL is given and no emulator is running there.
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

/** The running emulator, if it emulates the requested day, or else one in this process. */
export async function reachEmulator(options: EmulatorOptions & EmulatorPlace): Promise<EmulatorAccess> {
  const {asOf, isEphemeral = false} = options
  const running = isEphemeral ? undefined : await findEmulator(options)
  if (running !== undefined && (asOf === undefined || asOf === running.day)) return running
  const {openEmulator} = await import('./index.ts')
  return openEmulator(options)
}
