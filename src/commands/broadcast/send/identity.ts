import {isDeepStrictEqual} from 'node:util'
import type {Manifest, MessageDraft, RunIdentity} from '../../../bulk/manifest.ts'
import {PeopleDigest} from '../../../bulk/people-digest.ts'
import type {RecipientRow} from '../../../bulk/recipient-rows.ts'
import {claimName, isPlace, parseRunName, runsNamed} from '../../../bulk/run-name.ts'
import {readStatus} from '../../../bulk/runs.ts'
import type {NamePlace} from '../../../bulk/store.ts'
import type {Context} from '../../../context.ts'
import {exitCodes, UsageError} from '../../../errors.ts'
import {pageOf} from '../../shared/arguments/run-page.ts'
import {count} from '../../shared/wording/run-counts.ts'
import type {HoursFlags} from '../shared/hours-flags.ts'
import type {PlanningOptions} from '../shared/planning.ts'
import {runStoreOf} from '../shared/run-store.ts'
import {carryOut, endStateOf, handOver, type SendResult, standingOf, toResult} from '../shared/send-run.ts'

/** A name that is reserved for this process, from before the people are read until `release`. */
export interface OpenIdentity {
  /** The run that has the name already. */
  readonly run: string | undefined
  /** The columns that the message uses, once it is read. */
  readonly usesColumns: (names: readonly string[]) => void
  readonly onListed: (row: RecipientRow) => void
  readonly onExcluded: (row: RecipientRow) => void
  /** What the name stands for this time, when all people are read. */
  readonly identity: () => RunIdentity
  readonly release: () => Promise<void>
}

/**
 * Reserves the name of `--name`, and finds the run that has it.
 * @throws {UsageError} if it cannot be a name, {MsgrError} if another process is planning a run with it.
 */
export async function openIdentity(
  context: Context,
  given: string,
  options: PlanningOptions,
): Promise<OpenIdentity> {
  const name = parseRunName(given)
  const [store, page, {target}] = await Promise.all([
    runStoreOf(context),
    pageOf(context),
    context.connection(),
  ])
  const place: NamePlace = {page, target}
  const lock = await claimName(store, name, place)
  try {
    const found = (await runsNamed(store, name)).find(run => isPlace(run, place))
    let people = new PeopleDigest()
    const excluded = new PeopleDigest()
    return {
      run: found?.run,
      usesColumns: names => {
        people = new PeopleDigest(names)
      },
      onListed: row => people.add(row),
      onExcluded: row => excluded.add(row),
      identity: () => ({
        name,
        selection: selectionOf(options),
        ...(options.to !== undefined && {people: people.value}),
        ...(options.notTo !== undefined && {excluded: excluded.value}),
      }),
      release: lock.release,
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

const selectionOf = ({to, label, notLabel, activeWithin, all, via, campaign, notInRun}: PlanningOptions) =>
  JSON.stringify({file: to !== undefined, label, notLabel, activeWithin, all, via, campaign, notInRun})

interface Again {
  readonly message: MessageDraft
  readonly identity: RunIdentity
  readonly width: number | undefined
  /** Messages per second, if `--rate` was given. */
  readonly rate: number | undefined
  readonly mostWaitMs: number | undefined
  /** Whether it is left to a process that sends what is due. */
  readonly isDetached: boolean
  readonly hours: HoursFlags
}

/**
 * Starts a run with a name once more: continues it, or repeats its result if it is over. If somebody paused it, it stays paused.
 * @throws {UsageError} if the name stands for another message or other people, or the run was canceled.
 */
export async function startAgain(
  context: Context,
  run: string,
  {message, identity, isDetached, hours, ...options}: Again,
): Promise<SendResult> {
  const stored = (await runStoreOf(context)).open(run)
  const manifest = await stored.manifest()
  const {state, counts, reason, isHeld} = await readStatus(stored)
  const {name} = identity
  const other = differenceOf(manifest, {message, identity, isOver: counts.remaining === 0})
  if (other !== undefined)
    throw new UsageError(`${name} was planned ${other}`, {
      hint: `Give this broadcast another name. To see what was sent: msgr broadcast status ${name}`,
    })
  if (state === 'canceled')
    throw new UsageError(`${name} was canceled`, {hint: 'Give this broadcast another name'})
  if (state === 'done' || state === 'failed') {
    context.io.note(`${name} was sent before; nobody gets it again`)
    return toResult(context, manifest, {state, counts})
  }
  if (context.globals.dryRun)
    return toResult(context, manifest, {
      state: state === 'running' ? 'interrupted' : endStateOf({state}),
      counts,
      ...(reason !== undefined && {reason}),
    })
  if (isHeld && reason !== undefined)
    return toResult(context, manifest, {state: 'paused', reason, exitCode: exitCodes.limited, counts})
  if (hours.between !== undefined && hours.between !== manifest.schedule?.between)
    context.io.note(
      `${name} keeps the hours it was planned with; to change them: msgr broadcast resume ${name} --between ${JSON.stringify(hours.between)}`,
    )
  if (isDetached) {
    if (state === 'interrupted' || state === 'planned') await handOver(context, stored)
    return standingOf(context, run)
  }
  context.io.note(
    `Continuing ${name}: ${count(counts.total - counts.remaining)} of ${count(counts.total)} done`,
  )
  return carryOut(context, run, options)
}

/** How a run differs from what its name stands for now. */
function differenceOf(
  {message: planned, identity: known}: Manifest,
  {message, identity, isOver}: Pick<Again, 'message' | 'identity'> & {readonly isOver: boolean},
): string | undefined {
  if (!isDeepStrictEqual(planned, JSON.parse(JSON.stringify(message)))) return 'with another message'
  if (known?.selection !== identity.selection) return 'with other flags for the people'
  if (known.people !== identity.people) return 'for other people, or with other texts for them'
  // Whoever was put there since must get nothing more; when nobody is left, it does not matter.
  if (!isOver && known.excluded !== identity.excluded) return 'with other people in --not-to'
  return undefined
}
