export interface InFlightOptions {
  /** How many may be under way at once. */
  readonly width: number
  /** Whether to go on one by one: the allowance of calls is nearly used up. */
  readonly isBusy?: () => boolean
}

/**
 * The results of all items, in their order, with several under way at once.
 * @throws what the first that failed threw; no other begins after it.
 */
export async function inFlight<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
  {width, isBusy}: InFlightOptions,
): Promise<readonly Result[]> {
  const results: Result[] = []
  let next = 0
  let hasFailed = false

  async function work(mayGoOn: () => boolean): Promise<void> {
    while (next < items.length && !hasFailed && mayGoOn()) {
      const index = next++
      try {
        results[index] = await act(items[index] as Item)
      } catch (error) {
        hasFailed = true
        throw error
      }
    }
  }

  const others = Array.from({length: Math.max(0, Math.min(width, items.length) - 1)}, () =>
    work(() => isBusy?.() !== true),
  )
  await Promise.all([work(() => true), ...others])
  return results
}
