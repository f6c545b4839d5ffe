import type {OpenRun} from './delivery-options.ts'
import {readRecipients} from './recipients-file.ts'
import {readRunJournal} from './run-journal.ts'
import type {LateOutcome, StoredRun} from './store.ts'

export interface ByEvidence {
  readonly at: number
  /** Only those who got the message: the others would have to be sent to, for which it may be too late. Default false. */
  readonly onlySent?: boolean
}

/**
 * Settles people in doubt of whom it is known what became: those who got the message count as sent, those who did not are tried like
 * the others. It is known by a process that lost the run before its answer came, and by the echo of the message.
 */
export async function settleByEvidence(
  {ledger, journal, stored}: Pick<OpenRun, 'ledger' | 'journal' | 'stored'>,
  {at, onlySent = false}: ByEvidence,
): Promise<void> {
  if (ledger.counts.inDoubt === 0 || stored.evidence === undefined) return
  const isInDoubt = ({line}: LateOutcome) => ledger.stateOf(line) === 'inDoubt'
  const outcomes = (await stored.evidence([...ledger.linesIn('inDoubt')])).filter(isInDoubt)
  const addressees = await addresseesOf(stored, outcomes)
  for (const late of outcomes) {
    if (late.outcome === 'unsent' || !isInDoubt(late)) continue
    const {line, messageId} = late
    // An echo of a message to somebody else proves nothing.
    if (late.outcome === 'echoed' && addressees.get(line) !== late.psid) continue
    const evidence = late.outcome === 'echoed' ? 'echo' : 'answer'
    const entry = {event: 'sent', line, at, messageId, evidence} as const
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

/** Whom the echoed lines are about. */
async function addresseesOf(
  stored: StoredRun,
  outcomes: readonly LateOutcome[],
): Promise<ReadonlyMap<number, string>> {
  const echoed = new Set(outcomes.filter(({outcome}) => outcome === 'echoed').map(({line}) => line))
  const found = new Map<number, string>()
  if (echoed.size === 0) return found
  for await (const {line, psid} of readRecipients(stored, line => echoed.has(line))) found.set(line, psid)
  return found
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
