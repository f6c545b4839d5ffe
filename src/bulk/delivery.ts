import {setMaxListeners} from 'node:events'
import {exitCodes, InterruptedError} from '../errors.ts'
import {Breaker} from './breaker.ts'
import type {DeliveryOptions, OpenRun} from './delivery-options.ts'
import {type Reason, type RecipientEntry, toReason} from './journal-entry.ts'
import type {MessageDraft} from './manifest.ts'
import type {RunEnd, SendEvent, SendOutcome, Standing} from './outcome.ts'
import {Pace, widthFor} from './pace.ts'
import {type PersonalText, parsePersonalText} from './personal-text.ts'
import {markedRequest} from './plan.ts'
import {type ListedRecipient, readRecipients} from './recipients-file.ts'
import {type RunCounts, settledState} from './run-counts.ts'
import type {RateRequest} from './steering/requests.ts'
import {Workers} from './workers.ts'

/** The run pauses after the platform has asked this many times in a row to slow down. */
const MAX_THROTTLES = 8
/** Maximum number of throttled attempts for one recipient. */
const MAX_TRIES = 10
/** If the platform asks for a longer wait, the run pauses instead. */
const MAX_WAIT_MS = 3_600_000
/** How long to wait for answers after an interruption. */
const GRACE_MS = 15_000

/** The platform's clock is recorded again when it differs by more than this. */
const CLOCK_TOLERANCE_MS = 10_000

/** Sends a run to many recipients at once. For each: journal, request, journal. */
export class Delivery implements Standing {
  readonly #run: OpenRun
  readonly #options: DeliveryOptions
  readonly #pace: Pace
  readonly #text: PersonalText<MessageDraft>
  readonly #notAfter: number
  readonly #breaker: Breaker
  /** Undefined before anything may be sent. */
  #workers: Workers | undefined
  /** Why no new recipient starts. */
  #end: RunEnd | undefined
  #failure: {readonly error: unknown} | undefined
  /** Since when nothing is ready, by the first attempt that showed it; undefined while messages are sent. */
  #notReadyAt: number | undefined
  /** As this process recorded it last. */
  #aheadMs: number | undefined
  /** Aborted when no new recipient may start. */
  readonly #ending = new AbortController()
  /** Aborted when msgr stops waiting for answers, so that such a request does not keep the process alive. */
  readonly #cutOff = new AbortController()

  constructor(run: OpenRun, options: DeliveryOptions) {
    const {notAfter} = run.manifest
    this.#run = run
    this.#options = options
    // Each request in flight adds a listener; Node.js warns of a leak from the eleventh on.
    setMaxListeners(0, this.#cutOff.signal)
    this.#pace = new Pace(options)
    this.#text = parsePersonalText(run.manifest.message)
    this.#breaker = new Breaker(options.breakAfter)
    this.#notAfter = notAfter === undefined ? Number.POSITIVE_INFINITY : Date.parse(notAfter)
  }

  /** Settles when everything that started has ended. */
  async run(): Promise<RunEnd> {
    const {signal, clock} = this.#options
    const {steering} = this.#run
    const over = new AbortController()
    const interrupt = () => {
      this.#stop({state: 'interrupted', reason: 'interrupted', exitCode: exitCodes.interrupted})
      const giveUp = () => this.#cutOff.abort(new InterruptedError())
      void clock.sleep(GRACE_MS, over.signal).then(giveUp, () => {})
    }
    if (signal.aborted) interrupt()
    else signal.addEventListener('abort', interrupt, {once: true})
    const steer = () => steering.end !== undefined && this.#stop(steering.end)
    steer()
    steering.signal.addEventListener('abort', steer, {once: true})
    steering.onRate = request => this.#changeRate(request)
    await this.#open()
    const recipients = this.#recipients()
    this.#workers = new Workers(() => this.#work(recipients))
    this.#grow()
    await this.#workers.ended()
    steering.onRate = undefined
    signal.removeEventListener('abort', interrupt)
    over.abort()
    await recipients.return(undefined)
    if (this.#run.isInSample !== undefined) this.#endSample()
    if (this.#failure !== undefined) throw this.#failure.error
    return this.#close()
  }

  /** Asks whether anything may be sent. */
  async #open(): Promise<void> {
    const {resendInDoubt = false, open} = this.#options
    const {remaining, inDoubt} = this.counts
    if (this.#end !== undefined || remaining + (resendInDoubt ? inDoubt : 0) === 0) return
    try {
      const end = await open?.((ms, reason) => this.#wait(ms, reason), this.#ending.signal)
      if (end !== undefined) this.#stop(end)
    } catch (error) {
      if (!this.#ending.signal.aborted) this.#fail(error)
    }
  }

  /** The recipients to try, in order. */
  async *#recipients(): AsyncGenerator<ListedRecipient, void> {
    const {ledger, folder, isInSample} = this.#run
    const {resendInDoubt = false} = this.#options
    const includes = (line: number) => {
      if (isInSample?.(line) === false) return false
      const state = ledger.stateOf(line)
      return state === 'remaining' || (resendInDoubt && state === 'inDoubt')
    }
    for await (const recipient of readRecipients(folder, includes))
      if (recipient.skip === undefined) yield recipient
  }

  /** As many in flight as there may be; a lower rate leaves them as they are. */
  #grow(): void {
    this.#workers?.growTo(this.#options.width ?? widthFor(this.#pace.rate))
  }

  /** Takes one recipient after the other; `width` of these run at once. */
  async #work(recipients: AsyncGenerator<ListedRecipient, void>): Promise<void> {
    try {
      while (this.#end === undefined) {
        const {value: recipient} = await recipients.next()
        if (recipient === undefined) return
        await this.#deliver(recipient)
      }
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Tries one recipient until it is settled or the run ends. */
  async #deliver(listed: ListedRecipient): Promise<void> {
    const {line} = listed
    const recipient = {...listed, isResend: this.#run.ledger.stateOf(line) === 'inDoubt'}
    for (let tries = 1; ; tries++) {
      if (this.#isLate(recipient) || this.#isLeftOut(recipient)) return
      if (!(await this.#isItsTurn())) return
      if (this.#isLate(recipient)) return
      const at = this.#options.clock.now()
      await this.#commit({event: 'attempt', line, at})
      this.#options.failpoint?.('attempt-synced')
      if (this.#end !== undefined) {
        return this.#giveBack(recipient, {reason: 'the run ended just before'})
      }
      const outcome = await this.#request(recipient)
      this.#options.failpoint?.('answered')
      this.#noteClock()
      if (outcome.kind === 'not-yet') {
        this.#giveBack(recipient, outcome)
        this.#holdUntilReady(outcome, at)
        tries -= 1
        continue
      }
      if (outcome.kind !== 'throttled') return this.#conclude(recipient, outcome)
      if (tries === MAX_TRIES) return this.#settle(recipient, 'failed', tooOften(outcome))
      this.#giveBack(recipient, {...outcome, reason: outcome.reason ?? 'throttled'})
      this.#holdBack(outcome, at)
    }
  }

  /** Records the clock of an answer, before its outcome for the recipient. */
  #noteClock(): void {
    const aheadMs = this.#options.aheadMs?.()
    if (aheadMs === undefined || Math.abs(aheadMs - (this.#aheadMs ?? Infinity)) <= CLOCK_TOLERANCE_MS) return
    this.#aheadMs = aheadMs
    this.#run.journal.append({event: 'clock', at: this.#options.clock.now(), aheadMs})
  }

  async #isItsTurn(): Promise<boolean> {
    try {
      await this.#pace.take(this.#ending.signal)
    } catch (error) {
      if (!this.#ending.signal.aborted) throw error
    }
    return this.#end === undefined
  }

  async #request(recipient: ListedRecipient): Promise<SendOutcome> {
    const whole = markedRequest(this.#run.manifest, this.#text, recipient)
    try {
      return await this.#options.send(whole, this.#cutOff.signal, recipient)
    } catch (error) {
      if (!this.#options.signal.aborted) this.#fail(error)
      return {kind: 'in-doubt', reason: error instanceof Error ? error.message : String(error)}
    }
  }

  #conclude(recipient: Candidate, outcome: Exclude<SendOutcome, {kind: 'throttled' | 'not-yet'}>): void {
    const {line, psid} = recipient
    switch (outcome.kind) {
      case 'sent': {
        const {messageId, usagePercent} = outcome
        this.#breaker.succeeded()
        this.#notReadyAt = undefined
        const restMs = this.#pace.accepted(usagePercent)
        this.#record({event: 'sent', line, at: this.#options.clock.now(), messageId})
        this.#emit({kind: 'sent', line, psid, messageId})
        if (restMs !== undefined) this.#wait(restMs, `${usagePercent} % of the platform's allowance is used`)
        break
      }
      case 'skip':
        this.#settle(recipient, 'skipped', outcome)
        if (outcome.isUnknownPerson === true) this.#pauseIf(this.#breaker.wasUnknown(outcome.reason))
        else this.#breaker.wasKnown()
        break
      case 'fail':
        this.#settle(recipient, 'failed', outcome)
        if (outcome.isUnknownPerson === true) this.#pauseIf(this.#breaker.wasUnknown(outcome.reason))
        else this.#pauseIf(this.#breaker.failed(outcome.reason))
        break
      case 'in-doubt':
        this.#settle(recipient, 'in-doubt', outcome)
        this.#pauseIf(this.#breaker.failed(outcome.reason))
        break
      case 'stop': {
        const {exitCode, isMendable = false, hint} = outcome
        this.#giveBack(recipient, outcome)
        this.#stop({...toReason(outcome, false), state: isMendable ? 'paused' : 'stopped', exitCode, hint})
      }
    }
  }

  #settle(recipient: Candidate, outcome: 'failed' | 'skipped' | 'in-doubt', given: Reason): void {
    const {line, psid, isResend} = recipient
    const kind = isResend ? 'in-doubt' : outcome
    const reason = toReason(given, isResend)
    this.#record({
      event: kind === 'in-doubt' ? 'doubt' : kind,
      line,
      at: this.#options.clock.now(),
      ...reason,
    })
    this.#emit({kind, line, psid, ...reason})
  }

  /** Records that nothing was sent and the recipient is to be tried again, unless an earlier attempt may have arrived. */
  #giveBack({line, isResend}: Candidate, given: Reason): void {
    const event = isResend ? 'doubt' : 'unsent'
    this.#record({event, line, at: this.#options.clock.now(), ...toReason(given, isResend)})
  }

  /** Skips a recipient if it is too late. Returns whether it was. */
  #isLate(recipient: Candidate): boolean {
    const {clock, aheadMs} = this.#options
    const now = clock.now()
    const {until = Number.POSITIVE_INFINITY} = recipient
    // A messaging window closes by the platform's clock.
    const isClosed = now + (aheadMs?.() ?? 0) >= until
    if (!isClosed && now <= this.#notAfter) return false
    const reason = isClosed
      ? 'the messaging window closed'
      : 'the time limit of the run (--not-after) has passed'
    this.#settle(recipient, 'skipped', {reason})
    return true
  }

  /** Skips a recipient whom the channel leaves out by now. Returns whether it does. */
  #isLeftOut(recipient: Candidate): boolean {
    const reason = this.#options.leavesOut?.(recipient)
    if (reason === undefined) return false
    this.#settle(recipient, 'skipped', reason)
    return true
  }

  /** Nothing is sent to anybody for a while: the run waits if it may, and pauses otherwise. */
  #holdUntilReady(outcome: Extract<SendOutcome, {kind: 'not-yet'}>, at: number): void {
    const {clock, aheadMs, mostWaitMs = 0} = this.#options
    const {waitMs, reason} = outcome
    this.#notReadyAt ??= at
    if (clock.now() + waitMs > this.#notReadyAt + mostWaitMs) {
      const readyAt = new Date(clock.now() + (aheadMs?.() ?? 0) + waitMs).toISOString()
      const why = {...outcome, reason: `${reason}; ready at ${readyAt}`}
      this.#stop({...toReason(why, false), state: 'paused', exitCode: exitCodes.limited})
    } else if (this.#pace.throttle(at, waitMs) !== undefined) this.#wait(waitMs, reason)
    this.#run.journal.sync().catch(error => this.#fail(error))
  }

  /**
   * Slows the run down as the platform asks: nothing is sent for a while, and the run pauses after too many
   * such requests.
   */
  #holdBack(
    {reason = 'the rate limit is reached', waitMs, exitCode = exitCodes.limited, ...more}: Throttled,
    at: number,
  ): void {
    const ms = this.#pace.throttle(at, waitMs)
    if (ms === undefined) return
    const isTooMuch = ms > MAX_WAIT_MS || this.#pace.throttles > MAX_THROTTLES
    if (isTooMuch) this.#stop({...toReason({...more, reason}, false), state: 'paused', exitCode})
    else this.#wait(ms, reason)
    this.#run.journal.sync().catch(error => this.#fail(error))
  }

  /** Reports that nothing is sent to anybody for so long, here and to whoever reads the journal. */
  #wait(ms: number, given: string): void {
    const at = this.#options.clock.now()
    const {reason} = toReason({reason: given}, false)
    this.#run.journal.append({event: 'wait', at, until: at + ms, reason})
    this.#emit({kind: 'waiting', ms, reason})
  }

  /** Follows a request of another process, which looks for it in the journal. */
  #changeRate({perSecond, id: request}: RateRequest): void {
    const entry = {event: 'rate', at: this.#options.clock.now(), perSecond, request} as const
    try {
      this.#run.journal.append(entry)
    } catch (error) {
      this.#fail(error)
      return
    }
    this.#pace.rate = perSecond
    this.#grow()
    this.#run.ledger.apply(entry)
    this.#emit({kind: 'rate', perSecond})
  }

  #pauseIf(reason: string | undefined): void {
    if (reason !== undefined) this.#stop({state: 'paused', reason, exitCode: exitCodes.limited})
  }

  #endSample(): void {
    const {samplePercent} = this.#run.manifest
    const reason = `the sample of ${samplePercent} % is sent: check it before you send the rest`
    this.#stop({state: 'paused', reason, exitCode: exitCodes.limited, isSample: true})
  }

  async #close(): Promise<RunEnd> {
    const {journal, ledger} = this.#run
    const at = this.#options.clock.now()
    const {state, exitCode = exitCodes.failed, isSample, isHeld, hint, ...why} = this.#end ?? doneEnd
    this.#options.failpoint?.('before-end')
    const {counts} = ledger
    if (state === 'done' || state === 'failed' || counts.remaining === 0) {
      await journal.commit({event: 'end', at, counts})
      return {state: settledState(counts)}
    }
    const reason = toReason({reason: '', ...why}, false)
    if (state === 'canceled') {
      ledger.apply({event: 'cancel', at, counts})
      await journal.commit({event: 'cancel', at, counts: ledger.counts})
      return {state, ...reason, exitCode}
    }
    const flags = {...(isSample === true && {isSample}), ...(isHeld === true && {isHeld})}
    await journal.commit({event: 'pause', state, ...reason, exitCode, ...flags, at, counts})
    return {state, ...reason, exitCode, hint}
  }

  /** Resolves when the entry is on disk. */
  async #commit(entry: RecipientEntry): Promise<void> {
    this.#run.ledger.apply(entry)
    await this.#run.journal.commit(entry)
  }

  /** Records an entry, which reaches the disk with a later group. */
  #record(entry: RecipientEntry): void {
    this.#run.ledger.apply(entry)
    this.#run.journal.append(entry)
  }

  #stop(end: RunEnd): void {
    this.#end ??= end
    this.#ending.abort()
  }

  #fail(error: unknown): void {
    this.#failure ??= {error}
    this.#stop({state: 'interrupted'})
  }

  #emit(event: SendEvent): void {
    this.#options.onEvent?.(event, this)
  }

  get counts(): RunCounts {
    return this.#run.ledger.counts
  }

  get allowed(): number {
    return this.#pace.allowed
  }
}

const doneEnd: RunEnd = {state: 'done'}

/** A recipient being tried. If an earlier attempt may have arrived, only success settles a later one. */
interface Candidate extends ListedRecipient {
  readonly isResend: boolean
}

type Throttled = Extract<SendOutcome, {kind: 'throttled'}>

function tooOften({reason = 'throttled', code, subcode, traceId}: Throttled): Reason {
  return {reason: `${reason} (${MAX_TRIES} times)`, code, subcode, traceId}
}
