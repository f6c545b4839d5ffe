import {UsageError} from '../../errors.ts'
import {defaultVersion, isVersion, type Version} from '../../platform/versions.ts'
import type {Calls} from './calls.ts'

export const settings = ({identity, change}: Calls) => ({
  /** Yields the new token. */
  setPageToken: (token: string): string => {
    change({pageToken: token})
    return token
  },

  getPageToken: (): string | undefined => identity().pageToken,

  /** Yields the new token. */
  setAppToken: (token: string): string => {
    change({appToken: token})
    return token
  },

  getAppToken: (): string | undefined => identity().appToken,

  /**
   * Takes `v26.0`, `26.0` or 26, and yields it as `v26.0`; nothing means the default.
   * @throws {UsageError} for anything else.
   */
  setApiVersion: (version?: string | number): string => {
    const apiVersion = toVersion(version)
    change({apiVersion})
    return apiVersion
  },

  getApiVersion: (): string => identity().apiVersion,
})

/** @throws {UsageError} if it is no version. */
export function toVersion(version: string | number | undefined): Version {
  if (version === undefined || version === '') return defaultVersion
  const text = `v${String(version).replace(/^v/, '')}`
  const whole = text.includes('.') ? text : `${text}.0`
  if (isVersion(whole)) return whole
  throw new UsageError(`"${version}" is not a version of the Graph API`, {hint: 'Write it like v26.0'})
}
