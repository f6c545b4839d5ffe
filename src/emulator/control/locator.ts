import {once} from 'node:events'
import {readFile, rename, rm, writeFile} from 'node:fs/promises'
import http, {type IncomingMessage} from 'node:http'
import {join} from 'node:path'
import {type Because, ConfigError, MsgrError, UsageError} from '../../errors.ts'
import {gatherBounded} from '../../system/bounded-file.ts'
import {makeFolder} from '../../system/folder.ts'
import {isAlive} from '../../system/process-lock/owner.ts'

/** The longest document that can be exported and imported, in bytes: 512 MB. A JSON text cannot be longer. */
export const MOST_EXPORTED_BYTES = 512 * 1024 * 1024

/** What an emulator says when it refuses a call under `/_msgr/`. */
interface Refusal {
  readonly message?: string
  readonly hint?: string
  readonly code?: string | number
  readonly reason?: string
  readonly data?: unknown
}

/** Tells other processes where an emulator runs. */
interface Locator {
  readonly pid: number
  readonly url: string
}

function locatorFile(folder: string): string {
  return join(folder, 'running.json')
}

export async function publish(folder: string, locator: Locator): Promise<void> {
  await makeFolder(folder, {mode: 0o700})
  const file = locatorFile(folder)
  await writeFile(`${file}.tmp`, JSON.stringify(locator), {mode: 0o600})
  await rename(`${file}.tmp`, file)
}

/** Takes the locator away, unless another process has put its own there. */
export async function withdraw(folder: string, {pid}: Locator): Promise<void> {
  const current = await readLocator(folder)
  if (current?.pid === pid) await rm(locatorFile(folder), {force: true})
}

/** An emulator that answers. */
export interface Located extends Locator {
  /** The day that it was started for, `YYYY-MM-DD`; one of today, the day that its clock shows. */
  readonly day: string
}

interface Health {
  readonly pid?: number
  readonly asOf?: string
  readonly today?: string
}

/**
 * The emulator at an address, or else the one that runs in a folder, if one does and answers.
 * @throws {MsgrError} when nothing answers at the address, or something that is not an emulator.
 */
export async function locate({
  folder,
  url,
}: {
  readonly folder: string
  readonly url?: string | undefined
}): Promise<Located | undefined> {
  if (url !== undefined) return locateAt(url)
  const locator = await readLocator(folder)
  if (locator === undefined || !isAlive(locator.pid)) return undefined
  const health = await askHealth(locator.url).catch(() => undefined)
  return health?.pid === locator.pid ? {...locator, day: dayOf(health)} : undefined
}

async function locateAt(url: string): Promise<Located> {
  const health = await askHealth(url).catch(error => {
    throw new MsgrError(`No emulator runs at ${url}`, {
      reason: 'emulatorGone',
      data: {url},
      cause: error,
    })
  })
  return {url, pid: health.pid ?? 0, day: dayOf(health)}
}

const askHealth = async (url: string) => (await askAdmin(url, 'GET', 'health')) as Health

const dayOf = ({asOf, today = ''}: Health): string => asOf ?? today

async function readLocator(folder: string): Promise<Locator | undefined> {
  try {
    return JSON.parse(await readFile(locatorFile(folder), 'utf8')) as Locator
  } catch {
    return undefined
  }
}

/** A delivery that the emulator makes for a command may take its 20 s. */
const PATIENCE_MS = 30_000

/** Whatever is asked whether it is an emulator may be something else, which answers without an end. */
const MOST_HEALTH_BYTES = 64 * 1024

/**
 * One call under `/_msgr/` of an emulator: `people/6411/say`. A `Blob` travels as it is, everything else as JSON.
 * @throws {MsgrError} when it refuses or does not answer.
 */
export async function askAdmin(
  url: string,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const isFile = body instanceof Blob
  const bytes = isFile ? Buffer.from(await body.arrayBuffer()) : Buffer.from(JSON.stringify(body) ?? '')
  const contentType = isFile ? body.type : 'application/json'
  const headers = body === undefined ? {} : {'content-type': contentType, 'content-length': bytes.byteLength}
  const request = http.request(`${url}/_msgr/${path}`, {method, headers, agent: false})
  // For the whole answer: one that arrives a byte at a time is no answer.
  const deadline = setTimeout(() => request.destroy(new Error('it does not answer')), PATIENCE_MS)
  request.end(bytes)
  try {
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    return await readAnswer(answer, path === 'health' ? MOST_HEALTH_BYTES : MOST_EXPORTED_BYTES)
  } catch (error) {
    if (error instanceof MsgrError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new MsgrError(`The emulator at ${url} cannot be reached: ${why}`, {cause: error})
  } finally {
    clearTimeout(deadline)
  }
}

async function readAnswer(answer: IncomingMessage, mostBytes: number): Promise<unknown> {
  const bytes = await gatherBounded(answer, mostBytes)
  const value = JSON.parse(bytes.toString()) as {error?: Refusal}
  if (answer.statusCode === 200) return value
  const {code, message = 'it gives no reason', hint, reason, data} = value.error ?? {}
  const details = {...({reason, data} as Because), hint}
  if (code === 'USAGE') throw new UsageError(message, details)
  if (code === 'CONFIG' || code === 'INVALID_INPUT') throw new ConfigError(message, details)
  throw new MsgrError(`The emulator refused: ${message}`, details)
}
