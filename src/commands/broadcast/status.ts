import {join} from 'node:path'
import type {Command} from 'commander'
import {findRun, type RunStatus, readStatus, watchStatus} from '../../bulk/runs.ts'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import type {View} from '../../terminal/view.ts'
import {toIso} from '../times.ts'
import {declareRun} from './run-argument.ts'
import {nextCommand, runsFolderOf} from './sending.ts'
import {readServerSide, type ServerSideStatus} from './server-side/manage.ts'
import {declareVia, type ViaOptions} from './server-side/via.ts'

/** How a run stands. The keys are a public API. */
export interface BroadcastStatus {
  readonly run: string
  readonly state: RunStatus['state']
  readonly reason: string | undefined
  readonly total: number
  readonly sent: number
  readonly failed: number
  readonly skipped: number
  readonly inDoubt: number
  /** Above 0 only while it is being sent. */
  readonly inFlight: number
  readonly remaining: number
  readonly pageId: string
  /** ISO 8601. */
  readonly createdAt: string
  /** When the journal grew last, ISO 8601. */
  readonly updatedAt: string | undefined
  readonly next: string | undefined
}

export const json = {usual: 'document', with: {'--watch': 'lines'}} as const

export function declare(command: Command): void {
  declareRun(command)
  command.option('--watch', 'again and again until it is not being sent any more')
  declareVia(command)
}

interface StatusOptions extends ViaOptions {
  readonly watch?: boolean
}

const WATCH_EVERY_MS = 1000

export function run(
  context: Context,
  name: string,
  options: StatusOptions,
): Promise<BroadcastStatus | ServerSideStatus> | AsyncIterable<BroadcastStatus> {
  if (options.watch !== true) return readOnce(context, name, options)
  if (options.via === undefined) return watch(context, name)
  throw new UsageError('--watch follows a run of msgr', {hint: 'Leave out --via or --watch'})
}

async function* watch(context: Context, name: string): AsyncGenerator<BroadcastStatus> {
  const runsFolder = await runsFolderOf(context)
  const folder = join(runsFolder, await findRun(runsFolder, name))
  const {clock, signal} = context
  for await (const status of watchStatus(folder, {clock, signal, everyMs: WATCH_EVERY_MS}))
    yield statusOf(context, status)
}

async function readOnce(
  context: Context,
  name: string,
  options: ViaOptions,
): Promise<BroadcastStatus | ServerSideStatus> {
  if (options.via !== undefined) return readServerSide(context, name, options)
  const runsFolder = await runsFolderOf(context)
  return statusOf(context, await readStatus(join(runsFolder, await findRun(runsFolder, name))))
}

function statusOf(context: Context, {manifest, counts, state, reason, lastAt}: RunStatus): BroadcastStatus {
  const {run, created: createdAt, page} = manifest
  const {total, sent, failed, skipped, inDoubt, inFlight, remaining} = counts
  const next = nextCommand(context, run, {state, isClean: failed === 0 && inDoubt === 0})
  return {
    ...{run, state},
    reason,
    ...{total, sent, failed, skipped, inDoubt, inFlight, remaining, pageId: page.id, createdAt},
    updatedAt: toIso(lastAt),
    next,
  }
}

export const view: View<BroadcastStatus | ServerSideStatus> = status => ({
  columns: ['field', 'value'],
  rows: Object.entries(status).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, value as string | number]],
  ),
})
