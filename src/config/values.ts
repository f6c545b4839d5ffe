import {ConfigError} from '../errors.ts'
import {type AdAccountId, isNumericId} from '../platform/ids.ts'
import {adAccountPath} from '../platform/message-campaigns.ts'
import {defaultVersion, isVersion, type Version} from '../platform/versions.ts'
import {flawOf, visible} from './flaws.ts'

/** A value, and where it is set, for what is said about it: `MSGR_PAGE`, `/repo/.msgrrc.yaml: graphUrl`. */
export interface ValueWithOrigin {
  readonly value: string
  readonly origin: string
}

/**
 * Returns a value as written, after checking for characters that nobody types on purpose.
 * @throws {ConfigError} for line ends, control characters, quotes around it, blanks at its ends: says where the
 *   value is and what is wrong.
 */
export function toText({value, origin}: ValueWithOrigin): string {
  const flaw = flawOf(value)
  if (flaw === undefined) return value
  // An address may contain a password, so it is not shown.
  const shown = value.includes('@') ? 'cannot be used' : `is ${visible(value)}`
  throw new ConfigError(`${origin} ${shown}: ${flaw.what}`, {hint: flaw.mend})
}

/** `26.0` is read as `v26.0`. @throws {ConfigError} */
export function toVersion({value, origin}: ValueWithOrigin): Version {
  const version = value.startsWith('v') ? value : `v${value}`
  if (isVersion(version)) return version
  throw new ConfigError(`${origin} is ${value}, which is not a Graph API version`, {
    hint: `A version looks like ${defaultVersion}`,
  })
}

/** Without a trailing slash. @throws {ConfigError} */
export function toGraphUrl({value, origin}: ValueWithOrigin): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
  if (!isWeb) throw new ConfigError(`${origin} is not an http or https address`)
  if (url.username || url.password) throw new ConfigError(`${origin} holds a user name or password`)
  return value.replace(/(?<!\/)\/+$/, '')
}

/**
 * Whether it is Meta's Graph API and nothing else: https, its host, its port, no path. Source:
 * https://developers.facebook.com/docs/graph-api/overview
 */
export function isMetaUrl(url: string): boolean {
  const {origin, pathname, search, hash} = new URL(url)
  return origin === 'https://graph.facebook.com' && `${pathname}${search}${hash}` === '/'
}

/** @throws {ConfigError} */
export function toId<Id extends string>({value, origin}: ValueWithOrigin): Id {
  if (isNumericId(value)) return value as Id
  throw new ConfigError(`${origin} is ${value}, which is not an id`, {hint: 'An id is made of digits'})
}

/** With its prefix: `123` is read as `act_123`. @throws {ConfigError} */
export function toAdAccount({value, origin}: ValueWithOrigin): AdAccountId {
  if (isNumericId(value.replace(/^act_/, ''))) return adAccountPath(value)
  throw new ConfigError(`${origin} is ${value}, which is not an ad account`, {
    hint: 'An ad account looks like act_123',
  })
}

/** @throws {ConfigError} */
export function toPort({value, origin}: ValueWithOrigin): number {
  const port = Number(value)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new ConfigError(`${origin} is ${value}, which is not a port`)
}
