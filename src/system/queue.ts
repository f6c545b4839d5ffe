/** A queue of items: adding never waits, and they come out in order. */
export interface Queue<Item> extends AsyncIterable<Item> {
  /** The next item, if there is one already: a promise for each takes longer than most of what is done with one. */
  readonly takeNow: () => Item | undefined
  /** Does nothing after the end. */
  readonly add: (item: Item) => void
  readonly isEnded: () => boolean
  /** Items in the queue still come out; then it ends, or throws the given error. */
  readonly end: (failure?: unknown) => void
}

/** For one reader. A Node stream does the same, but takes a tenth of the time of a delivery; a generator takes a fortieth. */
export function createQueue<Item>(): Queue<Item> {
  let waiting: Item[] = []
  let taken: Item[] = []
  let at = 0
  let ending: {readonly failure: unknown} | undefined
  let wake: (() => void) | undefined
  const takeNow = (): Item | undefined => {
    if (at === taken.length) {
      if (waiting.length === 0) return undefined
      taken = waiting
      waiting = []
      at = 0
    }
    return taken[at++]
  }
  const next = async (): Promise<IteratorResult<Item, undefined>> => {
    while (at === taken.length && waiting.length === 0 && ending === undefined) {
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    if (at < taken.length || waiting.length > 0) return {done: false, value: takeNow() as Item}
    if (ending?.failure !== undefined) throw ending.failure
    return {done: true, value: undefined}
  }
  /** Once for all items that come before the reader goes on. */
  const wakeReader = () => {
    wake?.()
    wake = undefined
  }
  return {
    takeNow,
    add(item) {
      if (ending !== undefined) return
      waiting.push(item)
      wakeReader()
    },
    isEnded: () => ending !== undefined,
    end(failure) {
      ending ??= {failure}
      wakeReader()
    },
    [Symbol.asyncIterator]: () => ({next}),
  }
}
