import type {ImportEnd} from '../../../bulk/label-import/carry-out.ts'
import {type ExitCode, exitCodes} from '../../../errors.ts'
import type {Style, View} from '../../../terminal/view.ts'
import {count} from '../../shared/wording/run-counts.ts'

/** How an import ended. The keys are a public API. */
export interface LabelImport {
  readonly run: string
  readonly state: ImportEnd['state']
  /** Why it is not done. */
  readonly reason: string | undefined
  /** The labels created. */
  readonly created: readonly string[]
  readonly assigned: number
  readonly unassigned: number
  /** Changes that the platform refused. */
  readonly refused: number
  readonly remaining: number
  /** The first refusals; `--rejects` saves all. */
  readonly refusals: readonly {readonly psid: string; readonly label: string; readonly reason: string}[]
  readonly exitCode: ExitCode | undefined
  /** What to type next. */
  readonly next: string | undefined
}

/** Undefined when a signal ended it. */
export function importExitCode({
  state,
  exitCode,
  refused,
}: Pick<LabelImport, 'state' | 'exitCode' | 'refused'>): ExitCode | undefined {
  if (state === 'interrupted') return undefined
  if (state === 'stopped') return exitCode ?? exitCodes.failed
  return refused > 0 ? exitCodes.partly : exitCodes.done
}

export const importView: View<LabelImport> = (result, style) => {
  const {state, created, assigned, unassigned, refused, remaining} = result
  const done = [
    `${count(assigned)} assigned`,
    ...(unassigned > 0 ? [`${count(unassigned)} removed`] : []),
    ...(created.length > 0
      ? [`${count(created.length)} ${created.length === 1 ? 'label' : 'labels'} created`]
      : []),
    ...(refused > 0 ? [`${count(refused)} refused`] : []),
    ...(remaining > 0 ? [`${count(remaining)} to go`] : []),
  ].join(', ')
  const isClean = state === 'done' && refused === 0
  return [`${isClean ? style.good('✔') : style.warn('!')} ${done}`, ...importRemainder(result, style)].join(
    '\n',
  )
}

/** The lines after the first of a result: the refusals, why it ended early, and how to resume. */
export function importRemainder(
  {state, reason, refused, refusals, next}: Omit<LabelImport, 'created'>,
  {bold}: Style,
): readonly string[] {
  const unlisted = refused - refusals.length
  return [
    ...refusals.map(({psid, label, reason: why}) => `  ${psid} ${label}: ${why}`),
    ...(unlisted > 0 ? [`  and ${count(unlisted)} more; --rejects FILE saves all`] : []),
    ...(reason === undefined ? [] : [`${state.charAt(0).toUpperCase()}${state.slice(1)}: ${reason}`]),
    ...(next === undefined ? [] : [`Continue: ${bold(next)}`]),
  ]
}
