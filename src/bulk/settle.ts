import type {OpenRun} from './delivery-options.ts'
import type {EchoOfRun} from './echoes.ts'
import type {FailpointHit} from './failpoints.ts'
import type {Evidence} from './journal-entry.ts'
import type {MessageDraft, SendRequest} from './manifest.ts'
import type {OnSendEvent} from './outcome.ts'
import {type PersonalText, parsePersonalText} from './personal-text.ts'
import {toRequest} from './plan.ts'
import {type ListedRecipient, readRecipients} from './recipients-file.ts'
import {readRunJournal} from './run-journal.ts'

/** A person who may or may not have got the message, with the message and the times of the attempts. */
export interface Doubt {
  readonly line: number
  readonly psid: string
  /** The subscription token of a marketing message. */
  readonly token?: string | undefined
  readonly request: SendRequest
  /** The attempts were between these times, by the clock of the machine that made them; milliseconds since 1970. */
  readonly firstAt: number
  readonly lastAt: number
  /** The same by the platform's clock; undefined if that clock was not known. */
  readonly within: TimeSpan | undefined
}

/** In milliseconds since 1970. */
export interface TimeSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** What happened to the message to one person, as far as can be seen. */
export type Finding =
  | {readonly kind: 'found'; readonly messageId: string}
  /** They certainly did not get it. */
  | {readonly kind: 'absent'; readonly reason: string}
  | {readonly kind: 'unclear'; readonly reason: string}

export interface SettleOptions {
  /** Finds echoes of this run's messages: each proves that the person on that line got it. */
  readonly echoes?: ((doubts: readonly Doubt[]) => AsyncIterable<EchoOfRun>) | undefined
  /** Looks for the message of one person. */
  readonly look: (doubt: Doubt) => Promise<Finding>
  readonly now: () => number
  /** Messages per second after everybody was looked for. */
  readonly rate: number
  readonly signal: AbortSignal
  readonly onEvent?: OnSendEvent | undefined
  readonly failpoint?: FailpointHit | undefined
}

/**
 * Settles everybody in doubt, where msgr can find out whether they got the message: first from echoes, which are exact. Returns whether
 * everybody was looked for: false when the signal came first.
 */
export async function settleDoubts(run: OpenRun, options: SettleOptions): Promise<boolean> {
  const {ledger, journal, stored} = run
  const {look, echoes, now, rate, signal, onEvent, failpoint} = options
  if (ledger.counts.inDoubt === 0) return true
  // The start of this process is read too.
  await journal.sync()
  const attempts = await readAttempts(run)
  // Of attempts that the store has lost nothing is known but that they came after the plan.
  const unknown = {
    firstAt: Date.parse(run.manifest.created),
    lastAt: Number.MAX_SAFE_INTEGER,
    within: undefined,
  }
  const text = parsePersonalText(run.manifest.message)
  const isInDoubt = (line: number) => ledger.stateOf(line) === 'inDoubt'
  const doubts: Doubt[] = []
  for await (const recipient of readRecipients(stored, isInDoubt))
    doubts.push(toDoubt(recipient, text, attempts.get(recipient.line) ?? unknown))
  const echoed = new Map<number, string>()
  for await (const {line, messageId} of echoes?.(doubts) ?? []) echoed.set(line, messageId)
  for (const doubt of doubts) {
    if (signal.aborted) return false
    const {line, psid} = doubt
    const messageId = echoed.get(line)
    const evidence: Evidence = messageId === undefined ? 'conversation' : 'echo'
    const finding: Finding | undefined =
      messageId === undefined ? await look(doubt).catch(unlessAborted(signal)) : {kind: 'found', messageId}
    if (finding === undefined || (signal.aborted && finding.kind !== 'found')) return false
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
    onEvent?.(event, {counts: ledger.counts, allowed: rate})
  }
  await journal.sync()
  return true
}

/** If the search was aborted, it finds nothing. */
function unlessAborted(signal: AbortSignal): (error: unknown) => undefined {
  return error => {
    if (!signal.aborted) throw error
  }
}

const meaning = {found: 'sent', absent: 'unsent', unclear: 'in-doubt'} as const

/** The attempts of one person that may have arrived. */
interface Attempted {
  readonly firstAt: number
  lastAt: number
  /** By the platform's clock, as long as it is known for every attempt. */
  within: TimeSpan | undefined
}

/**
 * When those in doubt were attempted: from the attempt that left them in doubt to the last one since. The
 * platform's clock is known where the same process got an answer afterwards, which would also show a jump of its
 * own clock. All of these processes have ended, because the journal also has the start of this one.
 */
async function readAttempts({ledger, stored}: OpenRun): Promise<Map<number, Attempted>> {
  const attempts = new Map<number, Attempted>()
  /** The attempts of the last process that no answer has dated yet. */
  let open: {readonly attempted: Attempted; readonly at: number}[] = []
  let aheadMs: number | undefined
  const close = (aheads: readonly number[]) => {
    for (const {attempted, at} of open) attempted.within = reaching(attempted.within, at, aheads)
    open = []
  }
  for await (const entries of readRunJournal(stored)) {
    for (const {entry} of entries) {
      if (entry.event === 'start') {
        close([])
        aheadMs = undefined
      } else if (entry.event === 'clock') {
        close(aheadMs === undefined ? [entry.aheadMs] : [aheadMs, entry.aheadMs])
        aheadMs = entry.aheadMs
      } else if (entry.event === 'sent' && entry.evidence === undefined && aheadMs !== undefined) {
        close([aheadMs])
      }
      if (!('line' in entry) || ledger.stateOf(entry.line) !== 'inDoubt') continue
      const known = attempts.get(entry.line)
      if (entry.event === 'unsent') attempts.delete(entry.line)
      if (entry.event !== 'attempt') continue
      const {line, at} = entry
      const attempted = known ?? {firstAt: at, lastAt: at, within: {fromMs: Infinity, toMs: -Infinity}}
      attempted.lastAt = at
      attempts.set(line, attempted)
      open.push({attempted, at})
    }
  }
  return attempts
}

/** Extends a span to include an attempt; undefined when the time of the attempt is unknown. */
function reaching(span: TimeSpan | undefined, at: number, aheads: readonly number[]): TimeSpan | undefined {
  if (span === undefined || aheads.length === 0) return undefined
  const times = aheads.map(aheadMs => at + aheadMs)
  return {fromMs: Math.min(span.fromMs, ...times), toMs: Math.max(span.toMs, ...times)}
}

function toDoubt(
  recipient: ListedRecipient,
  text: PersonalText<MessageDraft>,
  {firstAt, lastAt, within}: Attempted,
): Doubt {
  const {line, psid, token} = recipient
  return {line, psid, token, request: toRequest(text, recipient), firstAt, lastAt, within}
}
