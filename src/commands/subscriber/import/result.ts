import type {AudienceEnd} from '../../../bulk/audience-import/carry-out.ts'
import {type ExitCode, exitCodes} from '../../../errors.ts'
import type {View} from '../../../terminal/view.ts'
import {count} from '../../shared/wording/run-counts.ts'

/** What an import would do. The keys are a public API. */
export interface AudienceImportPlan {
  readonly rows: number
  readonly invalid: number
  /** What is uploaded of each row, as hashes. */
  readonly schema: readonly string[]
  /** Calls needed to upload the rows. */
  readonly requests: number
  /** The id of the audience, or the name of a new one. */
  readonly audience: string
}

/** How an import ended. The keys are a public API. */
export interface AudienceImport {
  readonly run: string
  readonly state: AudienceEnd['state']
  /** Why it is not done. */
  readonly reason: string | undefined
  readonly audienceId: string | undefined
  /** Whether this call created the audience. */
  readonly created: boolean
  readonly uploaded: number
  /** Rows of the file that were skipped. */
  readonly invalid: number
  /** Rows that the platform could not read. */
  readonly refused: number
  readonly remaining: number
  /** Bounds of how many people were matched; undefined until the platform reported them. */
  readonly matchedAtLeast: number | undefined
  readonly matchedAtMost: number | undefined
  readonly exitCode: ExitCode | undefined
  /** What to type next. */
  readonly next: string | undefined
}

/** Undefined when a signal ended it. */
export function audienceExitCode({state, exitCode, refused}: AudienceImport): ExitCode | undefined {
  if (state === 'interrupted') return undefined
  if (state === 'stopped') return exitCode ?? exitCodes.failed
  return refused > 0 ? exitCodes.partly : exitCodes.done
}

export const audienceView: View<AudienceImport> = (result, style) => {
  const {state, uploaded, refused, remaining, audienceId, created, reason, next} = result
  const {matchedAtLeast, matchedAtMost} = result
  const done = [
    `${count(uploaded)} uploaded`,
    ...(refused > 0 ? [`${count(refused)} that the platform could not read`] : []),
    ...(remaining > 0 ? [`${count(remaining)} to go`] : []),
  ].join(', ')
  const mark = state === 'done' && refused === 0 ? style.good('✔') : style.warn('!')
  const isMatched = matchedAtLeast !== undefined && matchedAtMost !== undefined
  const matching = isMatched
    ? `Matched: ${count(matchedAtLeast)} to ${count(matchedAtMost)} people`
    : 'People are matched within 24 hours; how many is in the event marketing_messages_subscriber_upload_status'
  return [
    `${mark} ${done}${audienceId === undefined ? '' : ` to the ${created ? 'new ' : ''}audience ${audienceId}`}`,
    ...(reason === undefined ? [] : [`${state === 'stopped' ? 'Stopped' : 'Interrupted'}: ${reason}`]),
    ...(state === 'done' ? [style.faint(matching)] : []),
    ...(next === undefined ? [] : [`Continue: ${style.bold(next)}`]),
  ].join('\n')
}

export const planLines = ({
  rows,
  invalid,
  schema,
  requests,
  audience,
}: AudienceImportPlan): readonly string[] => [
  [
    rows === 1 ? '1 row' : `${count(rows)} rows`,
    ...(invalid > 0 ? [`${count(invalid)} invalid ones skipped`] : []),
  ].join('; '),
  `Uploaded as SHA-256: ${schema.join(', ')}, in ${requests === 1 ? '1 call' : `${count(requests)} calls`}`,
  `Audience: ${audience}`,
]

export const planView: View<AudienceImportPlan> = plan => planLines(plan).join('\n')
