import type {SendEvent} from './outcome.ts'

/**
 * Carries events from many deliveries to one reader. A delivery takes a place when it begins and its place is free again
 * when its outcome is read, so that a slow reader slows the run and nothing piles up.
 */
export class EventQueue {
  readonly #events: SendEvent[] = []
  readonly #places: number
  #taken = 0
  #isEnding = false
  #waiters: (() => void)[] = []

  constructor(places: number) {
    this.#places = places
  }

  /** Takes a place as soon as there is one. False once the run is ending. */
  async takePlace(): Promise<boolean> {
    while (this.#taken >= this.#places && !this.#isEnding) await this.#change()
    if (this.#isEnding) return false
    this.#taken += 1
    return true
  }

  /** Gives up a place without an outcome. */
  leavePlace(): void {
    this.#taken -= 1
    this.#notify()
  }

  push(event: SendEvent): void {
    this.#events.push(event)
    this.#notify()
  }

  /** From here on no place is given away. */
  end(): void {
    this.#isEnding = true
    this.#notify()
  }

  /** The events until `source` has ended. */
  async *read(source: Promise<void>): AsyncGenerator<SendEvent, void> {
    let isOver = false
    const over = source.finally(() => {
      isOver = true
      this.#notify()
    })
    while (!isOver || this.#events.length > 0) {
      const event = this.#events.shift()
      if (event === undefined) {
        await this.#change()
        continue
      }
      if (event.kind !== 'waiting') this.leavePlace()
      yield event
    }
    await over
  }

  #notify(): void {
    const waiters = this.#waiters
    this.#waiters = []
    for (const wake of waiters) wake()
  }

  #change(): Promise<void> {
    return new Promise(resolve => this.#waiters.push(resolve))
  }
}
