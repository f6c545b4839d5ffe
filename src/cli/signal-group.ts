import {platform as thisPlatform} from 'node:os'
import type {Environment} from '../config/environment.ts'

export interface SignalOptions {
  /** Default: this system. */
  readonly platform?: NodeJS.Platform
  /** Of the program that ends the others on Windows. Default: that of this process. */
  readonly env?: Environment
}

/**
 * Sends a signal to a program and everything it started; nothing when they are gone already. Windows has neither signals nor
 * groups: there they are ended at once.
 */
export function signalGroup(
  pid: number,
  signal: NodeJS.Signals,
  {platform = thisPlatform(), env = process.env}: SignalOptions = {},
): void {
  if (platform === 'win32') {
    const {PATH, SystemRoot} = env
    // Loaded here alone: every command loads this file, and few end programs.
    const {spawnSync} = process.getBuiltinModule('node:child_process')
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], {stdio: 'ignore', env: {PATH, SystemRoot}})
    return
  }
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // EPERM is what some systems say of a group that is dead and not yet collected.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
