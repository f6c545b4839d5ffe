import type {OpenRun} from './delivery-options.ts'
import {readRunJournal} from './run-journal.ts'
import type {LateOutcome, StoredRun} from './store.ts'

export interface ByEvidence {
  readonly at: number
  /** Only those who got the message: the others would have to be sent to, for which it may be too late. Default false. */
  readonly onlySent?: boolean
}

/**
 * Settles people in doubt of whom a process that lost the run knows what became: those who got the message count as sent, those who
 * did not are tried like the others.
 */
export async function settleByEvidence(
  {ledger, journal, stored}: Pick<OpenRun, 'ledger' | 'journal' | 'stored'>,
  {at, onlySent = false}: ByEvidence,
): Promise<void> {
  if (ledger.counts.inDoubt === 0 || stored.evidence === undefined) return
  const isInDoubt = ({line}: LateOutcome) => ledger.stateOf(line) === 'inDoubt'
  const outcomes = (await stored.evidence()).filter(isInDoubt)
  for (const late of outcomes) {
    if (late.outcome !== 'sent' || !isInDoubt(late)) continue
    const {line, messageId} = late
    const entry = {event: 'sent', line, at, messageId, evidence: 'answer'} as const
    journal.append(entry)
    ledger.apply(entry)
  }
  if (onlySent) return
  const unsent = outcomes.filter(late => late.outcome === 'unsent').filter(isInDoubt)
  for (const line of await withoutLaterAttempt(stored, unsent)) {
    const entry = {event: 'unsent', line, at, reason: 'the answer to the attempt came later'} as const
    journal.append(entry)
    ledger.apply(entry)
  }
}

type Unsent = Extract<LateOutcome, {outcome: 'unsent'}>

/** A process knows nothing of the attempts of those that had the run after it. */
async function withoutLaterAttempt(stored: StoredRun, unsent: readonly Unsent[]): Promise<Set<number>> {
  const knownUntil = new Map<number, number>()
  for (const {line, knowsUntil} of unsent)
    knownUntil.set(line, Math.max(knowsUntil, knownUntil.get(line) ?? 0))
  if (knownUntil.size === 0) return new Set()
  for await (const entries of readRunJournal(stored)) {
    for (const {entry, offset} of entries)
      if (entry.event === 'attempt' && offset >= (knownUntil.get(entry.line) ?? Number.POSITIVE_INFINITY))
        knownUntil.delete(entry.line)
  }
  return new Set(knownUntil.keys())
}
