import {EventEmitter} from 'node:events'
import {emitWarning} from 'node:process'
import {inspect} from 'node:util'

// biome-ignore lint/suspicious/noExplicitAny: what a listener takes depends on the name it is set for
export type Listener = (...args: any[]) => unknown

/** The listeners by name. One that fails, at once or later, does not stop the others; its failure is emitted as `error`. */
export class Listeners {
  readonly #emitter = new EventEmitter()
  readonly #ownNames: readonly string[]
  /** Collects what listeners that are called now have not ended yet. */
  #work: PromiseLike<unknown>[] | undefined

  /** @param ownNames The names of events that are about the receiver itself. */
  constructor(ownNames: readonly string[]) {
    this.#ownNames = ownNames
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
  emit(name: string, ...args: readonly unknown[]): boolean {
    // Raw listeners, because the wrapper of `once` takes itself away when it is called.
    const listeners = this.#emitter.rawListeners(name)
    for (const listener of listeners) this.#call(listener, args)
    return listeners.length > 0
  }

  /** Calls back when all listeners that `emitting` calls meanwhile have ended, also those that fail. */
  whenOver(emitting: () => void, onOver: () => void): void {
    const work: PromiseLike<unknown>[] = []
    this.#work = work
    try {
      emitting()
    } finally {
      this.#work = undefined
    }
    if (work.length === 0) onOver()
    else void Promise.allSettled(work).then(onOver)
  }

  /**
   * The same for an event of a delivery, whose sender chose the field: listeners of the receiver's own events are not
   * called.
   */
  emitField(name: string, ...args: readonly unknown[]): boolean {
    const [field = ''] = name.split('.', 1)
    return !this.#ownNames.includes(field) && this.emit(name, ...args)
  }

  /** @throws the error itself when nobody listens for `error`. */
  fail(error: unknown): void {
    this.#emitter.emit('error', error)
  }

  #call(
    listener: unknown,
    args: readonly unknown[],
    onFailure = (error: unknown) => this.#failed(error),
  ): void {
    try {
      const result: unknown = (listener as Listener)(...args)
      if (isPromise(result)) {
        const ended = Promise.resolve(result).catch(onFailure)
        this.#work?.push(ended)
      }
    } catch (error) {
      onFailure(error)
    }
  }

  /** Whatever a delivery causes, the process lives on: else whoever can send one could end it. */
  #failed(error: unknown): void {
    const listeners = this.#emitter.rawListeners('error')
    if (listeners.length === 0) warn(error)
    for (const listener of listeners) this.#call(listener, [error], warn)
  }
}

const warn = (error: unknown) => emitWarning(error instanceof Error ? error : wordsOf(error))

/** What a listener rejected with, such as the refusal that the drop-in rejects with, in words. */
function wordsOf(value: unknown): string {
  if (typeof value === 'string') return `A listener failed: ${value}`
  const refusal = (value as {readonly error?: {readonly message?: unknown}} | null | undefined)?.error
  const message = typeof refusal?.message === 'string' ? `${refusal.message} ` : ''
  return `A listener failed: ${message}${inspect(value, {depth: 4, breakLength: Number.POSITIVE_INFINITY})}`
}

/** A promise of any kind: bots bring their own promise libraries. */
function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value
}
