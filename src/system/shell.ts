import {platform} from 'node:os'

/** The program and the arguments that run a command as the shell of this machine does. */
export const shellRunning = (command: string): readonly [program: string, args: readonly string[]] =>
  platform() === 'win32' ? ['cmd.exe', ['/d', '/s', '/c', command]] : ['sh', ['-c', command]]
