import process from 'node:process'

/** An input that a stranger can make long, and what msgr does with it. */
export interface Attack {
  readonly name: string
  /** Makes the input; this is not measured. */
  readonly make: (size: number) => unknown
  readonly run: (given: never) => unknown
}

export interface Growth {
  readonly name: string
  /** The first of three sizes: the others are two and four times as large. */
  readonly size: number
  /** CPU time for each, in milliseconds. */
  readonly times: readonly number[]
  /** 1: twice the length takes twice the time. */
  readonly exponent: number
  readonly isWithin: boolean
}

/** Well above what garbage collection or a busy machine makes of 1, and below 2. */
const MOST = 1.6
/** Shorter times are mostly noise. */
const LEAST_MS = 60
const LARGEST = 4_000_000
const TRIES = 3

/**
 * Measures how the CPU time of an attack grows, at sizes that take long enough to measure; twice where it seems
 * to grow too fast, because of garbage collection.
 */
export async function growthOf(attack: Attack): Promise<Growth> {
  const first = await measure(attack)
  if (first.isWithin) return first
  const second = await measure(attack)
  return second.exponent < first.exponent ? second : first
}

async function measure({name, make, run}: Attack): Promise<Growth> {
  let size = 1000
  while (size < LARGEST && (await bestOf(2, () => make(size), run)) < LEAST_MS) size *= 2
  const times: number[] = []
  for (const factor of [1, 2, 4]) times.push(await bestOf(TRIES, () => make(size * factor), run))
  const [once = 0, , fourTimes = 0] = times
  const exponent = Math.log2(Math.max(fourTimes, 0.1) / Math.max(once, 0.1)) / 2
  // If four million characters are not slow, it is not an attack.
  const isWithin = exponent <= MOST || fourTimes < LEAST_MS
  return {name, size, times, exponent, isWithin}
}

async function bestOf(tries: number, make: () => unknown, run: Attack['run']): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let number = 0; number < tries; number++) {
    const given = make()
    const begin = process.cpuUsage()
    await run(given as never)
    const {user, system} = process.cpuUsage(begin)
    best = Math.min(best, (user + system) / 1000)
  }
  return best
}

const NAME_WIDTH = 40

export function growthLine({name, size, times, exponent, isWithin}: Growth): string {
  const took = times.map(ms => `${ms.toFixed(0)} ms`.padStart(9)).join('')
  return `${isWithin ? '✔' : '✖'} ${name.padEnd(NAME_WIDTH)}${String(size).padStart(8)}${took}   n^${exponent.toFixed(2)}`
}
