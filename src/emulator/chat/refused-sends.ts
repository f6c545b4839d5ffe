import type {Psid} from '../../platform/ids.ts'
import {type Item, toItem, toText} from '../../platform/loose-json.ts'
import type {ActivityLog, CallRecord} from '../events/activity-log.ts'
import type {Conversation} from '../state/conversation.ts'
import {conversationIdOf} from '../state/ids.ts'
import type {State} from '../state/state.ts'
import {refusalsOf} from './activity-error.ts'
import {operationsOf} from './call-operations.ts'
import type {ReadCall} from './call-params.ts'
import {masked, maskFor} from './masked.ts'
import {messageGist} from './message-gist.ts'
import {recipientOf} from './recipient-of.ts'
import type {Refusal} from './status-types.ts'
import type {ChatMessage} from './view-types.ts'

/** A message that a bot tried to send, and that the platform refused. */
export interface RefusedSend {
  readonly record: CallRecord
  /** Its place in a batch; 0 for a call by itself. */
  readonly index: number
  readonly psid: string
  readonly message: Item
  readonly refusal: Refusal
}

const known = new WeakMap<CallRecord, readonly RefusedSend[]>()

/** The messages of a call that were refused: one, or those of a batch. */
export function refusedSendsIn(record: CallRecord, state: State): readonly RefusedSend[] {
  const found = known.get(record)
  if (found !== undefined) return found
  if (record.answer === undefined && !record.isBroken) return []
  const sends = readRefusedSends(record, state)
  known.set(record, sends)
  return sends
}

function readRefusedSends(record: CallRecord, state: State): readonly RefusedSend[] {
  const refusals = refusalsOf(record)
  if (!refusals.some(refusal => refusal !== undefined)) return []
  const operations = operationsOf(record)
  return operations.flatMap((call, index) => {
    // A batch that is refused as a whole has one refusal.
    const refusal = refusals.length < operations.length ? refusals[0] : refusals[index]
    const psid = isSend(call) ? recipientOf(call.params, state) : undefined
    if (refusal === undefined || psid === undefined) return []
    const message = toItem(call.params['message'] ?? [call.params['messages']].flat()[0])
    return [{record, index, psid, message, refusal}]
  })
}

/** Whether a call sends a message, not a sender action. */
function isSend({method, path, params}: ReadCall): boolean {
  if (method !== 'POST' || !/^\/[^/]+\/messages\/?$/.test(path)) return false
  return params['message'] !== undefined || params['sender_action'] === undefined
}

/** The refused messages to a person, oldest first. What the platform sent all the same, before it broke, is not among them. */
export function refusedSendsTo(psid: string, activity: ActivityLog, state: State): readonly RefusedSend[] {
  const conversation = state.conversations.get(conversationIdOf(psid as Psid))
  return [...activity.after(0)]
    .flatMap(record => (record.kind === 'call' ? refusedSendsIn(record, state) : []))
    .filter(send => send.psid === psid && !hasArrived(send, conversation, state))
}

/** A fault may carry a call out and break its answer. */
function hasArrived({record, message}: RefusedSend, conversation: Conversation | undefined, state: State) {
  const text = JSON.stringify(message)
  const mids = conversation?.messageIds ?? []
  for (let place = mids.length - 1; place >= 0; place -= 1) {
    const stored = state.messages.get(mids[place] ?? '')
    if (stored === undefined || stored.atMs < record.atMs) return false
    const isInTime = stored.atMs <= record.atMs + (record.ms ?? 0) + 1
    if (isInTime && stored.from === 'page' && JSON.stringify(stored.message) === text) return true
  }
  return false
}

/** A refused message as the conversation shows it, with what it says as text and without secrets. */
export function toRefusedMessage({record, index, message, refusal}: RefusedSend, state: State): ChatMessage {
  const mask = maskFor(state)
  const hidden = masked(message, mask)
  return {
    mid: `refused_a${record.number}_${index}`,
    kind: 'refused',
    from: 'page',
    atMs: record.atMs,
    text: toText(hidden['text']) ?? messageGist(hidden),
    message: {},
    refusal: {...refusal, message: mask(refusal.message)},
    remarks: [],
    activity: [`a${record.number}`],
  }
}
