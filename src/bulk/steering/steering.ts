import {exitCodes} from '../../errors.ts'
import type {RunEnd} from '../outcome.ts'
import {type RateRequest, readRate, readStop, removeRate, removeStop, type StopRequest} from './requests.ts'

/** How often the sender looks for requests, in milliseconds. */
const LOOK_EVERY_MS = 1000

export interface SteeringOptions {
  /** Whether requests from before are void; default: they are followed. */
  readonly isResumed?: boolean | undefined
  /** Default one second. */
  readonly lookEveryMs?: number | undefined
}

/**
 * What other processes ask of the one that sends a run. Looks for it by the clock of the machine, whatever the run
 * waits for, and costs the same however fast the run is.
 */
export class Steering {
  readonly #folder: string
  readonly #everyMs: number
  readonly #ending = new AbortController()
  #end: RunEnd | undefined
  #onRate: ((request: RateRequest) => void) | undefined
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #isOpen = true

  private constructor(folder: string, everyMs: number) {
    this.#folder = folder
    this.#everyMs = everyMs
  }

  /** Only for the owner of the run's lock. */
  static async open(folder: string, options: SteeringOptions = {}): Promise<Steering> {
    const {isResumed = false, lookEveryMs = LOOK_EVERY_MS} = options
    if (isResumed) await Promise.all([removeStop(folder), removeRate(folder)])
    const steering = new Steering(folder, lookEveryMs)
    await steering.#look()
    steering.#lookLater()
    return steering
  }

  /** Aborted when the run is to end. */
  get signal(): AbortSignal {
    return this.#ending.signal
  }

  /** How the run is to end; undefined as long as nobody asked for it. */
  get end(): RunEnd | undefined {
    return this.#end
  }

  /** Calls back for each change of the rate, once for what waits already. Undefined: no longer. */
  set onRate(onRate: ((request: RateRequest) => void) | undefined) {
    this.#onRate = onRate
  }

  /** Looks no more, and removes what was followed, so that whoever locks the run next does not meet it. */
  async close(): Promise<void> {
    this.#isOpen = false
    clearTimeout(this.#timer)
    await this.#looking
    if (this.#end !== undefined) await removeStop(this.#folder).catch(() => {})
  }

  #lookLater(): void {
    if (!this.#isOpen) return
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => this.#lookLater())
    }, this.#everyMs)
    // A wait of the run keeps the process alive; this alone does not.
    this.#timer.unref()
  }

  /** A folder that cannot be read for a moment is looked at again later. */
  async #look(): Promise<void> {
    if (this.#end === undefined) {
      const stop = await readStop(this.#folder)
      if (stop !== undefined) {
        this.#end = toEnd(stop)
        this.#ending.abort()
      }
    }
    if (this.#onRate === undefined) return
    const rate = await readRate(this.#folder)
    if (rate === undefined || this.#onRate === undefined) return
    this.#onRate(rate)
    await removeRate(this.#folder).catch(() => {})
  }
}

function toEnd({kind, reason}: StopRequest): RunEnd {
  return kind === 'pause'
    ? {state: 'paused', reason, exitCode: exitCodes.limited, isHeld: true}
    : {state: 'canceled', reason, exitCode: exitCodes.failed}
}
