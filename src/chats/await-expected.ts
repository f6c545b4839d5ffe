import type {ChatMessage} from '../emulator/chat/view-types.ts'
import {visibleParts} from '../emulator/chat/visible-parts.ts'
import type {Expectation} from './chat.ts'
import {compare} from './compare.ts'
import type {Conversation} from './conversation.ts'
import {type Difference, StepFailed} from './failure.ts'
import {findMessage} from './on-screen.ts'
import {summarise} from './summary.ts'
import {isText} from './text-pattern.ts'
import {isUnderWay} from './trouble.ts'

export interface AwaitOptions {
  /** How long the bot may take unless a step says otherwise. */
  readonly timeoutMs: number
  readonly isLenient: boolean
  /** Checks whether waiting is pointless. @throws {StepFailed} if so. */
  readonly checkWebhook: () => Promise<void>
}

/** Waits for what a step expects. @throws {StepFailed} when something else comes, or nothing in time. */
export async function awaitExpected(
  conversation: Conversation,
  expectation: Expectation,
  options: AwaitOptions,
): Promise<void> {
  const ms = expectation.withinMs ?? options.timeoutMs
  switch (expectation.kind) {
    case 'message':
      return awaitMessage(conversation, expectation.parts, ms, options)
    case 'nothing':
      return awaitNothing(conversation, expectation.forMs, options)
    case 'sender-action':
      return awaitAction(conversation, expectation.action, ms, options)
    case 'reaction':
      return awaitReaction(conversation, expectation.emoji, ms, options)
  }
}

/** Strict: the next message must match. Lenient: a later one may match, and those before it are ignored. */
async function awaitMessage(
  conversation: Conversation,
  parts: Readonly<Record<string, unknown>>,
  ms: number,
  {isLenient, checkWebhook}: AwaitOptions,
): Promise<void> {
  const {until, unheard, hear} = conversation
  let nearest: readonly Difference[] = []
  const isMet = await until(ms, async () => {
    const messages = await unheard()
    const passed: ChatMessage[] = []
    for (const message of messages) {
      passed.push(message)
      const differences = compare(parts, visibleParts(message))
      if (differences.length === 0) {
        hear(passed)
        return true
      }
      nearest = nearest.length === 0 || differences.length <= nearest.length ? differences : nearest
      if (isLenient) continue
      hear([message])
      throw new StepFailed('The bot said something else:', differences)
    }
    await checkWebhook()
    return undefined
  })
  if (isMet === undefined)
    throw new StepFailed(
      nearest.length === 0 ? `The bot said nothing within ${inSeconds(ms)}` : 'The bot said something else:',
      nearest,
    )
}

async function awaitNothing(
  {until, unheard, hear}: Conversation,
  ms: number,
  {checkWebhook}: AwaitOptions,
): Promise<void> {
  const message = await until(ms, async () => {
    const [first] = await unheard()
    if (first === undefined) await checkWebhook()
    return first
  })
  if (message === undefined) return
  hear([message])
  throw new StepFailed(
    `The bot should have said nothing for ${inSeconds(ms)}, but said ${summarise(message)}`,
  )
}

async function awaitAction(
  {until, actions}: Conversation,
  action: string,
  ms: number,
  {checkWebhook}: AwaitOptions,
): Promise<void> {
  const isMet = await until(ms, async () => {
    if ((await actions()).includes(action)) return true
    await checkWebhook()
    return undefined
  })
  if (isMet === undefined) throw new StepFailed(`The bot did not send ${action} within ${inSeconds(ms)}`)
}

async function awaitReaction(
  {until, view}: Conversation,
  emoji: string,
  ms: number,
  {checkWebhook}: AwaitOptions,
): Promise<void> {
  let last: string | undefined
  const isMet = await until(ms, async () => {
    last = findMessage(await view(), 'person').reaction
    if (last !== undefined && isText(emoji, last)) return true
    await checkWebhook()
    return undefined
  })
  if (isMet === undefined)
    throw new StepFailed(`The bot did not react within ${inSeconds(ms)}`, [
      {path: 'reaction', expected: emoji, received: last},
    ])
}

/**
 * Waits until the bot has accepted everything that the person did, and checks for messages that no step expects.
 * @throws {StepFailed} if there are any.
 */
export async function awaitEnd(
  {until, activity, unheard}: Conversation,
  {timeoutMs, isLenient}: AwaitOptions,
): Promise<void> {
  await until(timeoutMs, async () => {
    return (await activity()).some(isUnderWay) ? undefined : true
  })
  const [first] = isLenient ? [] : await unheard()
  if (first !== undefined) throw new StepFailed(`The bot said ${summarise(first)}, which no step expects`)
}

function inSeconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`
}
