import {EventEmitter} from 'node:events'

// biome-ignore lint/suspicious/noExplicitAny: what a listener takes depends on the name it is set for
export type Listener = (...args: any[]) => unknown

/** Who listens to what. A listener that fails, at once or later, keeps no other from hearing, and is told as `error`. */
export class Listeners {
  readonly #emitter = new EventEmitter()
  readonly #onUnheard: ((error: unknown) => void) | undefined

  /** What becomes of a failing listener's error when nobody listens for `error`; default: it is thrown, as everywhere in node. */
  constructor(onUnheard?: (error: unknown) => void) {
    this.#onUnheard = onUnheard
  }

  on(name: string, listener: Listener): void {
    this.#emitter.on(name, listener)
  }

  once(name: string, listener: Listener): void {
    this.#emitter.once(name, listener)
  }

  off(name: string, listener: Listener): void {
    this.#emitter.off(name, listener)
  }

  /** True when anybody listens. */
  tell(name: string, ...args: readonly unknown[]): boolean {
    // Raw listeners, because the wrapper of `once` takes itself away when it is called.
    const listeners = this.#emitter.rawListeners(name)
    for (const listener of listeners) this.#call(listener, args)
    return listeners.length > 0
  }

  /** @throws the error itself when nobody listens for `error`. */
  fail(error: unknown): void {
    this.#emitter.emit('error', error)
  }

  #call(listener: unknown, args: readonly unknown[]): void {
    try {
      const result: unknown = (listener as Listener)(...args)
      if (isPromise(result)) Promise.resolve(result).catch(error => this.#failed(error))
    } catch (error) {
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    if (this.#onUnheard === undefined || this.#emitter.listenerCount('error') > 0) this.fail(error)
    else this.#onUnheard(error)
  }
}

/** Of any kind: bots have libraries of their own for them. */
function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value
}
