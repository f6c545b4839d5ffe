import type {FailpointHit} from './failpoints.ts'
import {FrozenList} from './frozen-list.ts'
import {type Manifest, type RunIdentity, SCHEMA_VERSION} from './manifest.ts'
import {type PlannedRecipient, type PlanOptions, type PlanSummary, planRecipients} from './plan.ts'
import type {RecipientRow} from './recipient-rows.ts'
import type {NewRun, RunStore, StoredRun} from './store.ts'

export interface DraftOptions extends Omit<PlanOptions, 'write'>, NewRun {
  readonly store: RunStore
  readonly target: Manifest['target']
  readonly page: Manifest['page']
  readonly channel?: Manifest['channel']
  /** Gives the identity of a run with a name, once all people are read. */
  readonly identity?: (() => RunIdentity) | undefined
  readonly retryOf?: string | undefined
  /** Receives each line of the frozen list, in order. */
  readonly onRecipient?: ((recipient: PlannedRecipient) => void) | undefined
  /** Messages per second. */
  readonly rate: number
  /** Nothing is sent after this moment, in milliseconds since 1970. */
  readonly notAfterMs?: number | undefined
  readonly schedule?: Manifest['schedule']
  readonly isDetached?: boolean | undefined
  /** The run pauses once after this percentage of the people, so that somebody can check it. */
  readonly samplePercent?: number | undefined
  readonly failpoint?: FailpointHit | undefined
}

/** A run that is written, but cannot be sent until it is frozen. Call either `freeze` or `discard`. */
export interface Draft {
  readonly run: string
  readonly summary: PlanSummary
  /** Makes it a run. */
  readonly freeze: () => Promise<StoredRun>
  readonly discard: () => Promise<void>
}

/**
 * Plans a run and writes it under a temporary name, so that a run exists completely or not at all.
 * @throws {InvalidInputError} as `planRecipients`; nothing is left behind.
 */
export async function draftRun(rows: AsyncIterable<RecipientRow>, options: DraftOptions): Promise<Draft> {
  const {message, nowMs, notAfterMs, onRecipient, retryOf} = options
  const draft = await options.store.draft(options)
  const {run, discard} = draft
  try {
    const list = new FrozenList<PlannedRecipient>(draft.addToList)
    const write = (recipient: PlannedRecipient) => {
      onRecipient?.(recipient)
      return list.add(recipient)
    }
    const summary = await planRecipients(rows, {...options, write})
    const hash = await list.finish()
    // What is undefined is not written.
    const manifest: Manifest = {
      schemaVersion: SCHEMA_VERSION,
      run,
      sequence: await draft.sequence(),
      created: new Date(nowMs).toISOString(),
      identity: options.identity?.(),
      retryOf,
      target: options.target,
      channel: options.channel,
      page: options.page,
      message,
      recipients: {total: summary.total, hash},
      skipped: summary.skipped,
      columns: summary.columns.length > 0 ? summary.columns : undefined,
      rate: options.rate,
      samplePercent: options.samplePercent,
      notAfter: notAfterMs === undefined ? undefined : new Date(notAfterMs).toISOString(),
      schedule: options.schedule,
      isDetached: options.isDetached === true ? true : undefined,
    }
    await draft.finish(`${JSON.stringify(manifest, null, 2)}\n`)
    return {run, summary, discard, freeze: () => draft.freeze(options.failpoint)}
  } catch (error) {
    await discard()
    throw error
  }
}
