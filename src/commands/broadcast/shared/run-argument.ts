import type {Command} from 'commander'
import {completedArgument} from '../../shared/arguments/completed.ts'

/** The argument that names a run. */
export function declareRun(command: Command): void {
  command.addArgument(
    completedArgument('runs', '<run>', 'the run, by its id or the beginning of its id; last is the newest'),
  )
}
