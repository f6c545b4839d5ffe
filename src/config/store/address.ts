import {isIP} from 'node:net'
import {ConfigError, type MsgrError} from '../../errors.ts'
import {addressKind} from '../../platform/addresses.ts'

/** Where the store is: a PostgreSQL database. */
export interface StoreAddress {
  /** A host name, an address, or the absolute path of the folder with the server's socket. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  /** Encrypted, to a server whose certificate is of a known authority and has its host name; or not at all. */
  readonly tls: 'verify-full' | 'disable'
  /** A file with the certificates of the authorities, instead of those of Node.js. */
  readonly rootCertificate: string | undefined
  /** What the URL says of channel binding; undefined: nothing. */
  readonly channelBinding: 'prefer' | 'require' | undefined
}

/** The store that the settings name. */
export interface ChosenStore {
  readonly address: StoreAddress
  /** Undefined where there is none: the server may not ask for one. */
  readonly password: string | undefined
  /** Why a password that the settings name could not be read. */
  readonly problem: MsgrError | undefined
}

export interface ParsedStoreUrl {
  readonly address: StoreAddress
  /** A password in the URL. */
  readonly password: string | undefined
}

export interface UrlOptions {
  /** Where it is written: `MSGR_STORE`. */
  readonly origin: string
  /** For a URL without one. */
  readonly user: string
  /** Whether `sslmode=disable` may lead to another machine. */
  readonly mayBePlain: boolean
}

const DEFAULT_PORT = 5432
const known = ['host', 'sslmode', 'sslrootcert', 'channel_binding']
const example = 'Write it as postgres://user@host/database'

/**
 * Reads `postgres://user@host:5432/database`. The URL is never part of an error: it may contain a password.
 *
 * Parameters: `sslmode` (default: `verify-full`, and `disable` to this machine; `require` and `verify-ca` are read as
 * `verify-full`), `sslrootcert` (a file), `channel_binding` (`prefer`, `require`), `host` (the folder of a socket). Source:
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
 * @throws {ConfigError}
 */
export function parseStoreUrl(text: string, {origin, user, mayBePlain}: UrlOptions): ParsedStoreUrl {
  const fail = (why: string, hint = example) => new ConfigError(`${origin} ${why}`, {hint})
  const isPostgres = /^postgres(ql)?:\/\//.test(text)
  if (!isPostgres) throw fail('is not the address of a PostgreSQL database')
  // A URL of libpq may have no host: the socket is then a parameter.
  const whole = text.replace(/^(postgres(?:ql)?:\/\/(?:[^/@]*@)?)(?=\/)/, '$1socket.invalid')
  if (!URL.canParse(whole)) throw fail('is not a URL')
  const url = new URL(whole)
  const decoded = (part: string) => {
    try {
      return decodeURIComponent(part)
    } catch {
      throw fail('has a % that is not followed by two digits', 'Write a % of a name or password as %25')
    }
  }
  for (const name of url.searchParams.keys())
    if (!known.includes(name))
      throw fail(`has the parameter ${name}, which msgr does not know`, `It knows ${known.join(', ')}`)
  const parameter = (name: string) => url.searchParams.get(name) || undefined
  const isSocket = url.hostname === 'socket.invalid'
  const host = parameter('host') ?? (isSocket ? '' : decoded(url.hostname).replace(/^\[|\]$/g, ''))
  if (host === '') throw fail('names no host')
  if (isSocket && !host.startsWith('/')) throw fail('has a host parameter that is not the path of a folder')
  const database = decoded(url.pathname.slice(1))
  if (database === '' || database.includes('/')) throw fail('names no database')
  return {
    address: {
      host,
      port: url.port === '' ? DEFAULT_PORT : Number(url.port),
      database,
      user: decoded(url.username) || user,
      tls: tlsOf(parameter('sslmode'), {host, mayBePlain, fail}),
      rootCertificate: parameter('sslrootcert'),
      channelBinding: channelBindingOf(parameter('channel_binding'), fail),
    },
    password: decoded(url.password) || undefined,
  }
}

type Fail = (why: string, hint?: string) => ConfigError

function tlsOf(
  mode: string | undefined,
  {host, mayBePlain, fail}: {readonly host: string; readonly mayBePlain: boolean; readonly fail: Fail},
): StoreAddress['tls'] {
  if (mode === undefined) return isThisMachine(host) ? 'disable' : 'verify-full'
  if (['verify-full', 'verify-ca', 'require'].includes(mode)) return 'verify-full'
  if (mode !== 'disable') throw fail('has an sslmode that may not encrypt', 'Use sslmode=verify-full')
  if (isThisMachine(host) || mayBePlain) return 'disable'
  throw fail(
    'has sslmode=disable: the password and the ids of people would leave this machine unencrypted',
    'Use sslmode=verify-full. In a network that nobody else can read: MSGR_STORE_UNENCRYPTED=1',
  )
}

function channelBindingOf(mode: string | undefined, fail: Fail): StoreAddress['channelBinding'] {
  if (mode === undefined || mode === 'disable') return undefined
  if (mode === 'prefer' || mode === 'require') return mode
  throw fail('has an unknown channel_binding', 'It is prefer or require')
}

/** Whether nothing leaves this machine on the way there. */
export const isThisMachine = (host: string): boolean =>
  host.startsWith('/') || host === 'localhost' || (isIP(host) !== 0 && isLoopback(host))

/** Without the password: `postgres://user@host:5432/database`. */
export function storeName({host, port, database, user}: StoreAddress): string {
  const who = `${encodeURIComponent(user)}@`
  const where = host.startsWith('/') ? `/${encodeURIComponent(database)}?host=${host}` : undefined
  const name = isIP(host) === 6 ? `[${host}]` : host
  return `postgres://${who}${where ?? `${name}:${port}/${encodeURIComponent(database)}`}`
}

function isLoopback(address: string): boolean {
  return addressKind(address, isIP(address) === 6 ? 'ipv6' : 'ipv4') === 'loopback'
}
