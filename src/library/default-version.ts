import {defaultVersion, isVersion, type Version} from '../platform/versions.ts'
import {environment} from './messenger-node/environment.ts'

/**
 * The version that calls go to when none is named, as far as it is known without a call: within `msgr emulator exec` the newest
 * of the day that is emulated, else the newest known.
 */
export function knownDefault(): Version {
  const version = environment.emulatedVersion() ?? ''
  return isVersion(version) ? version : defaultVersion
}
