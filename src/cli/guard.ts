import {type ChildProcess, spawn} from 'node:child_process'
import type {Environment} from '../config/environment.ts'

/** Ends a program, or with a minus before its number a whole group, once its standard input ends, which msgr holds. */
const script = 'read -r _; kill -s TERM -- "$0"; sleep 2; kill -s KILL -- "$0"'

/**
 * Watches over a program from another process: when msgr dies, even by SIGKILL, the program ends – with everything that it
 * started, where it leads a group. To be killed once the program has ended. Where there is no `/bin/sh` nothing watches.
 */
export function startGuard(
  pid: number,
  {isGroup, env}: {readonly isGroup: boolean; readonly env: Environment},
): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', script, isGroup ? `-${pid}` : String(pid)], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl-C at a terminal is not for it.
    detached: true,
  })
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  guard.unref()
  return guard
}
