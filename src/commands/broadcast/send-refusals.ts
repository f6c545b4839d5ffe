import type {MessageTemplate} from '../../bulk/manifest.ts'
import type {PlanSummary} from '../../bulk/plan.ts'
import {UsageError} from '../../errors.ts'

/** Why `send` would not begin, and what lets it. */
export interface SendRefusal {
  readonly message: string
  readonly hint: string
}

/** What decides about it beside the plan. */
export interface SendFacts {
  readonly message: MessageTemplate
  /** The file that names the people; undefined when they are looked for. */
  readonly file: string | undefined
  readonly skipsInvalid: boolean
  readonly isForced: boolean
}

/**
 * Why `send` would not begin, beyond the faults of the message: `plan` shows it, and `send` refuses with it.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/message-tags
 */
export function sendRefusals(
  {total, skipped}: Pick<PlanSummary, 'total' | 'skipped'>,
  {message, file, skipsInvalid, isForced}: SendFacts,
): readonly SendRefusal[] {
  const refusals: SendRefusal[] = []
  const {malformed = 0} = skipped
  if (file !== undefined && total === 0)
    refusals.push({
      message: `${file === '-' ? 'Standard input' : file} names nobody`,
      hint: 'Write one id per line, or CSV with a column psid',
    })
  if (malformed > 0 && !skipsInvalid)
    refusals.push({
      message: `${malformed === 1 ? '1 row has' : `${malformed} rows have`} no page-scoped id`,
      hint: 'Mend them, or leave them out: --skip-invalid',
    })
  if (isHumanAgent(message) && !isForced)
    refusals.push({
      message: `${humanAgentRule}, not for a broadcast`,
      hint: 'Use an approved utility template (msgr template list), or add --force',
    })
  return refusals
}

const humanAgentRule =
  'HUMAN_AGENT is for what a human agent writes to one person, within 7 days of their message'

const isHumanAgent = ({tag}: MessageTemplate) =>
  typeof tag === 'string' && tag.toUpperCase() === 'HUMAN_AGENT'

/** What deserves attention although it was forced. */
export const forcedWarnings = ({message, isForced}: SendFacts) =>
  isForced && isHumanAgent(message)
    ? [{path: 'tag', message: `${humanAgentRule}; the platform restricts Pages that use it otherwise`}]
    : []

/** @throws {UsageError} with every reason why it is not sent. */
export function refuseSend(refusals: readonly SendRefusal[]): void {
  const [first, ...others] = refusals
  if (first === undefined) return
  const message = [first, ...others].map(refusal => refusal.message).join('; ')
  throw new UsageError(message, {hint: refusals.map(({hint}) => hint).join('. ')})
}
