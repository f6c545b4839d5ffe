/** Who can be outstanding. */
export interface Placed {
  /** Where it stands among the others; kept by `Outstanding` alone. */
  place: number
}

/**
 * What is under way, for whoever has to end all of it at once. Not a `Set`: at thousands a second the tables that a set leaves
 * behind keep what was in them alive for so long that collecting garbage takes twice the time.
 */
export class Outstanding<Item extends Placed> {
  readonly #items: Item[] = []

  add(item: Item): void {
    item.place = this.#items.push(item) - 1
  }

  /** Of one that was added, once. */
  delete(item: Item): void {
    const last = this.#items.pop()
    if (last === undefined || last === item) return
    this.#items[item.place] = last
    last.place = item.place
  }

  /** Those of this moment; they may be deleted on the way. */
  all(): readonly Item[] {
    return [...this.#items]
  }
}
