/** Runs a load once at a time: a call while it runs lets it run once more, however many there are. */
export function createLatest(load: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let isStale = false
  const run = async () => {
    do {
      isStale = false
      await load()
    } while (isStale)
  }
  return () => {
    if (running !== undefined) isStale = true
    running ??= run().finally(() => (running = undefined))
    return running
  }
}
