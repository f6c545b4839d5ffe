import type {RuleFault} from '../platform/faults.ts'
import type {MessageId} from '../platform/ids.ts'
import {newsTag, tagWindowHours} from '../platform/message-tags.ts'
import {
  MESSAGING_WINDOW_HOURS,
  messagesRoutes as routes,
  type SendRequest,
  type SendResponse,
} from '../platform/messages.ts'
import {checkSendRequest} from '../platform/messages-check.ts'
import {checkSavedAttachments, isFileUpload, saveAttachment} from './attachments.ts'
import {notEmulated, PlatformError} from './core/errors.ts'
import {type Call, pageOf, type Resource, type World} from './core/resource.ts'
import type {Person, StoredMessage} from './core/state.ts'
import {announceSent} from './echo.ts'
import {conversationOf, store} from './people.ts'
import {invalid, refusalOf} from './refusals.ts'

const HOUR_MS = 3_600_000

export const messages: Resource = {
  [routes.send]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call) => {
      demandUnrestricted(call)
      const faults = faultsOf(world, call)
      refuseAny(faults.filter(fault => !isAboutContent(fault)).sort(byStage))
      const request = call.params as unknown as SendRequest
      const person = personOf(world, call, request)
      if (request.sender_action !== undefined) return act(world, person, request)
      demandGround(world, call, person, request)
      refuseAny(faults)
      return send(world, call, person, request)
    },
  },
}

function demandUnrestricted(call: Call): void {
  if (!pageOf(call).isRestricted) return
  throw new PlatformError(10, '(#10) Your Page is temporarily restricted from sending messages.', {
    subcode: 1893063,
  })
}

/** What is wrong with the request on the emulated day. Parameters that it does not know the platform ignores. */
function faultsOf(world: World, call: Call): RuleFault[] {
  const isUpload = isFileUpload(call)
  return checkSendRequest(call.params, {today: world.today(), isUpload}).filter(
    ({severity, rule, segments}) =>
      severity !== 'warning' && !(rule === 'unknown-key' && segments.length === 1),
  )
}

function refuseAny(faults: readonly RuleFault[]): void {
  const refusal = refusalOf(faults)
  if (refusal !== undefined) throw refusal
}

/** What is inside the message is judged last, after the person and the window. */
function isAboutContent({rule, segments: [first, ...rest]}: RuleFault): boolean {
  return first === 'message' && rest.length > 0 && rule !== 'utility-template'
}

/** The order in which the platform looks: to whom, why, what, under which tag. */
const stages = ['recipient', 'messaging_type', 'message', 'sender_action', 'payload']

function byStage(one: RuleFault, other: RuleFault): number {
  return stageOf(one) - stageOf(other)
}

function stageOf({rule, segments: [first]}: RuleFault): number {
  if (rule === 'message-missing' || rule === 'message-and-action') return stages.indexOf('message')
  const stage = stages.indexOf(String(first))
  return stage < 0 || rule === 'utility-template' ? stages.length : stage
}

/** @throws {PlatformError} when nobody of this Page has the id, or the person cannot be reached. */
function personOf(world: World, call: Call, {recipient}: SendRequest): Person {
  const [kind = 'id'] = Object.keys(recipient)
  if (recipient.id === undefined) throw notEmulated(`a message to recipient.${kind}`)
  const person = world.state.people[recipient.id]
  if (person === undefined || person.pageId !== pageOf(call).id) {
    throw invalid('No matching user found', 2018001)
  }
  if (!person.hasBlockedPage) return person
  throw new PlatformError(551, "(#551) This person isn't available right now.", {
    subcode: 1545041,
    userTitle: 'Person unavailable',
    userMessage: "This person isn't receiving messages from you right now.",
  })
}

/** Sender actions change the conversation, cause no event, and are allowed at any time. */
function act(world: World, person: Person, request: SendRequest): SendResponse {
  const action = request.sender_action?.toLowerCase()
  const {message_id: mid, reaction} = request.payload ?? {}
  if (action === 'mark_seen') conversationOf(world, person).unreadCount = 0
  if (action === 'react') messageIn(world, person, mid).reaction = reaction ?? ''
  if (action === 'unreact') delete messageIn(world, person, mid).reaction
  return {recipient_id: person.psid}
}

/** @throws {PlatformError} when the conversation does not hold the message. */
function messageIn(world: World, person: Person, mid = ''): StoredMessage {
  const message = world.state.messages[mid]
  if (message?.conversationId === conversationOf(world, person).id) return message
  throw invalid(`Invalid message_id: ${mid}`)
}

/** A message needs a ground: the messaging window, or a tag that reaches further. */
function demandGround(world: World, call: Call, person: Person, request: SendRequest): void {
  if (request.messaging_type === 'UTILITY') throw notEmulated('utility messages')
  const hours = groundHours(call, request)
  const sinceMs = world.now() - (person.lastActionMs ?? Number.NEGATIVE_INFINITY)
  if (sinceMs < hours * HOUR_MS) return
  throw new PlatformError(
    10,
    '(#10) This message is sent outside of allowed window. Learn more about the new policy here: https://developers.facebook.com/docs/messenger-platform/policy-overview',
    {subcode: 2018278},
  )
}

function groundHours(call: Call, {messaging_type: type, tag}: SendRequest): number {
  if (type !== 'MESSAGE_TAG' || tag === undefined) return MESSAGING_WINDOW_HOURS
  if (tag === newsTag && !call.token.scopes.includes('pages_messaging_subscriptions')) {
    throw new PlatformError(
      10,
      '(#10) This message is sent outside of allowed window. You need pages_messaging_subscriptions permission to be able to do it.',
      {subcode: 2018065},
    )
  }
  // A tag without hours is one of the older tags on a day when it lived: those had no end.
  return tagWindowHours(tag) ?? Number.POSITIVE_INFINITY
}

function send(world: World, call: Call, person: Person, request: SendRequest): SendResponse {
  const {message = {}, reply_to: replyTo, persona_id: personaId} = request
  checkSavedAttachments(world, call, message)
  if (personaId !== undefined) throw notEmulated('sending as a persona')
  if (replyTo !== undefined) messageIn(world, person, replyTo.mid)
  const attachment = saveAttachment(world, call, message.attachment)
  const stored = store(world, person, {
    from: 'page',
    ...(message.text === undefined ? {} : {text: message.text}),
    message: {...message},
    sentBy: sentBy(call, request),
  })
  announceSent(world, {person, stored, message, replyTo: replyTo?.mid as MessageId | undefined, attachment})
  return {
    recipient_id: person.psid,
    message_id: stored.id,
    ...(attachment?.isReusable === true ? {attachment_id: attachment.id} : {}),
  }
}

function sentBy(
  call: Call,
  {messaging_type: messagingType, tag}: SendRequest,
): NonNullable<StoredMessage['sentBy']> {
  return {
    appId: call.app.id,
    ...(messagingType === undefined ? {} : {messagingType}),
    ...(tag === undefined ? {} : {tag}),
  }
}
