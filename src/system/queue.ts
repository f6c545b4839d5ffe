/** A queue of items: adding never waits, and they come out in order. */
export interface Queue<Item> extends AsyncIterable<Item> {
  /** Does nothing after the end. */
  readonly add: (item: Item) => void
  readonly isEnded: () => boolean
  /** Items in the queue still come out; then it ends, or throws the given error. */
  readonly end: (failure?: unknown) => void
}

/** For one reader. A Node stream does the same, but takes a tenth of the time of a delivery; a generator takes a fortieth. */
export function createQueue<Item>(): Queue<Item> {
  let waiting: Item[] = []
  let ending: {readonly failure: unknown} | undefined
  let wake = () => {}
  return {
    add(item) {
      if (ending !== undefined) return
      waiting.push(item)
      wake()
    },
    isEnded: () => ending !== undefined,
    end(failure) {
      ending ??= {failure}
      wake()
    },
    [Symbol.asyncIterator]() {
      let taken: Item[] = []
      let at = 0
      const next = async (): Promise<IteratorResult<Item, undefined>> => {
        if (at === taken.length) {
          while (waiting.length === 0 && ending === undefined) {
            await new Promise<void>(resolve => {
              wake = resolve
            })
          }
          taken = waiting
          waiting = []
          at = 0
        }
        if (at < taken.length) return {done: false, value: taken[at++] as Item}
        if (ending?.failure !== undefined) throw ending.failure
        return {done: true, value: undefined}
      }
      return {next}
    },
  }
}
