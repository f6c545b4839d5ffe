import {platform} from 'node:os'
import type {Connection} from '../../config/index.ts'
import type {Context} from '../../context.ts'
import type {Ready} from './session.ts'

export interface BesideParts {
  readonly path: string
  readonly target: Connection['target']
  /** Variables with secrets that the program was promised. */
  readonly passed: Readonly<Record<string, string>>
  /** Ends the program. */
  readonly signal: AbortSignal
}

/**
 * Runs a shell command beside the receiver and returns its exit code. What it prints goes to stderr, since events are what
 * stdout is for. It finds addresses in its environment, and no secret of msgr but those it was promised.
 */
export function runBeside(
  {io}: Context,
  command: string,
  {url, publicUrl}: Ready,
  {path, target, passed, signal}: BesideParts,
): Promise<number> {
  const [shell, args] =
    platform() === 'win32' ? ['cmd.exe', ['/d', '/s', '/c', command]] : ['sh', ['-c', command]]
  const env = {
    ...passed,
    MSGR_WEBHOOK_URL: url,
    MSGR_PUBLIC_URL: publicUrl === undefined ? undefined : `${publicUrl}${path}`,
    ...(target === 'emulator' && {MSGR_EMULATOR: '1'}),
  }
  return io.runProgram(shell, args, env, {outputTo: 'stderr', signal})
}
