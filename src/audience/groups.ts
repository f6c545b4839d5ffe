export interface GroupOptions {
  /** When the items fail, those that arrived form a last group before the failure; otherwise they are dropped. */
  readonly keepsRest?: boolean
}

/** Items in groups of at most this size, as they arrive. */
export async function* inGroups<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  size: number,
  {keepsRest = false}: GroupOptions = {},
): AsyncGenerator<readonly Item[]> {
  let group: Item[] = []
  try {
    for await (const item of items) {
      group.push(item)
      if (group.length < size) continue
      const full = group
      group = []
      yield full
    }
  } catch (error) {
    if (keepsRest && group.length > 0) yield group
    throw error
  }
  if (group.length > 0) yield group
}
