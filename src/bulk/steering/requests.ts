import {randomBytes} from 'node:crypto'
import {readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {MsgrError} from '../../errors.ts'
import {explainSystemError} from '../../system/errors.ts'
import {writeWhole} from '../../system/whole-file.ts'
import {MAX_RATE} from '../pace.ts'

/** Ends the sending of a run: until it is resumed, or permanently. */
export interface StopRequest {
  readonly kind: 'pause' | 'cancel'
  /** Why, as the journal keeps it. */
  readonly reason: string
}

/** Changes how fast a run is sent. */
export interface RateRequest {
  /** Messages per second. */
  readonly perSecond: number
  /** Identifies the request in the journal. */
  readonly id: string
}

/** The files beside the journal in which other processes ask the sender for something. */
const files = {stop: 'stop.json', rate: 'rate.json'} as const

/** @throws {MsgrError} if the folder of the run cannot be written. */
export const requestStop = (folder: string, request: StopRequest): Promise<void> =>
  write(folder, files.stop, request)

/** Returns the id of the request. @throws {MsgrError} if the folder of the run cannot be written. */
export async function requestRate(folder: string, perSecond: number, id = newId()): Promise<string> {
  await write(folder, files.rate, {perSecond, id} satisfies RateRequest)
  return id
}

const newId = () => randomBytes(8).toString('hex')

/** The request that waits for the sender; undefined if there is none, or what is there is not a request. */
export async function readStop(folder: string): Promise<StopRequest | undefined> {
  const {kind, reason} = await read<StopRequest>(folder, files.stop)
  const isKnown = kind === 'pause' || kind === 'cancel'
  return isKnown && typeof reason === 'string' ? {kind, reason} : undefined
}

/** The same for the rate. */
export async function readRate(folder: string): Promise<RateRequest | undefined> {
  const {perSecond, id} = await read<RateRequest>(folder, files.rate)
  if (typeof perSecond !== 'number' || typeof id !== 'string') return undefined
  return perSecond >= 1 && perSecond <= MAX_RATE ? {perSecond, id} : undefined
}

/** Only the owner of the lock removes requests, so none is lost unnoticed: whoever made it looks for its effect. */
export const removeStop = (folder: string): Promise<void> => rm(join(folder, files.stop), {force: true})
export const removeRate = (folder: string): Promise<void> => rm(join(folder, files.rate), {force: true})

async function read<Request>(folder: string, name: string): Promise<Partial<Request>> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'))
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

/** Appears whole or not at all. A power failure ends the sender too, so it need not outlive one. */
async function write(folder: string, name: string, request: StopRequest | RateRequest): Promise<void> {
  const file = join(folder, name)
  try {
    await writeWhole(file, `${JSON.stringify(request)}\n`, {mode: 0o600, isDurable: false})
  } catch (cause) {
    const why = explainSystemError(cause)?.message ?? String(cause)
    throw new MsgrError(`The process that sends the run cannot be asked for anything: ${why}`, {cause})
  }
}
