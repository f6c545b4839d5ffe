/** Items that are written together, each with its own result. */
export interface Grouped<Item, Result> {
  /** Resolves with the result of its item. @throws what `write` threw for its group. */
  readonly add: (item: Item) => Promise<Result>
  /** Resolves when nothing is being written. */
  readonly idle: () => Promise<void>
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/**
 * One write at a time, in the order of the calls: what comes while one runs shares the next one.
 * @param write Resolves with a result for each item, in their order.
 * @param most How many items a write gets. Default: any number.
 */
export function grouped<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  most = Number.POSITIVE_INFINITY,
): Grouped<Item, Result> {
  const waiting: Waiting<Item, Result>[] = []
  let writing: Promise<void> | undefined

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.splice(0, most)
      try {
        const results = await write(group.map(({item}) => item))
        for (const [index, {resolve}] of group.entries()) resolve(results[index] as Result)
      } catch (error) {
        for (const {reject} of group) reject(error)
      }
    }
    writing = undefined
  }

  return {
    add: item =>
      new Promise((resolve, reject) => {
        waiting.push({item, resolve, reject})
        // What is read from other connections in this turn of the event loop still shares the write.
        writing ??= new Promise(setImmediate).then(writeAll)
      }),
    idle: async () => writing,
  }
}
