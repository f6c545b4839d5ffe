import type {OpenRun} from './delivery-options.ts'
import type {SendEvent} from './outcome.ts'
import {readRecipients} from './recipients-file.ts'
import type {Held} from './store.ts'

interface Doubting extends Pick<OpenRun, 'stored' | 'ledger' | 'journal'> {
  readonly lock: Pick<Held, 'mayLackEntries'>
  readonly at: number
  readonly onDoubt?: (event: SendEvent) => void
}

/**
 * Records as in doubt whoever may have got the message without a result in the journal: each attempt that a process left behind, and
 * everybody who remains if the store may have lost the last entries.
 */
export async function doubtUnsettled({stored, ledger, journal, lock, at, onDoubt}: Doubting): Promise<void> {
  const doubt = (line: number, reason: string) => {
    const entry = {event: 'doubt', line, at, reason} as const
    journal.append(entry)
    ledger.apply(entry)
  }
  for (const line of [...ledger.linesIn('inFlight')]) doubt(line, 'msgr ended before the answer came')
  if (lock.mayLackEntries !== true || ledger.isCanceled) return
  for await (const {line, psid, skip} of readRecipients(
    stored,
    line => ledger.stateOf(line) === 'remaining',
  )) {
    if (skip !== undefined) continue
    const reason = 'the store went over to a replica, which may lack the end of the journal'
    doubt(line, reason)
    onDoubt?.({kind: 'in-doubt', line, psid, reason})
  }
}
