import {type DetachedRun, findDetachedRuns} from '../../../bulk/due-runs.ts'
import type {RunStore} from '../../../bulk/store.ts'
import {hintOf} from '../../../cli/hints/index.ts'
import type {Context} from '../../../context.ts'
import {type ExitCode, exitCodes, MsgrError} from '../../../errors.ts'
import {targetNow} from '../../shared/arguments/target-time.ts'
import {carryOut, type SendResult, sendExitCode} from '../shared/send-run.ts'
import {contextOfPage} from './page-context.ts'
import type {WorkMetrics} from './work-metrics.ts'

/** How often to look for runs that were planned or handed over meanwhile. */
const LOOK_EVERY_MS = 15_000
/** A run that could not be started is tried again after this. */
const RETRY_MS = 60_000

export interface WorkerOptions {
  readonly store: RunStore
  readonly target: 'platform' | 'emulator'
  /** Only runs of this Page; undefined for those of all Pages. */
  readonly pageId: string | undefined
  /** For how many Pages to send at once, at most; undefined for any number. */
  readonly most?: number | undefined
  /** Whether to end when nothing is due. */
  readonly untilIdle: boolean
  /** Counts what happens. */
  readonly metrics?: WorkMetrics | undefined
}

/** Another process has the run, or its store cannot be reached for now. */
const isForLater = ({reason}: MsgrError) =>
  reason === 'runLocked' || reason === 'runTakenOver' || reason === 'storeAway' || reason === 'storeReadOnly'

/** What happened to a run; undefined if it goes on later. */
type Ended = {readonly page: string; readonly result: SendResult | undefined}

/** Sends detached runs when they are due: those of different Pages at once, those of a Page one after the other. */
export class Worker {
  readonly #context: Context
  readonly #options: WorkerOptions
  readonly #over = new Set<string>()
  /** Runs that are not tried before a moment, by the clock of this machine; infinite for those that cannot be sent. */
  readonly #notBefore = new Map<string, number>()
  /** The Pages of which a run is being sent. */
  readonly #active = new Map<string, Promise<Ended>>()
  readonly #codes = new Set<ExitCode | undefined>()

  constructor(context: Context, options: WorkerOptions) {
    this.#context = context
    this.#options = options
  }

  /** 0 if every run was sent without a failure; undefined after a signal. */
  get exitCode(): ExitCode | undefined {
    const [first = exitCodes.done, ...others] = this.#codes
    if (others.length > 0) return exitCodes.partly
    return this.#context.signal.aborted && first === exitCodes.done ? undefined : first
  }

  /** Returns how each run ended. */
  async *results(): AsyncGenerator<SendResult, void> {
    const {signal} = this.#context
    for (;;) {
      const next = signal.aborted ? undefined : await this.#startDue()
      if (this.#active.size === 0) {
        if (signal.aborted || this.#options.untilIdle) return
        await this.#sleep(Math.min(next ?? LOOK_EVERY_MS, LOOK_EVERY_MS), signal)
        continue
      }
      const ended = await this.#awaitEnd()
      if (ended === undefined) continue
      this.#active.delete(ended.page)
      if (ended.result !== undefined) yield ended.result
    }
  }

  /** What is due now. */
  async due(): Promise<readonly DetachedRun[]> {
    const nowMs = await targetNow(this.#context)
    return (await this.#find()).filter(({dueMs}) => dueMs <= nowMs)
  }

  /** Starts what is due. Returns in how many milliseconds something else will be; undefined if nothing is known to be. */
  async #startDue(): Promise<number | undefined> {
    const nowMs = await targetNow(this.#context)
    const own = this.#context.clock.now()
    const {most = Number.POSITIVE_INFINITY} = this.#options
    const waits: number[] = []
    const found = await this.#find()
    this.#options.metrics?.looked()
    for (const run of found) {
      const waitMs = Math.max(run.dueMs - nowMs, (this.#notBefore.get(run.run) ?? 0) - own)
      if (waitMs > 0) waits.push(waitMs)
      else if (!this.#active.has(run.page.id) && this.#active.size < most)
        this.#active.set(run.page.id, this.#send(run))
    }
    return waits.length === 0 ? undefined : Math.min(...waits)
  }

  async #find(): Promise<readonly DetachedRun[]> {
    const {store, target, pageId} = this.#options
    const {found, unreadable} = await findDetachedRuns(store, target, {
      isKnownOver: run => this.#over.has(run) || this.#notBefore.get(run) === Number.POSITIVE_INFINITY,
      onOver: run => this.#over.add(run),
    })
    for (const {run, error} of unreadable) this.#giveUp(run, error)
    return pageId === undefined ? found : found.filter(({page}) => page.id === pageId)
  }

  async #send(due: DetachedRun): Promise<Ended> {
    const {run, page} = due
    const {metrics} = this.#options
    let result: SendResult | undefined
    try {
      const context = await contextOfPage(this.#context, page)
      result = await carryOut(context, run, {isDetached: true, ...metrics?.started(due)})
      if (result.state === 'scheduled') return this.#later(result, page.id)
      this.#codes.add(sendExitCode(result))
      // Still to be sent: the network is down, so nothing could be recorded but that it waits.
      if (result.state === 'paused') this.#notBefore.set(run, this.#context.clock.now() + RETRY_MS)
      return {page: page.id, result}
    } catch (error) {
      if (!(error instanceof MsgrError)) throw error
      if (error.reason === 'runTakenOver') metrics?.fenced()
      if (isForLater(error)) this.#notBefore.set(run, this.#context.clock.now() + RETRY_MS)
      else this.#giveUp(run, error)
      return {page: page.id, result: undefined}
    } finally {
      metrics?.ended(run, result)
    }
  }

  #later({run, remaining, reason, sent, total}: SendResult, page: string): Ended {
    if (!this.#context.signal.aborted && sent > 0)
      this.#context.io.note(`${run}: ${sent} of ${total} sent, ${remaining} to go; ${reason}`)
    return {page, result: undefined}
  }

  /** Leaves a run alone for as long as this process runs. */
  #giveUp(run: string, error: MsgrError): void {
    this.#notBefore.set(run, Number.POSITIVE_INFINITY)
    this.#codes.add(exitCodes.partly)
    const hint = hintOf(error)
    this.#context.io.warn([
      `The run ${run} is left out: ${error.message}`,
      ...(hint === undefined ? [] : [hint]),
    ])
  }

  /** Waits until a run ends; undefined when it is time to look for others. */
  async #awaitEnd(): Promise<Ended | undefined> {
    const running = [...this.#active.values()]
    if (this.#options.untilIdle) return Promise.race(running)
    const over = new AbortController()
    try {
      return await Promise.race([...running, this.#sleep(LOOK_EVERY_MS, over.signal)])
    } finally {
      over.abort()
    }
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<undefined> {
    await this.#context.clock.sleep(ms, signal).catch(error => {
      if (!signal.aborted) throw error
    })
    return undefined
  }
}
