import {setMaxListeners} from 'node:events'
import {exitCodes, InterruptedError} from '../errors.ts'
import {Breaker} from './breaker.ts'
import type {DeliveryOptions, OpenRun} from './delivery-options.ts'
import {type Reason, type RecipientEntry, settledState, toReason} from './journal-entry.ts'
import type {RunCounts} from './ledger.ts'
import type {MessageDraft} from './manifest.ts'
import type {RunEnd, SendEvent, SendOutcome, Standing} from './outcome.ts'
import {Pace} from './pace.ts'
import {type PersonalText, parsePersonalText} from './personal-text.ts'
import {toRequest} from './plan.ts'
import {type ListedRecipient, readRecipients} from './recipients-file.ts'

/** So often in a row the platform may say to slow down before the run is paused. */
const MAX_THROTTLES = 8
/** So often one recipient alone may be told so. */
const MAX_TRIES = 10
/** A run that is told to wait for longer is paused instead. */
const MAX_WAIT_MS = 3_600_000
/** How long answers are waited for once the run is interrupted. */
const GRACE_MS = 15_000

/** The clock of the platform is written down again when it differs by so much. */
const CLOCK_TOLERANCE_MS = 10_000

/** Makes the requests of a run: journal, request, journal, for many recipients at once. */
export class Delivery implements Standing {
  readonly #run: OpenRun
  readonly #options: DeliveryOptions
  readonly #pace: Pace
  readonly #text: PersonalText<MessageDraft>
  readonly #notAfter: number
  readonly #breaker: Breaker
  /** Why nobody new begins. */
  #end: RunEnd | undefined
  #failure: {readonly error: unknown} | undefined
  /** As it was written down last by this process. */
  #aheadMs: number | undefined
  /** Aborted when nobody new begins. */
  readonly #ending = new AbortController()
  /** Aborted when answers are not waited for any longer: such a request must not hold the process. */
  readonly #cutOff = new AbortController()

  constructor(run: OpenRun, options: DeliveryOptions) {
    const {notAfter} = run.manifest
    this.#run = run
    this.#options = options
    // As many listen as requests are in flight; Node.js warns of a leak from the eleventh on.
    setMaxListeners(0, this.#cutOff.signal)
    this.#pace = new Pace(options)
    this.#text = parsePersonalText(run.manifest.message)
    this.#breaker = new Breaker(options.breakAfter)
    this.#notAfter = notAfter === undefined ? Number.POSITIVE_INFINITY : Date.parse(notAfter)
  }

  /** Ends when everything that began has ended. */
  async run(): Promise<RunEnd> {
    const {signal, clock, width} = this.#options
    const over = new AbortController()
    const interrupt = () => {
      this.#stop({state: 'interrupted', reason: 'interrupted', exitCode: exitCodes.interrupted})
      const giveUp = () => this.#cutOff.abort(new InterruptedError())
      void clock.sleep(GRACE_MS, over.signal).then(giveUp, () => {})
    }
    if (signal.aborted) interrupt()
    else signal.addEventListener('abort', interrupt, {once: true})
    const recipients = this.#recipients()
    await Promise.all(Array.from({length: width}, () => this.#work(recipients)))
    signal.removeEventListener('abort', interrupt)
    over.abort()
    await recipients.return(undefined)
    if (this.#run.isInSample !== undefined) this.#endSample()
    if (this.#failure !== undefined) throw this.#failure.error
    return this.#close()
  }

  /** Those who are to be tried, in order. */
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

  /** Takes one recipient after the other; there are as many at it as requests may be in flight. */
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
      if (this.#isLate(recipient)) return
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
      if (outcome.kind !== 'throttled') return this.#conclude(recipient, outcome)
      if (tries === MAX_TRIES) return this.#settle(recipient, 'failed', tooOften(outcome))
      this.#giveBack(recipient, {...outcome, reason: outcome.reason ?? 'throttled'})
      this.#holdBack(outcome, at)
    }
  }

  /** What the answer says about the clock, before what it says about the recipient. */
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
    const request = toRequest(this.#text, recipient)
    const metadata = `${this.#run.manifest.run}:${recipient.line}`
    const whole = {...request, message: {...request.message, metadata}}
    try {
      return await this.#options.send(whole, this.#cutOff.signal)
    } catch (error) {
      if (!this.#options.signal.aborted) this.#fail(error)
      return {kind: 'in-doubt', reason: error instanceof Error ? error.message : String(error)}
    }
  }

  #conclude(recipient: Candidate, outcome: Exclude<SendOutcome, {kind: 'throttled'}>): void {
    const {line, psid} = recipient
    switch (outcome.kind) {
      case 'sent': {
        const {messageId, usagePercent} = outcome
        this.#breaker.succeeded()
        this.#pace.accepted(usagePercent)
        this.#record({event: 'sent', line, at: this.#options.clock.now(), messageId})
        this.#emit({kind: 'sent', line, psid, messageId})
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

  /** Not sent, and to be tried again, unless an earlier attempt may have arrived. */
  #giveBack({line, isResend}: Candidate, given: Reason): void {
    const event = isResend ? 'doubt' : 'unsent'
    this.#record({event, line, at: this.#options.clock.now(), ...toReason(given, isResend)})
  }

  /** Skips a recipient for whom it is too late. */
  #isLate(recipient: Candidate): boolean {
    const {clock, aheadMs} = this.#options
    const now = clock.now()
    const {until = Number.POSITIVE_INFINITY} = recipient
    // A window closes by the clock of the platform.
    const isClosed = now + (aheadMs?.() ?? 0) >= until
    if (!isClosed && now <= this.#notAfter) return false
    const reason = isClosed
      ? 'the messaging window closed'
      : 'the time limit of the run (--not-after) has passed'
    this.#settle(recipient, 'skipped', {reason})
    return true
  }

  /** The platform wants a slower run: nobody goes for a while, and after too often the run is paused. */
  #holdBack(
    {reason = 'the rate limit is reached', waitMs, exitCode = exitCodes.limited, ...more}: Throttled,
    at: number,
  ): void {
    const ms = this.#pace.throttle(at, waitMs)
    if (ms === undefined) return
    const isTooMuch = ms > MAX_WAIT_MS || this.#pace.throttles > MAX_THROTTLES
    if (isTooMuch) this.#stop({...toReason({...more, reason}, false), state: 'paused', exitCode})
    else this.#emit({kind: 'waiting', ms, reason})
    this.#run.journal.sync().catch(error => this.#fail(error))
  }

  #pauseIf(reason: string | undefined): void {
    if (reason !== undefined) this.#stop({state: 'paused', reason, exitCode: exitCodes.limited})
  }

  #endSample(): void {
    const {samplePercent} = this.#run.manifest
    const reason = `the sample of ${samplePercent} % is sent: look at it before the rest goes`
    this.#stop({state: 'paused', reason, exitCode: exitCodes.limited, isSample: true})
  }

  async #close(): Promise<RunEnd> {
    const {counts} = this.#run.ledger
    const facts = {at: this.#options.clock.now(), counts}
    const {state, exitCode = exitCodes.failed, isSample, hint, ...why} = this.#end ?? doneEnd
    this.#options.failpoint?.('before-end')
    if (state === 'done' || state === 'failed' || state === 'canceled' || counts.remaining === 0) {
      await this.#run.journal.commit({event: 'end', ...facts})
      return {state: settledState(counts)}
    }
    const reason = toReason({reason: '', ...why}, false)
    const sample = isSample === true ? {isSample} : {}
    await this.#run.journal.commit({event: 'pause', state, ...reason, exitCode, ...sample, ...facts})
    return {state, ...reason, exitCode, hint}
  }

  /** Written down and on disk. */
  async #commit(entry: RecipientEntry): Promise<void> {
    this.#run.ledger.apply(entry)
    await this.#run.journal.commit(entry)
  }

  /** Written down, and on disk with a later group. */
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

/** Someone who is tried. After an attempt that may have arrived, nothing but a success settles a later one. */
interface Candidate extends ListedRecipient {
  readonly isResend: boolean
}

type Throttled = Extract<SendOutcome, {kind: 'throttled'}>

function tooOften({reason = 'throttled', code, subcode, traceId}: Throttled): Reason {
  return {reason: `${reason} (${MAX_TRIES} times)`, code, subcode, traceId}
}
