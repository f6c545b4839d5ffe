import {isSame} from './same.ts'

/** A place at which two lists differ. Positions start at 1. */
export type ItemDifference =
  | {readonly kind: 'add'; readonly item: number; readonly after: unknown}
  | {readonly kind: 'remove'; readonly item: number; readonly before: unknown}
  | {readonly kind: 'change'; readonly item: number; readonly before: unknown; readonly after: unknown}

/**
 * The changes that turn one list into the other, in the order of the list. The longest common subsequence stays;
 * items that were replaced at the same place count as changed. `item` is the position afterwards; for a removed
 * item, the one before.
 */
export function itemDifferences(
  before: readonly unknown[],
  after: readonly unknown[],
): readonly ItemDifference[] {
  const found: ItemDifference[] = []
  let [from, to] = [0, 0]
  for (const [keptFrom, keptTo] of [...keptItems(before, after), [before.length, after.length] as const]) {
    const changed = Math.min(keptFrom - from, keptTo - to)
    for (let index = 0; index < changed; index += 1) {
      const [old, now] = [before[from + index], after[to + index]]
      found.push({kind: 'change', item: to + index + 1, before: old, after: now})
    }
    for (let index = from + changed; index < keptFrom; index += 1)
      found.push({kind: 'remove', item: index + 1, before: before[index]})
    for (let index = to + changed; index < keptTo; index += 1)
      found.push({kind: 'add', item: index + 1, after: after[index]})
    ;[from, to] = [keptFrom + 1, keptTo + 1]
  }
  return found
}

/** The positions of the longest common subsequence, in both lists. */
function keptItems(before: readonly unknown[], after: readonly unknown[]): (readonly [number, number])[] {
  const lengths = Array.from({length: before.length + 1}, () => new Array<number>(after.length + 1).fill(0))
  const at = (row: number, column: number) => lengths[row]?.[column] ?? 0
  for (let row = before.length - 1; row >= 0; row -= 1)
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const line = lengths[row]
      if (line === undefined) continue
      line[column] = isSame(before[row], after[column])
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1))
    }
  const kept: (readonly [number, number])[] = []
  for (let [row, column] = [0, 0]; row < before.length && column < after.length; ) {
    if (isSame(before[row], after[column])) kept.push([row++, column++])
    else if (at(row + 1, column) >= at(row, column + 1)) row += 1
    else column += 1
  }
  return kept
}
