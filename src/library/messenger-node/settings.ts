import {UsageError} from '../../errors.ts'
import {defaultVersion, isVersion, type Version} from '../../platform/versions.ts'
import type {Calls} from './calls.ts'
import {emulatedVersion} from './environment.ts'

export const settings = ({identity, change}: Calls) => {
  const current = () => {
    const {apiVersion, graphUrl} = identity()
    return apiVersion ?? emulatedVersion(graphUrl) ?? defaultVersion
  }
  return {
    /** Returns the new token. */
    setPageToken: (token: string): string => {
      change({pageToken: token})
      return token
    },

    getPageToken: (): string | undefined => identity().pageToken,

    /** Returns the new token. */
    setAppToken: (token: string): string => {
      change({appToken: token})
      return token
    },

    getAppToken: (): string | undefined => identity().appToken,

    /**
     * Takes `v26.0`, `26.0` or 26, and returns it as `v26.0`; nothing or null means the default.
     * @throws {UsageError} for anything else.
     */
    setApiVersion: (version?: string | number | null): string => {
      const apiVersion = toVersion(version)
      change({apiVersion})
      return current()
    },

    getApiVersion: (): string => current(),
  }
}

/** Undefined when none is named. @throws {UsageError} for a text that is not a version. */
export function toVersion(version: string | number | null | undefined): Version | undefined {
  if (version === undefined || version === null || version === '') return undefined
  const text = `v${String(version).replace(/^v/, '')}`
  const whole = text.includes('.') ? text : `${text}.0`
  if (isVersion(whole)) return whole
  throw new UsageError(`"${version}" is not a version of the Graph API`, {
    reason: 'versionMalformed',
    data: {version: String(version)},
    hint: 'Write it like v26.0',
  })
}
