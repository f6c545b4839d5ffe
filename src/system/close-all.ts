/** Closes something that was opened. */
export type Close = () => Promise<void> | void

/** Closes all of them, the last opened first. @throws the first error. */
export async function closeAll(closers: readonly Close[]): Promise<void> {
  const failures: unknown[] = []
  for (const close of closers.toReversed()) {
    try {
      await close()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
