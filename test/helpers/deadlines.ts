/** Deadlines of a clock that is moved by hand: real time alone never ends them. */
export interface Deadlines {
  /** A signal that aborts once the clock was moved on by so many milliseconds. */
  readonly deadline: (ms: number) => AbortSignal
  /** The clock was moved by so much. */
  readonly advance: (ms: number) => void
}

export function createDeadlines(): Deadlines {
  let movedMs = 0
  const open = new Map<AbortController, number>()
  return {
    deadline(ms) {
      const controller = new AbortController()
      open.set(controller, movedMs + ms)
      return controller.signal
    },
    advance(ms) {
      movedMs += ms
      for (const [controller, atMs] of open) {
        if (atMs > movedMs) continue
        open.delete(controller)
        controller.abort(new DOMException('The deadline has passed', 'TimeoutError'))
      }
    },
  }
}
