import type {Command} from 'commander'

/** The argument that names a run. */
export function declareRun(command: Command): void {
  command.argument('<run>', 'the run, by its id or the beginning of its id; last is the newest')
}
