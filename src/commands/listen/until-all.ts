/** Something that is over when all of its parts are. */
export interface Parts {
  /** Adds a part, and returns what to call when that is over. */
  readonly add: () => () => void
  /** No more parts are added. */
  readonly close: () => void
}

/** Calls back once, when every part that was added is over. */
export function untilAll(onOver: () => void): Parts {
  let open = 1
  const end = () => {
    open -= 1
    if (open === 0) onOver()
  }
  return {
    add: () => {
      open += 1
      return end
    },
    close: end,
  }
}
