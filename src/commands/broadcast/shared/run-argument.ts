import {type Command, Option} from 'commander'
import {type FindRunOptions, findRun} from '../../../bulk/runs.ts'
import type {RunStore, StoredRun} from '../../../bulk/store.ts'
import type {Context} from '../../../context.ts'
import {MsgrError} from '../../../errors.ts'
import {completedArgument} from '../../shared/arguments/completed.ts'
import {runStoreOf} from './run-store.ts'

/** The argument that names a run. */
export function declareRun(command: Command): Command {
  return command.addArgument(
    completedArgument(
      'runs',
      '<run>',
      'the run, by its name, its id or the beginning of its id; last is the newest',
    ),
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

export interface FoundRun {
  readonly run: string
  readonly stored: StoredRun
  /** The store of all runs. */
  readonly store: RunStore
}

/**
 * The run that the argument names; a name that several Pages have is that of the Page of the context.
 * @throws {UsageError} as `findRun`.
 */
export async function findNamedRun(
  context: Context,
  name: string,
  options: Pick<FindRunOptions, 'via' | 'hint'> = {},
): Promise<FoundRun> {
  const store = await runStoreOf(context)
  const run = await findRun(store, name, {...options, place: () => placeIfKnown(context)})
  return {run, stored: store.open(run), store}
}

/** Reports need no token, so the Page may not be known. */
async function placeIfKnown(context: Context) {
  try {
    const {target, pageId} = await context.connection()
    return pageId === undefined ? undefined : {target, page: {id: pageId}}
  } catch (error) {
    if (error instanceof MsgrError) return undefined
    throw error
  }
}
