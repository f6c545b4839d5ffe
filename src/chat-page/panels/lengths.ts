const units = [
  {ms: 86_400_000, name: 'd'},
  {ms: 3_600_000, name: 'h'},
  {ms: 60_000, name: 'min'},
  {ms: 1_000, name: 's'},
] as const

/** A length of time in its two largest units: `3 s`, `4 min 30 s`, `2 d 1 h`. */
export function lengthText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000)) * 1000
  const first = units.findIndex(unit => seconds >= unit.ms)
  if (first < 0) return '0 s'
  const parts = units.slice(first, first + 2).map((unit, index) => {
    const rest = index === 0 ? seconds : seconds % (units[first]?.ms ?? 1)
    return {count: Math.floor(rest / unit.ms), name: unit.name}
  })
  return parts
    .filter(({count}) => count > 0)
    .map(({count, name}) => `${count} ${name}`)
    .join(' ')
}
