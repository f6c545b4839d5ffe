import {readFile} from 'node:fs/promises'
import type {Client} from 'pg'
import type {StoreAddress} from '../config/store/address.ts'
import {ConfigError} from '../errors.ts'
import {endsConnection, toStoreError} from './errors.ts'

/** Runs one statement, which has no name and leaves no state in its session: PgBouncer may give each its own. */
export type Query = <Row = Record<string, unknown>>(
  text: string,
  values?: readonly unknown[],
) => Promise<readonly Row[]>

export interface ConnectionOptions {
  readonly address: StoreAddress
  readonly password: string | undefined
  /** What the server shows for this connection. */
  readonly name: string
  /** A statement without an answer after so many milliseconds ends its connection: a cut network reports nothing. */
  readonly limitMs: number
}

/**
 * One connection, made when it is first needed and again after it broke. Statements wait for each other. bigint is read as a
 * number, timestamptz as a Date, bytea as a Buffer.
 */
export class StoreConnection {
  readonly #options: ConnectionOptions
  #client: Client | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  /** @throws {NetworkError} with `sent: 'maybe'` if the statement may have been carried out; {StoreError} if it was refused. */
  readonly query: Query = (text, values) => this.#inTurn(() => this.#run(text, values))

  /** Commits what `work` does, or nothing of it. @throws what `work` throws, or as `query`. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.#inTurn(async () => {
      await this.#run('begin')
      try {
        const result = await work((text, values) => this.#run(text, values, true))
        await this.#run('commit', undefined, true)
        return result
      } catch (error) {
        // A connection that broke has taken the transaction with it.
        if (this.#client !== undefined)
          await this.#run('rollback', undefined, true).catch(() => this.#destroy())
        throw error
      }
    })
  }

  /** Lets the statement that is under way end, as long as that may take. */
  async close(): Promise<void> {
    await this.#turn.catch(() => undefined)
    const client = this.#client
    if (client === undefined) return
    this.#client = undefined
    await limited(client.end(), this.#options.limitMs).catch(() => destroy(client))
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work, work)
    this.#turn = result.catch(() => undefined)
    return result
  }

  async #run<Row>(
    text: string,
    values?: readonly unknown[],
    isInTransaction = false,
  ): Promise<readonly Row[]> {
    const {address, limitMs} = this.#options
    let sent: 'no' | 'maybe' = 'no'
    try {
      // What was begun on another connection does not go on here.
      if (isInTransaction && this.#client === undefined) throw new Error('the transaction is gone')
      const client = this.#client ?? (await this.#connect())
      this.#client = client
      sent = 'maybe'
      const result = await limited(
        client.query(text, values === undefined ? undefined : [...values]),
        limitMs,
      )
      // Several statements in one text have a result each, which nobody asks for.
      return Array.isArray(result) ? [] : (result.rows as Row[])
    } catch (error) {
      if (endsConnection(error)) this.#destroy()
      throw toStoreError(error, address, sent)
    }
  }

  async #connect(): Promise<Client> {
    const {address, password, name, limitMs} = this.#options
    const {default: pg} = await import('pg')
    const client = new pg.Client({
      host: address.host,
      port: address.port,
      database: address.database,
      user: address.user,
      // Given as a function, the driver looks for it nowhere else.
      password: () => password ?? '',
      ssl: address.tls === 'disable' ? false : await tlsTo(address),
      application_name: name,
      keepAlive: true,
      types: {getTypeParser: parserOf(pg.types)},
      ...(address.channelBinding !== undefined && {enableChannelBinding: true}),
    })
    // Both may come at any time, and mean that the next statement needs another connection.
    const forget = () => {
      if (this.#client === client) this.#client = undefined
    }
    client.on('error', forget)
    client.on('end', forget)
    try {
      await limited(client.connect(), limitMs)
      return client
    } catch (error) {
      destroy(client)
      throw error
    }
  }

  #destroy(): void {
    const client = this.#client
    this.#client = undefined
    if (client !== undefined) destroy(client)
  }
}

/** Without the polite end, for which the server would have to answer. */
function destroy(client: Client): void {
  const {connection} = client as unknown as {connection?: {stream?: {destroy(): void}}}
  connection?.stream?.destroy()
}

async function tlsTo({host, rootCertificate}: StoreAddress) {
  // The driver names the host itself, unless it is an address: Node.js would then look for `localhost` in the certificate.
  const strict = {rejectUnauthorized: true, host}
  if (rootCertificate === undefined) return strict
  try {
    return {...strict, ca: await readFile(rootCertificate, 'utf8')}
  } catch (cause) {
    throw new ConfigError(`${rootCertificate}, named by sslrootcert of the store, could not be read`, {cause})
  }
}

const INT8 = 20

/** Every bigint of the schema counts something, and stays far below 2^53. */
function parserOf(types: typeof import('pg').types) {
  return ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : types.getTypeParser(oid, format as 'text')) as typeof types.getTypeParser
}

/** @throws an error with the code `LATE`. */
async function limited<Result>(work: Promise<Result>, limitMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('no answer'), {code: 'LATE'})), limitMs)
  })
  // Whoever is late may still fail.
  work.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
