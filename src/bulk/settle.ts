import type {OpenRun} from './delivery-options.ts'
import type {FailpointHit} from './failpoints.ts'
import type {Evidence} from './journal-entry.ts'
import type {MessageTemplate, SendRequest} from './manifest.ts'
import type {Tell} from './outcome.ts'
import {type PersonalText, parsePersonalText} from './personal-text.ts'
import {toRequest} from './plan.ts'
import {type ListedRecipient, readRecipients} from './recipients-file.ts'
import {readRunJournal} from './run-journal.ts'

/** Somebody of whom it is not known whether they got the message, with what they would have got, and when. */
export interface Doubt {
  readonly line: number
  readonly psid: string
  readonly request: SendRequest
  /** Between these moments it was attempted; milliseconds since 1970. */
  readonly firstAt: number
  readonly lastAt: number
}

/** What became of the message to one person, as far as it can be seen. */
export type Finding =
  | {readonly kind: 'found'; readonly messageId: string}
  /** It can be seen that they did not get it. */
  | {readonly kind: 'absent'; readonly reason: string}
  | {readonly kind: 'unclear'; readonly reason: string}

export interface SettleOptions {
  /** Messages of this run that came back: each proves that the person on that line got it. */
  readonly echoes?: AsyncIterable<{readonly line: number; readonly messageId: string}> | undefined
  /** Looks for the message of one person. */
  readonly look: (doubt: Doubt) => Promise<Finding>
  readonly now: () => number
  /** Messages per second once everybody is looked for. */
  readonly rate: number
  readonly signal: AbortSignal
  readonly tell?: Tell | undefined
  readonly failpoint?: FailpointHit | undefined
}

/** Settles everybody in doubt of whom it can be seen whether they got the message: from echoes first, which are exact. */
export async function settleDoubts(run: OpenRun, options: SettleOptions): Promise<void> {
  const {ledger, journal, folder} = run
  const {look, now, rate, signal, tell, failpoint} = options
  if (ledger.counts.inDoubt === 0) return
  const echoed = await readEchoes(run, options)
  const attempts = await readAttempts(run)
  const text = parsePersonalText(run.manifest.message)
  const isInDoubt = (line: number) => ledger.stateOf(line) === 'inDoubt'
  for await (const recipient of readRecipients(folder, isInDoubt)) {
    if (signal.aborted) return
    const {line, psid} = recipient
    const messageId = echoed.get(line)
    const evidence: Evidence = messageId === undefined ? 'conversation' : 'echo'
    const finding: Finding =
      messageId === undefined
        ? await look(toDoubt(recipient, text, attempts.get(line))).catch(unlessAborted(signal))
        : {kind: 'found', messageId}
    if (signal.aborted && finding.kind !== 'found') return
    if (finding.kind === 'found') {
      const entry = {event: 'sent', line, at: now(), messageId: finding.messageId, evidence} as const
      ledger.apply(entry)
      journal.append(entry)
    } else {
      const event = finding.kind === 'absent' ? 'unsent' : 'doubt'
      const entry = {event, line, at: now(), reason: finding.reason} as const
      ledger.apply(entry)
      journal.append(entry)
    }
    failpoint?.('settled')
    const event = {kind: 'settled', line, psid, as: meaning[finding.kind], evidence} as const
    tell?.(event, {counts: ledger.counts, allowed: rate})
  }
  await journal.sync()
}

/** Who was not looked for to the end stays in doubt. */
function unlessAborted(signal: AbortSignal): (error: unknown) => Finding {
  return error => {
    if (signal.aborted) return {kind: 'unclear', reason: 'interrupted'}
    throw error
  }
}

const meaning = {found: 'sent', absent: 'unsent', unclear: 'in-doubt'} as const

async function readEchoes({ledger}: OpenRun, {echoes}: SettleOptions): Promise<Map<number, string>> {
  const found = new Map<number, string>()
  if (echoes === undefined) return found
  for await (const {line, messageId} of echoes) {
    if (ledger.stateOf(line) === 'inDoubt') found.set(line, messageId)
  }
  return found
}

interface Attempted {
  readonly firstAt: number
  lastAt: number
}

/** When those in doubt were attempted: from the attempt that left them in doubt to the last one since. */
async function readAttempts({ledger, folder}: OpenRun): Promise<Map<number, Attempted>> {
  const attempts = new Map<number, Attempted>()
  for await (const entries of readRunJournal(folder)) {
    for (const {entry} of entries) {
      if (!('line' in entry) || ledger.stateOf(entry.line) !== 'inDoubt') continue
      const known = attempts.get(entry.line)
      if (entry.event === 'unsent') attempts.delete(entry.line)
      else if (entry.event === 'attempt' && known !== undefined) known.lastAt = entry.at
      else if (entry.event === 'attempt') attempts.set(entry.line, {firstAt: entry.at, lastAt: entry.at})
    }
  }
  return attempts
}

function toDoubt(
  recipient: ListedRecipient,
  text: PersonalText<MessageTemplate>,
  {firstAt, lastAt}: Attempted = {firstAt: 0, lastAt: Number.MAX_SAFE_INTEGER},
): Doubt {
  return {line: recipient.line, psid: recipient.psid, request: toRequest(text, recipient), firstAt, lastAt}
}
