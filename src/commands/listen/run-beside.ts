import type {Connection} from '../../config/index.ts'
import type {Context} from '../../context.ts'
import {shellRunning} from '../../system/shell.ts'
import type {Ready} from './session.ts'

export interface BesideParts {
  readonly path: string
  readonly target: Connection['target']
  /** Variables with secrets that the program gets. */
  readonly passed: Readonly<Record<string, string>>
  /** Ends the program. */
  readonly signal: AbortSignal
}

/**
 * Runs a shell command next to the receiver and returns its exit code. Its output goes to stderr, because stdout is
 * for events. It gets the addresses in its environment, and no secrets of msgr except those of `passed`.
 */
export function runBeside(
  {io}: Context,
  command: string,
  {url, publicUrl}: Ready,
  {path, target, passed, signal}: BesideParts,
): Promise<number> {
  const [shell, args] = shellRunning(command)
  const env = {
    ...passed,
    MSGR_WEBHOOK_URL: url,
    MSGR_PUBLIC_URL: publicUrl === undefined ? undefined : `${publicUrl}${path}`,
    ...(target === 'emulator' && {MSGR_EMULATOR: '1'}),
  }
  return io.runProgram(shell, args, env, {outputTo: 'stderr', signal})
}
