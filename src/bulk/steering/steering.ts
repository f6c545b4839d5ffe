import {exitCodes} from '../../errors.ts'
import type {EarlyEnd} from '../outcome.ts'
import type {StoredRun} from '../store.ts'
import {type RateRequest, readRate, readStop, type StopRequest} from './requests.ts'

/** How often the sender looks for requests, in milliseconds. */
const LOOK_EVERY_MS = 1000

export interface SteeringOptions {
  /** Whether requests from before are void. Otherwise they are followed. */
  readonly isResumed: boolean
  /** Default one second. */
  readonly lookEveryMs?: number | undefined
}

/**
 * What other processes ask of the one that sends a run. Looks for it by the clock of the machine, whatever the run
 * waits for, and costs the same however fast the run is.
 */
export class Steering {
  readonly #run: StoredRun
  readonly #everyMs: number
  readonly #ending = new AbortController()
  #end: EarlyEnd | undefined
  #onRate: ((request: RateRequest) => void) | undefined
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #isOpen = true

  private constructor(run: StoredRun, everyMs: number) {
    this.#run = run
    this.#everyMs = everyMs
  }

  /** Only for the owner of the run's lock. */
  static async open(
    run: StoredRun,
    {isResumed, lookEveryMs = LOOK_EVERY_MS}: SteeringOptions,
  ): Promise<Steering> {
    if (isResumed) await Promise.all([run.requests.remove('stop'), run.requests.remove('rate')])
    const steering = new Steering(run, lookEveryMs)
    await steering.#look()
    steering.#lookLater()
    return steering
  }

  /** Aborted when the run is to end. */
  get signal(): AbortSignal {
    return this.#ending.signal
  }

  /** How the run is to end; undefined as long as nobody asked for it. */
  get end(): EarlyEnd | undefined {
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
    if (this.#end !== undefined) await this.#run.requests.remove('stop').catch(() => {})
  }

  #lookLater(): void {
    if (!this.#isOpen) return
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => this.#lookLater())
    }, this.#everyMs)
    // A wait of the run keeps the process alive; this alone does not.
    this.#timer.unref()
  }

  /** A store that cannot be read for a moment is looked at again later. */
  async #look(): Promise<void> {
    const stop = await readStop(this.#run)
    if (stop !== undefined) {
      this.#end ??= toEnd(stop)
      this.#ending.abort()
    }
    const rate = await readRate(this.#run)
    if (rate === undefined || this.#onRate === undefined) return
    this.#onRate(rate)
    await this.#run.requests.remove('rate').catch(() => {})
  }
}

function toEnd({kind, reason}: StopRequest): EarlyEnd {
  return kind === 'pause'
    ? {state: 'paused', reason, exitCode: exitCodes.limited, isHeld: true}
    : {state: 'canceled', reason, exitCode: exitCodes.failed}
}
