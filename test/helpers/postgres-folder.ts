import {chownSync, existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {env, kill} from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {postgresUser} from './postgres-programs.ts'

/** Where the tests of one run keep their PostgreSQL server. */
export const FOLDER_VARIABLE = 'MSGR_TEST_POSTGRES'

let folder: string | undefined

/** Makes the folder; the first test that needs a server starts it there. */
export function setup(): void {
  folder = newPostgresFolder()
  env[FOLDER_VARIABLE] = folder
}

/** A folder that belongs to the user that runs the server. */
export function newPostgresFolder(): string {
  // Not in a folder of the tests, which other users may not enter.
  const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
  const made = mkdtempSync(join(parent, 'msgr-postgres-'))
  const user = postgresUser()
  if (user !== undefined) chownSync(made, user.uid, user.gid)
  return made
}

/** Ends the server, if any test has started it. */
export async function teardown(): Promise<void> {
  if (folder === undefined) return
  const pidFile = join(folder, 'data', 'postmaster.pid')
  if (existsSync(pidFile)) {
    kill(Number(readFileSync(pidFile, 'utf8').split('\n', 1)[0]), 'SIGINT')
    for (let looks = 0; existsSync(pidFile) && looks < 200; looks++) await sleep(50)
  }
  rmSync(folder, {recursive: true, force: true})
}
