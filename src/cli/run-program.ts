import {spawn} from 'node:child_process'
import {constants} from 'node:os'

/** What a shell answers for a program that it cannot find. */
const NOT_FOUND = 127

/**
 * Runs a program in the foreground. Signals that this process gets while it runs are the program's to handle: on a
 * terminal it gets Ctrl-C itself, and SIGTERM is passed on to it.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  onFailure: (message: string) => void,
): Promise<number> {
  return new Promise(resolve => {
    const child = spawn(program, args, {stdio: 'inherit', env})
    const passOn = () => void child.kill('SIGTERM')
    process.on('SIGTERM', passOn)
    const done = (code: number) => {
      process.off('SIGTERM', passOn)
      resolve(code)
    }
    child.on('error', error => {
      onFailure(`${program} cannot be started: ${error.message}`)
      done(NOT_FOUND)
    })
    child.on('exit', (code, signal) => done(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}
