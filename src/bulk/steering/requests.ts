import {randomBytes} from 'node:crypto'
import {MAX_RATE} from '../pace.ts'
import type {RequestKind, StoredRun} from '../store.ts'

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

type Asked = Pick<StoredRun, 'requests'>

/** @throws {MsgrError} if the store of the run cannot be written. */
export const requestStop = ({requests}: Asked, request: StopRequest): Promise<void> =>
  requests.write('stop', request)

/** Returns the id of the request. @throws {MsgrError} if the store of the run cannot be written. */
export async function requestRate({requests}: Asked, perSecond: number, id = newId()): Promise<string> {
  await requests.write('rate', {perSecond, id} satisfies RateRequest)
  return id
}

const newId = () => randomBytes(8).toString('hex')

/** The request that waits for the sender; undefined if there is none, or what is there is not a request. */
export async function readStop(run: Asked): Promise<StopRequest | undefined> {
  const {kind, reason} = await read<StopRequest>(run, 'stop')
  const isKnown = kind === 'pause' || kind === 'cancel'
  return isKnown && typeof reason === 'string' ? {kind, reason} : undefined
}

/** The same for the rate. */
export async function readRate(run: Asked): Promise<RateRequest | undefined> {
  const {perSecond, id} = await read<RateRequest>(run, 'rate')
  if (typeof perSecond !== 'number' || typeof id !== 'string') return undefined
  return perSecond >= 1 && perSecond <= MAX_RATE ? {perSecond, id} : undefined
}

async function read<Request>({requests}: Asked, kind: RequestKind): Promise<Partial<Request>> {
  const value = await requests.read(kind)
  return typeof value === 'object' && value !== null ? value : {}
}
