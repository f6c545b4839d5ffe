import {spawnSync} from 'node:child_process'
import {chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {env} from 'node:process'

const MEMORY = '/dev/shm'
const ENOUGH_BYTES = 2 ** 31

let folder: string | undefined

/**
 * Lets the tests write into memory where the machine has a folder for that with enough room and programs in it may run: their
 * thousands of small files cost a third less system time there, and an fsync nothing. A TMPDIR that is set is kept.
 */
export function setup(): void {
  if (env['TMPDIR'] !== undefined) return
  folder = usableFolder()
  if (folder !== undefined) env['TMPDIR'] = folder
}

export function teardown(): void {
  if (folder !== undefined) rmSync(folder, {recursive: true, force: true})
}

/** Undefined where there is no such folder. */
function usableFolder(): string | undefined {
  try {
    const {bavail, bsize} = statfsSync(MEMORY)
    if (bavail * bsize < ENOUGH_BYTES) return undefined
    const candidate = mkdtempSync(join(MEMORY, 'msgr-tests-'))
    if (runsPrograms(candidate)) return candidate
    rmSync(candidate, {recursive: true})
  } catch {
    // Not on this system, or not for this user.
  }
  return undefined
}

function runsPrograms(inFolder: string): boolean {
  const program = join(inFolder, 'program')
  writeFileSync(program, '#!/bin/sh\nexit 0\n')
  chmodSync(program, 0o755)
  const {status} = spawnSync(program)
  rmSync(program)
  return status === 0
}
