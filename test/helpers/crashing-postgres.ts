import {existsSync, readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {kill} from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {onTestFinished} from 'vitest'
import type {Cluster} from './postgres.ts'
import {newPostgresFolder} from './postgres-folder.ts'
import {serve, startServer, waitUntilReady} from './postgres-server.ts'

/** A server that one test may crash. */
export interface CrashingCluster extends Cluster {
  /** Ends it without a checkpoint, and starts it again: SIGQUIT is an immediate shutdown. Resolves when it answers. */
  readonly crash: (signal: 'SIGQUIT' | 'SIGKILL') => Promise<void>
}

/** Starts a server of its own, which ends with the test. Only where `hasPostgres` says so. */
export async function startCrashingPostgres(): Promise<CrashingCluster> {
  const folder = newPostgresFolder()
  return crashing(folder, await startServer(folder))
}

/** A server that runs in a folder, which is removed when the test ends. */
export function crashing(
  folder: string,
  port: number,
): CrashingCluster & {readonly end: (signal: NodeJS.Signals) => Promise<void>} {
  const pidFile = join(folder, 'data', 'postmaster.pid')
  const pidOf = () =>
    existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n', 1)[0]) : undefined
  onTestFinished(async () => {
    await end(pidOf(), 'SIGQUIT')
    rmSync(folder, {recursive: true, force: true})
  })
  return {
    port,
    folder,
    end: signal => end(pidOf(), signal),
    async crash(signal) {
      await end(pidOf(), signal)
      // The processes of the killed server notice that it is gone; until then another one refuses to start.
      for (let looks = 0; ; looks++) {
        serve(folder, port)
        await sleep(500)
        if (isAlive(pidOf())) break
        if (looks === 60) throw new Error(readFileSync(join(folder, 'log'), 'utf8'))
      }
      await waitUntilReady(folder, port)
    },
  }
}

async function end(server: number | undefined, signal: NodeJS.Signals): Promise<void> {
  if (server === undefined || !isAlive(server)) return
  kill(server, signal)
  while (isAlive(server)) await sleep(20)
}

function isAlive(server: number | undefined): boolean {
  if (server === undefined) return false
  try {
    return kill(server, 0)
  } catch {
    return false
  }
}
