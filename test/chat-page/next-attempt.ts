import {expect} from 'vitest'
import type {Emulator} from '../../src/emulator/index.ts'

const MINUTE_MS = 60_000

/**
 * Lets the time pass until what failed is sent again only in minutes. An attempt that the emulator makes by itself, after 1, 5 and 30 s,
 * would bring the event before the button that is tested does.
 */
export async function passFirstAttempts({admin}: Emulator): Promise<void> {
  await admin('POST', 'clock', {advanceMs: MINUTE_MS})
  const waitMs = async () => {
    const {apps} = await admin('GET', 'webhooks')
    const dueMs = Math.min(...apps.flatMap(({retries}) => retries.map(each => each.dueMs)))
    return Number.isFinite(dueMs) ? dueMs - Date.parse((await admin('GET', 'clock')).now) : 0
  }
  await expect.poll(waitMs).toBeGreaterThan(MINUTE_MS)
}
