/** A new list that keeps the objects of unchanged items, which are then not redrawn. */
export function keepSame<Item>(
  old: readonly Item[],
  fresh: readonly Item[],
  keyOf: (item: Item) => string,
): readonly Item[] {
  const known = new Map(old.map(item => [keyOf(item), item]))
  return fresh.map(item => {
    const before = known.get(keyOf(item))
    return before !== undefined && JSON.stringify(before) === JSON.stringify(item) ? before : item
  })
}
