/**
 * How a cost grows between the two largest sizes: 1 when ten times the size costs ten times as much, 2 when a hundred times.
 * @param points at least two, by size
 */
export function exponentOf(points) {
  const [before, last] = points.toSorted((one, other) => one.size - other.size).slice(-2)
  return Math.log(Math.max(last.ms, 1) / Math.max(before.ms, 1)) / Math.log(last.size / before.size)
}
