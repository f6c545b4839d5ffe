import {availableParallelism, loadavg} from 'node:os'
import {env} from 'node:process'

/**
 * By what every deadline of the tests is multiplied: MSGR_TEST_PATIENCE. Deadlines are for a machine that does nothing
 * else, and only what hangs meets one; so the default is generous, 4, and up to 12 where others compute already.
 */
export const patience: number = Number(env['MSGR_TEST_PATIENCE']) || measured()

/** A deadline, in ms, for this machine. */
export const patiently = (ms: number): number => ms * patience

function measured(): number {
  const [lastMinute = 0] = loadavg()
  return Math.ceil(Math.min(12, Math.max(4, (2 * lastMinute) / availableParallelism())))
}
