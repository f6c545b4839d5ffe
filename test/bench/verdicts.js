// Compares figures with their targets.

const results = []

/**
 * Prints a figure with its target, and whether it is met. Without a target, it is only printed. `bound` is 'at
 * least' or 'at most'.
 */
export function judge(what, value, {target, bound = 'at least', detail = ''} = {}) {
  const isMet = target === undefined || (bound === 'at least' ? value >= target : value <= target)
  results.push({what, value, target, bound: target === undefined ? undefined : bound, isMet})
  const judged = target === undefined ? '' : `  ${bound} ${target}  ${isMet ? 'met' : 'MISSED'}`
  process.stdout.write(`${what.padEnd(36)}${value.toFixed(2).padStart(7)}${detail}${judged}\n`)
}

/** Ends a benchmark: exit code 1 if a target was missed. Sends the figures to `bench.js`. */
export function endBenchmark() {
  process.exitCode = results.every(({isMet}) => isMet) ? 0 : 1
  process.send?.(results)
}
