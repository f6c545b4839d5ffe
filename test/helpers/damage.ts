/** What stands in the place of a value: of every type, and none. */
const others = [
  undefined,
  null,
  {},
  [],
  '',
  'x',
  0,
  -1,
  true,
  '{{a|',
  'y'.repeat(5_000),
  [null],
  [{}],
  {x: {}},
]

/** A JSON value with one value in it taken out, or with another one in its place; undefined when nothing is left. */
export function damage(value: unknown, random: () => number): unknown {
  const top: Record<string, unknown> = {top: structuredClone(value)}
  const places: [object: Record<string, unknown>, key: string][] = []
  const walk = (object: Record<string, unknown>) => {
    for (const [key, each] of Object.entries(object)) {
      places.push([object, key])
      if (typeof each === 'object' && each !== null) walk(each as Record<string, unknown>)
    }
  }
  walk(top)
  const [object, key] = places[Math.floor(random() * places.length)] ?? [top, 'top']
  const other = others[Math.floor(random() * others.length)]
  if (other === undefined && !Array.isArray(object)) delete object[key]
  else object[key] = other
  return top['top']
}
