import {spawn} from 'node:child_process'
import type {Environment} from '../config/environment.ts'

/**
 * Reads the number of a program, with a minus before it that of a group, and ends it once standard input ends, which msgr
 * holds.
 */
const script = 'read -r what; read -r _; kill -s TERM -- "$what"; sleep 2; kill -s KILL -- "$what"'

export interface Guard {
  /** What it watches over: a program, or everything in the group that the program leads. */
  readonly watch: (pid: number, options: {readonly isGroup: boolean}) => void
  /** Ends the guard alone. */
  readonly dismiss: () => void
}

/**
 * Watches over a program from another process: when msgr dies, even by SIGKILL, the program ends – with everything that it
 * started, where it leads a group. Start it before the program: one that is killed meanwhile would leave the program behind.
 * To be dismissed once the program has ended. Where there is no `/bin/sh` nothing watches.
 */
export function startGuard(env: Environment): Guard {
  const guard = spawn('/bin/sh', ['-c', script], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl-C at a terminal is not for it.
    detached: true,
  })
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  guard.unref()
  return {
    watch: (pid, {isGroup}) => void guard.stdin.write(`${isGroup ? `-${pid}` : pid}\n`),
    dismiss: () => void guard.kill('SIGKILL'),
  }
}
