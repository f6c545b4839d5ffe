import {type Command, Option} from 'commander'
import {completedArgument} from '../../shared/arguments/completed.ts'

/** The argument that names a run. */
export function declareRun(command: Command): Command {
  return command.addArgument(
    completedArgument('runs', '<run>', 'the run, by its id or the beginning of its id; last is the newest'),
  )
}

export interface RunViaFlag {
  readonly via?: 'marketing'
}

/** Narrows the runs that the argument can name. */
export const declareRunVia = (command: Command): Command =>
  command.addOption(
    new Option('--via <api>', 'marketing: only runs of marketing messages').choices(['marketing']),
  )
