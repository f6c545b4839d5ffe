import {type StoreAddress, storeName} from '../config/store/address.ts'
import {ConfigError, MsgrError, NetworkError, UnauthorisedError} from '../errors.ts'

/** The database refused a statement. */
export class StoreError extends MsgrError {
  override readonly name = 'StoreError'
  override readonly code = 'STORE'
  /** Five characters. Source: https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly sqlState: string

  constructor(message: string, sqlState: string, cause: unknown) {
    super(message, {cause})
    this.sqlState = sqlState
  }
}

interface DriverError extends Error {
  /** Of the server: an SQLSTATE. Of Node.js: `ECONNREFUSED`. */
  readonly code?: string
  /** Set for what the server said. */
  readonly severity?: string
}

/** Whether the next statement needs another connection after this error: a replica may be left behind by the address. */
export const endsConnection = (error: unknown): boolean => {
  const {severity, code = ''} = error as DriverError
  return severity === undefined || /^(08|57|58|25006)/.test(code)
}

/**
 * An error of the driver as one sentence. It never holds the password, nor what the statement was about.
 * @param sent whether the statement may have been carried out.
 */
export function toStoreError(error: unknown, address: StoreAddress, sent: 'no' | 'maybe'): Error {
  if (!(error instanceof Error) || error instanceof MsgrError) return error as Error
  const {severity, code = ''} = error as DriverError
  return severity === undefined ? ofNetwork(error, address, sent) : ofServer(error, code, address, sent)
}

function ofNetwork(error: DriverError, address: StoreAddress, sent: 'no' | 'maybe'): MsgrError {
  const {host, port} = address
  const {code = '', message} = error
  const at = `The store ${storeName(address)}`
  if (message.includes('does not support SSL'))
    return new ConfigError(`${at} does not encrypt connections`, {reason: 'storeWithoutTls', cause: error})
  if (/^(ERR_TLS_|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_SSL_)/.test(code))
    return new ConfigError(`The certificate of the store at ${host}:${port} is not valid: ${message}`, {
      reason: 'storeCertificate',
      cause: error,
    })
  if (/password must be a (non-empty )?string/.test(message))
    return new UnauthorisedError(`${at} asks for a password, and there is none`, {reason: 'storePassword'})
  if (/SASL|SCRAM|hannel binding/.test(message))
    return new UnauthorisedError(`${at} and msgr did not agree on how to log in: ${message}`, {cause: error})
  const away = {reason: 'storeAway', cause: error, sent} as const
  if (code === 'ENOTFOUND') return new NetworkError(`There is no host ${host}, which the store is on`, away)
  if (code === 'EAI_AGAIN')
    return new NetworkError(`The host ${host}, which the store is on, could not be looked up`, away)
  if (code === 'ECONNREFUSED') return new NetworkError(`${at} does not run: the connection was refused`, away)
  if (code === 'ENOENT') return new NetworkError(`${at} does not run: there is no socket in ${host}`, away)
  if (code === 'LATE' || /timeout/i.test(message)) return new NetworkError(`${at} does not answer`, away)
  return new NetworkError(`The connection to the store ${storeName(address)} broke off`, away)
}

function ofServer(error: Error, code: string, address: StoreAddress, sent: 'no' | 'maybe'): MsgrError {
  const at = `The store ${storeName(address)}`
  if (code.startsWith('28'))
    return new UnauthorisedError(`${at} refused the user or the password`, {
      reason: 'storePassword',
      cause: error,
    })
  if (code === '3D000')
    return new ConfigError(`There is no database ${address.database} at ${address.host}:${address.port}`, {
      reason: 'storeNoDatabase',
      cause: error,
    })
  if (code === '42501')
    return new UnauthorisedError(`${at} refused: ${error.message}`, {reason: 'storePermission', cause: error})
  if (code === '25006')
    return new NetworkError(`${at} only reads: it is a replica or in recovery`, {
      reason: 'storeReadOnly',
      cause: error,
      sent: 'no',
    })
  if (/^(08|57|58|53)/.test(code))
    return new NetworkError(`${at} is not available: ${error.message}`, {
      reason: 'storeAway',
      cause: error,
      sent,
    })
  return new StoreError(`${at} refused a statement (${code}): ${error.message}`, code, error)
}
