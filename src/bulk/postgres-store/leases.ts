import type {Query} from '../../store/connection.ts'
import type {FailpointHit} from '../failpoints.ts'

/** A run that this process took. */
export interface Lease {
  /** Aborted when another process has it, or the lease ran out without being renewed. */
  readonly lost: AbortSignal
  readonly end: () => void
}

/**
 * Renews what this process took, in one statement for all of it. A lease only says who tries: what keeps two from sending is the
 * place in the journal.
 */
export class Leases {
  readonly #query: Query
  readonly #ttlMs: number
  readonly #failpoint: FailpointHit | undefined
  readonly #held = new Map<number, AbortController>()
  #timer: NodeJS.Timeout | undefined
  #isRenewing = false

  /** @param query once, without waiting for a database that is away */
  constructor(query: Query, ttlMs: number, failpoint?: FailpointHit) {
    this.#query = query
    this.#ttlMs = ttlMs
    this.#failpoint = failpoint
  }

  get ttlMs(): number {
    return this.#ttlMs
  }

  add(epoch: number): Lease {
    const lost = new AbortController()
    this.#held.set(epoch, lost)
    this.#timer ??= setInterval(() => void this.#renew().catch(() => {}), this.#ttlMs / 3)
    this.#timer.unref()
    return {
      lost: lost.signal,
      end: () => {
        this.#held.delete(epoch)
        if (this.#held.size > 0) return
        clearInterval(this.#timer)
        this.#timer = undefined
      },
    }
  }

  async #renew(): Promise<void> {
    if (this.#isRenewing) return
    this.#isRenewing = true
    try {
      const epochs = [...this.#held.keys()]
      const renewed = await this.#query<{epoch: number}>(
        `update msgr.page p set until = clock_timestamp() + $1 * interval '1 ms'
           from unnest($2::bigint[]) g (epoch) where p.epoch = g.epoch returning p.epoch`,
        [this.#ttlMs, epochs],
      )
      this.#failpoint?.('lease-renewed')
      const still = new Set(renewed.map(({epoch}) => epoch))
      for (const epoch of epochs) if (!still.has(epoch)) this.#held.get(epoch)?.abort()
    } finally {
      this.#isRenewing = false
    }
  }
}
