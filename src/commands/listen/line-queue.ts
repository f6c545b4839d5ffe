/** Items that are put in without waiting and taken out in their order. */
export interface Queue<Item> extends AsyncIterable<Item> {
  /** Nothing happens once it has ended. */
  readonly add: (item: Item) => void
  readonly isEnded: () => boolean
  /** What is in it is still taken out; then it ends, or throws what is given. */
  readonly end: (failure?: unknown) => void
}

/** For one reader. A stream of node does the same and was measured to cost a tenth of a delivery; a generator, a fortieth. */
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
