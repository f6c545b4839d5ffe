import {onTestFinished} from 'vitest'
import {processOutside} from '../../src/cli/process.ts'
import {type Place, type Running, type RunOptions, worldAt} from './world.ts'

/** Where runs take place; their clock is that of the machine. */
type Somewhere = Pick<Place, 'folder' | 'home'>

/**
 * Starts msgr in this process as if it were one of its own: by the clock of the machine, with the programs of the PATH and
 * no settings but those given. Interrupted when the test ends. A process of its own costs half a second of computing, and is
 * for what only a process has: SIGKILL, an exit code, pipes, a terminal.
 */
export function startHere(
  {folder, home}: Somewhere,
  args: readonly string[],
  {env, ...options}: RunOptions = {},
): Running {
  const {clock} = processOutside()
  const world = worldAt({folder, home, clock}, {PATH: process.env['PATH'] ?? ''})
  const running = world.start(args, {...options, ...(env !== undefined && {env})})
  onTestFinished(async () => {
    running.send('SIGTERM')
    await running.ended
  })
  return running
}
