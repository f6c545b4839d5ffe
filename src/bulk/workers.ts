/** Loops that run at once until each has nothing more to do. There can become more of them. */
export class Workers {
  readonly #work: () => Promise<void>
  readonly #running: Promise<void>[] = []

  constructor(work: () => Promise<void>) {
    this.#work = work
  }

  /** Starts what is missing to this number; those that run already are not ended. */
  growTo(count: number): void {
    while (this.#running.length < count) this.#running.push(this.#work())
  }

  /** Settles when all have ended, those too that are started meanwhile. */
  async ended(): Promise<void> {
    for (const running of this.#running) await running
  }
}
