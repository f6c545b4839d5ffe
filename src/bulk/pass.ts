import type {OpenRun} from './delivery-options.ts'
import type {HoursGate} from './hours-gate.ts'
import {type ListedRecipient, readRecipients} from './recipients-file.ts'

/** The recipients to try in one pass through the list, in order. */
export async function* recipientsOfPass(
  {ledger, stored, isInSample}: OpenRun,
  gate: HoursGate,
  {resendInDoubt = false}: {readonly resendInDoubt?: boolean | undefined},
): AsyncGenerator<ListedRecipient, void> {
  const includes = (line: number) => {
    if (isInSample?.(line) === false || gate.wasAdmitted(line)) return false
    const state = ledger.stateOf(line)
    return state === 'remaining' || (resendInDoubt && state === 'inDoubt')
  }
  for await (const recipient of readRecipients(stored, includes)) {
    if (recipient.skip === undefined && gate.admits(recipient)) yield recipient
    if (gate.isPassOver) return
  }
}
