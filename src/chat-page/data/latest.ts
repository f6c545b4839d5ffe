/** Runs one load at a time: any number of calls while it runs cause one more run. */
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
