/** The form of the ids that `toRunId` makes. */
const runId = /^\d{8}-\d{6}-[0-9a-f]{6}$/
const RANDOM_VALUES = 2 ** 24

/**
 * `20261122-081503-7f3a2c`: day and time (UTC), then a random number. It marks each message of the run on the
 * platform, so it must be unique there, also among the runs of other machines.
 */
export function toRunId(nowMs: number, random: number): string {
  const [day = '', time = ''] = new Date(nowMs).toISOString().replaceAll(/[-:]/g, '').split(/[T.]/)
  const tail = Math.floor(random * RANDOM_VALUES)
  return `${day}-${time}-${tail.toString(16).padStart(6, '0')}`
}

export function isRunId(name: string): boolean {
  return runId.test(name)
}
