/** What calls pass one after the other, except while it is closed. */
export interface Gate {
  readonly close: () => void
  readonly open: () => void
  /** Resolves when it is opened; undefined while it is open. */
  readonly whenOpen: () => Promise<void> | undefined
}

export function createGate(): Gate {
  let waiting: Promise<void> | undefined
  let letGo = () => {}
  return {
    close() {
      waiting ??= new Promise(resolve => {
        letGo = resolve
      })
    },
    open() {
      waiting = undefined
      letGo()
    },
    whenOpen: () => waiting,
  }
}
