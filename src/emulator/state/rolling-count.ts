/** How often something happened over the last hours: plain data, as many numbers as the window has steps. */
export interface RollingCount {
  total: number
  /** Number of the step, and how often in it; oldest first. */
  readonly steps: [step: number, count: number][]
}

/** A window is looked at in so many steps; what is older than it leaves step by step. */
const STEPS = 144

/** Adds one, and drops counts older than the window. Returns the count in the window. */
export function countOnce(rolling: RollingCount, windowMs: number, nowMs: number): number {
  const step = forgetOld(rolling, windowMs, nowMs)
  const last = rolling.steps.at(-1)
  if (last !== undefined && last[0] >= step) last[1] += 1
  else rolling.steps.push([step, 1])
  rolling.total += 1
  return rolling.total
}

/** How often it happened in the window that ends now. */
export function countIn(rolling: RollingCount, windowMs: number, nowMs: number): number {
  forgetOld(rolling, windowMs, nowMs)
  return rolling.total
}

/** How long it takes until no more than so many are in the window, in ms. */
export function untilAtMost(most: number, rolling: RollingCount, windowMs: number, nowMs: number): number {
  let left = rolling.total
  for (const [step, count] of rolling.steps) {
    if (left <= most) break
    left -= count
    if (left <= most) return Math.max(0, ((step + STEPS + 1) * windowMs) / STEPS - nowMs)
  }
  return left <= most ? 0 : windowMs
}

/** Returns the number of the current step. */
function forgetOld(rolling: RollingCount, windowMs: number, nowMs: number): number {
  const step = Math.floor((nowMs * STEPS) / windowMs)
  for (
    let oldest = rolling.steps[0];
    oldest !== undefined && oldest[0] < step - STEPS;
    oldest = rolling.steps[0]
  ) {
    rolling.total -= oldest[1]
    rolling.steps.shift()
  }
  return step
}
