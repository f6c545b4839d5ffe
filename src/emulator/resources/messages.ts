import type {RuleFault} from '../../platform/faults.ts'
import type {MessageId} from '../../platform/ids.ts'
import {newsTag, tagWindowHours} from '../../platform/message-tags.ts'
import {
  MESSAGING_WINDOW_HOURS,
  type Message,
  messagesRoutes as routes,
  type SendRequest,
  type SendResponse,
} from '../../platform/messages.ts'
import {judgeSendRequest} from '../../platform/messages-check.ts'
import {compareVersions} from '../../platform/versions.ts'
import {PlatformError} from '../errors.ts'
import type {StoredMessage} from '../state/conversation.ts'
import {isRestrictedAt, type StoredTemplate} from '../state/page.ts'
import type {Person} from '../state/person.ts'
import {type Call, pageOf, type Resource, type World} from '../world.ts'
import {checkSavedAttachments, isFileUpload, saveAttachment} from './attachments.ts'
import {announceSent} from './echo.ts'
import {domainsOf} from './messenger-profile.ts'
import {demandOptInRequest} from './opt-in-requests.ts'
import {conversationOf, store} from './people.ts'
import {checkPersonaOf} from './personas.ts'
import {demandUnanswered, outsideWindow, type Target, targetOf} from './recipients.ts'
import {invalid, refusalOf} from './refusals.ts'
import {checkSticker} from './stickers.ts'
import {demandControl, planHandOver} from './thread-control.ts'
import {approvedTemplate, renderUtility} from './utility-messages.ts'

const HOUR_MS = 3_600_000

export const messages: Resource = {
  [routes.send]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    lacks: ['suggestion_action'],
    answer: (world, call) => {
      demandUnrestricted(world, call)
      const {faults, request} = judged(world, call)
      refuseAny(faults.filter(fault => !isAboutContent(fault)).sort(byStage))
      const template = approvedTemplate(world, call, request)
      const target = targetOf(world, call, request)
      demandControl(world, call, target.person)
      if (request.sender_action !== undefined) return act(world, call, target.person, request)
      demandGround(world, call, target, request)
      demandOptInRequest(world, target.person, request.message)
      refuseAny(faults)
      return send(world, call, target, request, template)
    },
  },
}

function demandUnrestricted(world: World, call: Call): void {
  if (!isRestrictedAt(pageOf(call), world.now())) return
  throw new PlatformError(10, '(#10) Your Page is temporarily restricted from sending messages.', {
    subcode: 1893063,
  })
}

/** The faults of the request on the emulated day. The platform ignores unknown parameters. */
function judged(world: World, call: Call): {readonly faults: RuleFault[]; readonly request: SendRequest} {
  const options = {
    today: world.today(),
    isUpload: isFileUpload(call),
    isStrict: true,
    domains: domainsOf(pageOf(call)),
  }
  const {faults, request} = judgeSendRequest(call.params, options)
  const counted = faults.filter(
    ({severity, rule, segments}) =>
      severity !== 'warning' && !(rule === 'unknown-key' && segments.length === 1),
  )
  return {faults: counted, request}
}

function refuseAny(faults: readonly RuleFault[]): void {
  const refusal = refusalOf(faults)
  if (refusal !== undefined) throw refusal
}

/** The content of the message is checked last, after the person and the window. */
function isAboutContent({rule, segments: [first, ...rest]}: RuleFault): boolean {
  return first === 'message' && rest.length > 0 && rule !== 'utility-template'
}

/** The platform's order of checks: recipient, type, content, tag. */
const stages = ['recipient', 'messaging_type', 'message', 'sender_action', 'payload']

function byStage(one: RuleFault, other: RuleFault): number {
  return stageOf(one) - stageOf(other)
}

function stageOf({rule, segments: [first]}: RuleFault): number {
  if (rule === 'message-missing' || rule === 'message-and-action') return stages.indexOf('message')
  const stage = stages.indexOf(String(first))
  return stage < 0 || rule === 'utility-template' ? stages.length : stage
}

/** Sender actions change the conversation, cause no event, and are allowed at any time. */
function act(world: World, call: Call, person: Person, request: SendRequest): SendResponse {
  checkPersonaOf(world, call, request.persona_id)
  const action = request.sender_action?.toLowerCase()
  const {message_id: mid, reaction} = request.payload ?? {}
  if (action === 'mark_seen') {
    const conversation = conversationOf(world, person)
    conversation.unreadCount = 0
    conversation.pageSeenMs = world.now()
  }
  if (action === 'typing_on')
    world.live.startTyping(person, {sinceMs: world.now(), personaId: request.persona_id})
  if (action === 'typing_off') world.live.stopTyping(person)
  if (action === 'react')
    Object.assign(messageIn(world, person, mid), {reaction: reaction ?? '', reactedBy: 'page'})
  if (action === 'unreact') delete messageIn(world, person, mid).reaction
  world.live.changed(person)
  return {recipient_id: person.psid}
}

/** @throws {PlatformError} when the conversation does not hold the message. */
function messageIn(world: World, person: Person, mid = ''): StoredMessage {
  const message = world.state.messages.get(mid)
  if (message?.conversationId === conversationOf(world, person).id) return message
  throw invalid(`Invalid message_id: ${mid}`)
}

/** A message must be allowed by the messaging window, by a tag with a longer window, or by one without. */
function demandGround(world: World, call: Call, target: Target, request: SendRequest): void {
  if (target.by === 'post') demandUnanswered(world, target.post)
  if (target.by !== 'id' || request.messaging_type === 'UTILITY') return
  const hours = groundHours(call, request)
  const sinceMs = world.now() - (target.person.lastActionMs ?? Number.NEGATIVE_INFINITY)
  if (sinceMs >= hours * HOUR_MS) throw outsideWindow()
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

function send(
  world: World,
  call: Call,
  target: Target,
  request: SendRequest,
  template: StoredTemplate | undefined,
): SendResponse {
  const {person} = target
  const {message = {}, reply_to: replyTo, persona_id: personaId, thread_control: control} = request
  checkContent(world, call, message)
  checkPersonaOf(world, call, personaId)
  if (replyTo !== undefined) messageIn(world, person, replyTo.mid)
  const text = textOf(message, template)
  const handOver = control === undefined ? undefined : planHandOver(world, call, person, control)
  const attachment = saveAttachment(world, call, message.attachment)
  const stored = store(world, person, {
    from: 'page',
    ...(text === undefined ? {} : {text}),
    message: {...message},
    sentBy: sentBy(call, request),
    ...(replyTo === undefined ? {} : {replyTo: replyTo.mid as MessageId}),
  })
  useUp(world, target)
  const shown = text === undefined ? message : {...message, text}
  if (target.by !== 'user-ref') announceSent(world, {person, stored, message: shown, attachment})
  handOver?.()
  return {
    ...(target.by === 'user-ref' ? {} : {recipient_id: person.psid}),
    message_id: stored.id,
    ...(attachment?.isReusable === true ? {attachment_id: attachment.id} : {}),
  }
}

/** @throws {PlatformError} for what the message names and the Page does not have. */
function checkContent(world: World, call: Call, message: Message): void {
  checkSavedAttachments(world, call, message)
  checkSticker(message.sticker_id)
  const {attachment} = message
  const isProduct = attachment?.type === 'template' && attachment.payload.template_type === 'product'
  if (isProduct && compareVersions(call.version, 'v8.0') < 0)
    throw invalid('The product template needs version 8.0 or later', 2018328)
}

function textOf({text, template: sent}: Message, template: StoredTemplate | undefined): string | undefined {
  return template === undefined || sent === undefined ? text : renderUtility(template, sent)
}

/** A private reply is the only one; a notification token rests after a message. */
function useUp(world: World, target: Target): void {
  if (target.by === 'post') target.post.isAnswered = true
  if (target.by === 'notification-token') target.token.lastSentMs = world.now()
}

function sentBy(
  call: Call,
  {messaging_type: messagingType, tag, persona_id: personaId}: SendRequest,
): NonNullable<StoredMessage['sentBy']> {
  return {
    appId: call.app.id,
    ...(messagingType === undefined ? {} : {messagingType}),
    ...(tag === undefined ? {} : {tag}),
    ...(personaId === undefined ? {} : {personaId}),
  }
}
