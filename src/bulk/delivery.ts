import {setMaxListeners} from 'node:events'
import {exitCodes, InterruptedError} from '../errors.ts'
import {Breaker} from './breaker.ts'
import {closeRun} from './close-run.ts'
import type {DeliveryOptions, OpenRun} from './delivery-options.ts'
import {type Hold, Holds} from './holds.ts'
import {HoursGate} from './hours-gate.ts'
import {waitForHours} from './hours-wait.ts'
import {type Reason, type RecipientEntry, toReason} from './journal-entry.ts'
import type {MessageDraft} from './manifest.ts'
import {
  type EarlyEnd,
  type RunEnd,
  type SendEvent,
  type SendOutcome,
  type Standing,
  tooOften,
} from './outcome.ts'
import {Pace, widthFor} from './pace.ts'
import {Pass} from './pass.ts'
import {type PersonalText, parsePersonalText} from './personal-text.ts'
import {markedRequest} from './plan.ts'
import {ClockNotes} from './platform-clock.ts'
import type {ListedRecipient} from './recipients-file.ts'
import type {RunCounts} from './run-counts.ts'
import {settleByEvidence} from './settle-by-evidence.ts'
import type {RateRequest} from './steering/requests.ts'
import {Workers} from './workers.ts'

/** Maximum number of throttled attempts for one recipient. */
const MAX_TRIES = 10
/** A request whose attempt took longer to record is not made: the run may belong to another process by now. */
const MAX_COMMIT_MS = 10_000
/** How long to wait for answers after an interruption. */
const GRACE_MS = 15_000

/** Sends a run to many recipients at once. For each: journal, request, journal. */
export class Delivery implements Standing {
  readonly #run: OpenRun
  readonly #options: DeliveryOptions
  readonly #pace: Pace
  readonly #text: PersonalText<MessageDraft>
  readonly #notAfter: number
  readonly #breaker: Breaker
  readonly #gate: HoursGate
  /** Those of the present pass; undefined before anything may be sent, and while the run waits for its hours. */
  #workers: Workers | undefined
  /** Settles when it is known whether anything may be sent; made again after a wait for the hours. */
  #opening: Promise<void> | undefined
  /** Why no new recipient starts. */
  #end: EarlyEnd | undefined
  #failure: {readonly error: unknown} | undefined
  readonly #holds: Holds
  readonly #clockNotes: ClockNotes
  /** Aborted when no new recipient may start. */
  readonly #ending = new AbortController()
  /** Aborted when msgr stops waiting for answers, so that such a request does not keep the process alive. */
  readonly #cutOff = new AbortController()

  constructor(run: OpenRun, options: DeliveryOptions) {
    const {notAfter, recipients} = run.manifest
    this.#run = run
    this.#options = options
    // Each request in flight adds a listener; Node.js warns of a leak from the eleventh on.
    setMaxListeners(0, this.#cutOff.signal)
    this.#pace = new Pace(options)
    this.#holds = new Holds(this.#pace, options)
    this.#text = parsePersonalText(run.manifest.message)
    this.#breaker = new Breaker(options.breakAfter)
    this.#notAfter = notAfter === undefined ? Number.POSITIVE_INFINITY : Date.parse(notAfter)
    this.#clockNotes = new ClockNotes(run.journal, options)
    this.#gate = new HoursGate({
      schedule: options.schedule ?? run.manifest.schedule,
      total: recipients.total,
      notAfterMs: this.#notAfter,
      now: () => this.#now(),
    })
  }

  /** Settles when everything that started has ended. */
  async run(): Promise<RunEnd> {
    const {signal, clock, isDetached = false} = this.#options
    const over = new AbortController()
    const interrupt = () => {
      const why = {reason: 'interrupted', exitCode: exitCodes.interrupted}
      this.#stop(
        isDetached ? {state: 'scheduled', until: this.#now(), ...why} : {state: 'interrupted', ...why},
      )
      const giveUp = () => this.#cutOff.abort(new InterruptedError())
      void clock.sleep(GRACE_MS, over.signal).then(giveUp, () => {})
    }
    if (signal.aborted) interrupt()
    else signal.addEventListener('abort', interrupt)
    const {steering} = this.#run
    const steer = () => steering.end !== undefined && this.#stop(steering.end)
    steer()
    steering.signal.addEventListener('abort', steer)
    steering.onRate = request => this.#changeRate(request)
    do await this.#pass()
    while (await this.#hasAnotherPass())
    steering.onRate = undefined
    signal.removeEventListener('abort', interrupt)
    over.abort()
    if (this.#run.isInSample !== undefined) this.#endSample()
    if (this.#failure !== undefined) throw this.#failure.error
    await settleByEvidence(this.#run, {at: this.#options.clock.now(), onlySent: true})
    this.#options.failpoint?.('before-end')
    return closeRun(this.#run, this.#end, this.#options.clock.now())
  }

  /** Goes through the recipients once. */
  async #pass(): Promise<void> {
    this.#gate.startPass()
    const pass = new Pass(this.#run, this.#gate, this.#options)
    this.#workers = new Workers(() => this.#work(pass))
    this.#grow()
    await this.#workers.ended()
    this.#workers = undefined
    await pass.close()
  }

  /** As many in flight as there may be; a lower rate leaves them as they are. */
  #grow(): void {
    this.#workers?.growTo(this.#options.width ?? widthFor(this.#pace.rate))
  }

  /** Waits for the hours of people who were turned away; false if there are none, or the run ends instead. */
  async #hasAnotherPass(): Promise<boolean> {
    const next = this.#gate.next()
    if (this.#isEnding || next === 'nothing') return false
    if (next === 'now') return true
    const {isDetached = false} = this.#options
    if (isDetached) this.#stop({state: 'scheduled', ...next, exitCode: exitCodes.done})
    else
      await waitForHours(next, {
        ...this.#options,
        ...{journal: this.#run.journal, signal: this.#ending.signal, now: () => this.#now()},
        onLook: ms => this.#emit({kind: 'waiting', ms, ...next}),
      }).catch(error => this.#fail(error))
    this.#opening = undefined
    return !this.#isEnding
  }

  /** The time at the target, in milliseconds since 1970. */
  #now(): number {
    const {clock, aheadMs} = this.#options
    return clock.now() + (aheadMs?.() ?? 0)
  }

  /** Asks whether anything may be sent. */
  async #open(): Promise<void> {
    try {
      const end = await this.#options.open?.((ms, reason) => this.#wait(ms, reason), this.#ending.signal)
      if (end !== undefined) this.#stop(end)
    } catch (error) {
      if (!this.#isEnding) this.#fail(error)
    }
  }

  /** Takes one recipient after the other; `width` of these run at once. */
  async #work(pass: Pass): Promise<void> {
    try {
      while (!this.#isEnding) {
        const recipient = pass.takeNow()
        if (recipient === undefined) {
          if (await pass.read()) continue
          return
        }
        this.#opening ??= this.#open()
        await this.#opening
        if (this.#isEnding) return
        await this.#deliver(recipient)
      }
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Tries one recipient until it is settled or the run ends. */
  async #deliver(listed: ListedRecipient): Promise<void> {
    const {line} = listed
    const recipient = listed as ListedRecipient & {isResend: boolean}
    recipient.isResend = this.#run.ledger.stateOf(line) === 'inDoubt'
    for (let tries = 1; ; ) {
      if (this.#isLate(recipient) || (await this.#isLeftOut(recipient))) return
      await this.#turn()
      if (this.#isEnding) return
      // Much may have happened while it waited.
      if ((await this.#isLeftOut(recipient)) || this.#isLate(recipient) || !this.#gate.admits(recipient))
        return
      const at = this.#options.clock.now()
      const begun = performance.now()
      await this.#commit({event: 'attempt', line, at})
      this.#options.onCommit?.(performance.now() - begun)
      this.#options.failpoint?.('attempt-synced')
      if (this.#isEnding) {
        return this.#giveBack(recipient, {reason: 'the run ended just before'})
      }
      // One of the two clocks stands still while a machine is suspended.
      if (Math.max(performance.now() - begun, this.#options.clock.now() - at) > MAX_COMMIT_MS) {
        this.#giveBack(recipient, {reason: 'recording the attempt took too long'})
        continue
      }
      const outcome = await this.#request(recipient)
      this.#options.failpoint?.('answered')
      this.#clockNotes.add()
      if (outcome.kind === 'not-yet') {
        this.#giveBack(recipient, outcome)
        this.#hold(this.#holds.untilReady(outcome, at))
        continue
      }
      if (outcome.kind !== 'throttled') return this.#conclude(recipient, outcome)
      if (tries === MAX_TRIES) return this.#settle(recipient, 'failed', tooOften(outcome, MAX_TRIES))
      tries += 1
      this.#giveBack(recipient, outcome)
      this.#hold(this.#holds.throttled(outcome, at))
    }
  }

  /** Resolves when the next attempt may start, or the run ends. */
  #turn(): Promise<void> {
    return this.#pace.take(this.#ending.signal).catch(error => {
      if (!this.#isEnding) throw error
    })
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
        this.#holds.accepted()
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
    const now = this.#now()
    const {until = Number.POSITIVE_INFINITY} = recipient
    const isClosed = now >= until
    if (!isClosed && now <= this.#notAfter && !this.#gate.isPastLimit) return false
    const reason = isClosed
      ? 'the messaging window closed'
      : 'the time limit of the run (--not-after) has passed'
    this.#settle(recipient, 'skipped', {reason})
    return true
  }

  /** Skips a recipient whom the channel leaves out by now. Returns whether it does. */
  #isLeftOut(recipient: Candidate): boolean | Promise<boolean> {
    const leaveOut = (reason: Reason | undefined) => {
      if (reason !== undefined) this.#settle(recipient, 'skipped', reason)
      return reason !== undefined
    }
    const found = this.#options.leavesOut?.(recipient)
    return found instanceof Promise ? found.then(leaveOut) : leaveOut(found)
  }

  #hold(hold: Hold): void {
    if (hold !== undefined) {
      if ('end' in hold) this.#stop(hold.end)
      else this.#wait(hold.waitMs, hold.reason)
    }
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

  /** Resolves when the entry is on disk. */
  #commit(entry: RecipientEntry): Promise<void> {
    this.#run.ledger.apply(entry)
    return this.#run.journal.commit(entry)
  }

  /** Records an entry, which reaches the disk with a later group. */
  #record(entry: RecipientEntry): void {
    this.#run.ledger.apply(entry)
    this.#run.journal.append(entry)
  }

  get #isEnding(): boolean {
    return this.#ending.signal.aborted
  }

  #stop(end: EarlyEnd): void {
    this.#end ??= end
    this.#ending.abort()
  }

  #fail(error: unknown): void {
    this.#failure ??= {error}
    this.#ending.abort()
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

/** A recipient being tried. If an earlier attempt may have arrived, only success settles a later one. */
interface Candidate extends ListedRecipient {
  readonly isResend: boolean
}
