// Measures servers in turn, and prints ratios.

/**
 * Measures every target in turn in each round, so that other load on the machine affects all of them; the first
 * round warms up. `run(target, round)` returns `{perSecond, p50, p99}`. Prints the medians, and returns a
 * function that gives the median ratio of the first target to another, of `perSecond` or of another result.
 */
export async function compareInTurn({targets, rounds, run, unit, label = ''}) {
  const results = new Map(targets.map(({name}) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const target of targets) {
      const result = await run(target, round)
      if (round > 0) results.get(target.name).push(result)
    }
  }
  for (const [name, all] of results) {
    const [perSecond, p50, p99] = ['perSecond', 'p50', 'p99'].map(key => median(all.map(one => one[key])))
    const speed = Math.round(perSecond).toString().padStart(7)
    process.stdout.write(
      `${label}${name.padEnd(20)}${speed} ${unit}/s   p50 ${p50.toFixed(1)} ms   p99 ${p99.toFixed(1)} ms\n`,
    )
  }
  const first = results.get(targets[0].name)
  return (name, key = 'perSecond') =>
    median(first.map((result, round) => result[key] / results.get(name)[round][key]))
}

export function median(values) {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)]
}
