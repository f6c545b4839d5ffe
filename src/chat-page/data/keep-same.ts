/** A new list that keeps the objects of unchanged items, which are then not redrawn. */
export function keepSame<Item>(
  old: readonly Item[],
  fresh: readonly Item[],
  keyOf: (item: Item) => string,
): readonly Item[] {
  const known = new Map(old.map(item => [keyOf(item), item]))
  return fresh.map(item => sameOr(known.get(keyOf(item)), item))
}

/** The old object if nothing has changed. */
export const sameOr = <Item>(old: Item | undefined, fresh: Item): Item =>
  old !== undefined && JSON.stringify(old) === JSON.stringify(fresh) ? old : fresh
