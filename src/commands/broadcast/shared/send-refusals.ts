import type {MessageDraft} from '../../../bulk/manifest.ts'
import {type Fault, UsageError} from '../../../errors.ts'

/** Why `send` would not begin, and what makes it begin. */
export interface SendRefusal {
  readonly message: string
  readonly hint: string | undefined
  /** The rows that cannot be used, if they are the reason. */
  readonly faults?: readonly Fault[]
}

/** What decides it besides the plan. */
export interface SendFacts {
  readonly message: MessageDraft
  readonly isForced: boolean
}

/**
 * Why `send` would not begin, beyond the faults of the message and of the list: `plan` shows it, and `send` refuses with it.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/message-tags
 */
export function sendRefusals({message, isForced}: SendFacts): readonly SendRefusal[] {
  if (!isHumanAgent(message) || isForced) return []
  return [
    {
      message: `${humanAgentRule}, not for a broadcast`,
      hint: 'Use an approved utility template (msgr template list), or add --force',
    },
  ]
}

const humanAgentRule =
  'HUMAN_AGENT is for what a human agent writes to one person, within 7 days of their message'

const isHumanAgent = ({tag}: MessageDraft) => typeof tag === 'string' && tag.toUpperCase() === 'HUMAN_AGENT'

/** What deserves a warning although it was forced. */
export const forcedWarnings = ({message, isForced}: SendFacts) =>
  isForced && isHumanAgent(message)
    ? [{path: 'tag', message: `${humanAgentRule}; the platform restricts Pages that use it otherwise`}]
    : []

/** @throws {UsageError} with every reason why the broadcast is not sent. */
export function refuseSend(refusals: readonly SendRefusal[]): void {
  const [first, ...others] = refusals
  if (first === undefined) return
  const message = [first, ...others].map(refusal => refusal.message).join('; ')
  throw new UsageError(message, {hint: refusals.flatMap(({hint}) => hint ?? []).join('. ')})
}
