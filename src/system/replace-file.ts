import {rename} from 'node:fs/promises'
import {platform} from 'node:os'
import {setTimeout as wait} from 'node:timers/promises'

/** What Windows reports while another program, such as a virus scanner, has one of the files open. */
const busyCodes = ['EACCES', 'EBUSY', 'EPERM']

/** The pauses between attempts, in milliseconds: two seconds in all. */
const pausesMs = [10, 20, 50, 100, 200, 500, 1120]

/** Renames a file or folder, over an existing file. On Windows waits up to two seconds for programs that have it open. */
export function replaceFile(from: string, to: string): Promise<void> {
  return whileBusy(() => rename(from, to))
}

/**
 * Tries again what fails on Windows while another program has a file open.
 * @param system default: this one.
 * @throws the last error.
 */
export async function whileBusy<Result>(work: () => Promise<Result>, system = platform()): Promise<Result> {
  for (const pauseMs of system === 'win32' ? pausesMs : []) {
    try {
      return await work()
    } catch (error) {
      if (!busyCodes.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
      await wait(pauseMs)
    }
  }
  return work()
}
