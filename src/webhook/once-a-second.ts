/** Of many alike that come in a second, the first; how many more there were is said with the next one, or at the end. */
export interface OnceASecond<Item> {
  readonly add: (item: Item) => void
  /** Says what is left to be said. */
  readonly end: () => void
}

/**
 * @param kindOf What counts as alike; there have to be few kinds.
 * @param say Shows one, with how many others like it came since it was shown last.
 * @param now In milliseconds.
 */
export function onceASecond<Item>(
  kindOf: (item: Item) => string | number,
  say: (item: Item, others: number) => void,
  now: () => number,
): OnceASecond<Item> {
  const kinds = new Map<string | number, {saidMs: number; last: Item | undefined; others: number}>()
  return {
    add(item) {
      const kind = kindOf(item)
      const known = kinds.get(kind)
      if (known !== undefined && Math.abs(now() - known.saidMs) < 1000) {
        if (known.last !== undefined) known.others += 1
        known.last = item
        return
      }
      const others = known?.last === undefined ? 0 : known.others + 1
      kinds.set(kind, {saidMs: now(), last: undefined, others: 0})
      say(item, others)
    },
    end() {
      for (const {last, others} of kinds.values()) if (last !== undefined) say(last, others)
      kinds.clear()
    },
  }
}
