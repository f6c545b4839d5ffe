/** Runs an action when asked, one after the other; asked for often meanwhile, it runs once more. */
export function inTurn(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  const run = async () => {
    try {
      await action()
    } finally {
      running = next
      next = undefined
    }
  }
  return () => {
    if (running === undefined) {
      running = run()
      return running
    }
    next ??= running.catch(() => undefined).then(run)
    return next
  }
}
