import {MsgrError, NetworkError} from '../errors.ts'
import {type AwaitOptions, awaitEnd, awaitExpected} from './await-expected.ts'
import type {Chat, Step} from './chat.ts'
import {type Conversation, openConversation, type Stage} from './conversation.ts'
import {type Failure, StepFailed} from './failure.ts'
import {type PerformOptions, perform} from './perform.ts'
import {summarise} from './summary.ts'
import {checkWebhook, troubleOf} from './trouble.ts'

export interface PlayOptions extends PerformOptions {
  /** How long the bot may take unless a step says otherwise. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface Played {
  readonly psid: string
  /** As in the chat; undefined for a failure after the last step. */
  readonly step: Step | undefined
  readonly ms: number
  /** Ends the chat. */
  readonly failure?: Failure
}

/**
 * Plays a chat step by step, up to the first failure. Resets the emulator's clock at the end.
 * @throws {NetworkError} when the webhook does not answer, {MsgrError} when the emulator cannot be used, and the
 * signal's reason.
 */
export async function* play(stage: Stage, chat: Chat, options: PlayOptions): AsyncGenerator<Played> {
  const conversation = await openConversation(stage, chat.person)
  const {psid} = conversation
  const expecting: AwaitOptions = {
    timeoutMs: options.timeoutMs,
    isLenient: chat.isLenient,
    checkWebhook: () => checkWebhook(conversation),
  }
  let waitedMs = 0
  const moveClock = async (ms: number) => {
    await stage.emulator.admin('POST', 'clock', {advanceMs: ms})
    waitedMs += ms
  }
  try {
    for (const step of chat.steps) {
      const {deed} = step
      const [ms, failure] = await timed(conversation, options.signal, async () => {
        if (deed.kind === 'expect') await awaitExpected(conversation, deed.expectation, expecting)
        else if (deed.kind === 'wait') await moveClock(deed.ms)
        else await perform(conversation, deed, options)
      })
      yield {psid, step, ms, ...(failure !== undefined && {failure})}
      if (failure !== undefined) return
    }
    const [ms, failure] = await timed(conversation, options.signal, () => awaitEnd(conversation, expecting))
    if (failure !== undefined) yield {psid, step: undefined, ms, failure}
  } finally {
    if (waitedMs > 0) await moveClock(-waitedMs)
  }
}

async function timed(
  conversation: Conversation,
  signal: AbortSignal,
  run: () => Promise<void>,
): Promise<readonly [ms: number, failure: Failure | undefined]> {
  signal.throwIfAborted()
  const begin = performance.now()
  const ms = () => Math.round(performance.now() - begin)
  try {
    await run()
    return [ms(), undefined]
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof NetworkError || !(error instanceof StepFailed || error instanceof MsgrError))
      throw error
    const differences = error instanceof StepFailed ? error.differences : []
    const said = (await conversation.said()).map(summarise)
    return [ms(), {message: error.message, differences, said, trouble: await troubleOf(conversation)}]
  }
}
