import {type RuleFault, toPath} from '../../platform/faults.ts'
import {checkMarketingRequest} from '../../platform/marketing-messages-check.ts'
import {checkSendRequest} from '../../platform/messages-check.ts'
import type {Conversation, StoredMessage} from '../state/conversation.ts'
import type {State} from '../state/state.ts'
import type {World} from '../world.ts'
import type {ActivityByMessage} from './activity-view.ts'
import {utilityButtonsOf, utilityImageOf} from './utility-parts.ts'
import type {ChatMessage, Remark} from './view-types.ts'

/** A message with everything a person or a developer sees. */
export function toChatMessage(
  world: World,
  conversation: Conversation | undefined,
  stored: StoredMessage,
  entries: ActivityByMessage,
): ChatMessage {
  const {id, from, atMs, text, message, sentBy, reaction, edits} = stored
  const {state} = world
  const persona = personaOf(state, sentBy?.personaId)
  const replyTo = repliedTo(state, stored)
  const utilityButtons = utilityButtonsOf(state, conversation?.pageId, stored)
  const utilityImage = utilityImageOf(state, conversation?.pageId, stored)
  const marketing = marketingOf(state, stored)
  const seenMs = from === 'page' ? conversation?.personReadMs : conversation?.pageSeenMs
  return {
    mid: id,
    kind: 'message',
    from,
    atMs,
    ...(text === undefined ? {} : {text}),
    message: withSavedUrls(state, message),
    ...(persona === undefined ? {} : {persona}),
    ...(sentBy?.messagingType === undefined ? {} : {messagingType: sentBy.messagingType}),
    ...(sentBy?.tag === undefined ? {} : {tag: sentBy.tag}),
    ...(sentBy === undefined ? {} : {appId: sentBy.appId}),
    ...(reaction === undefined ? {} : {reaction}),
    ...(replyTo === undefined ? {} : {replyTo}),
    // The emulator delivers at once, whatever the state of the person's phone.
    ...(from === 'page' ? {deliveredMs: atMs} : {}),
    ...(seenMs === undefined || seenMs < atMs ? {} : {readMs: seenMs}),
    ...(edits === undefined ? {} : {editedMs: edits.lastMs}),
    remarks: from === 'page' ? remarksOn(world, message, marketing !== undefined) : [],
    ...(marketing === undefined ? {} : {marketing}),
    ...(message['template'] === undefined || text === undefined ? {} : {utilityText: text}),
    ...(utilityButtons === undefined ? {} : {utilityButtons}),
    ...(utilityImage === undefined ? {} : {utilityImage}),
    activity: entries.get(id) ?? [],
  }
}

export function personaOf({personas}: State, id: string | undefined): ChatMessage['persona'] {
  const persona = id === undefined ? undefined : personas[id]
  return persona === undefined ? undefined : {name: persona.name, picture: persona.pictureUrl}
}

function marketingOf({campaigns, marketingSends, notificationTokens}: State, {sentBy}: StoredMessage) {
  const campaign = campaigns[sentBy?.campaignId ?? '']
  if (campaign === undefined) return undefined
  const token = notificationTokens[marketingSends[sentBy?.trackingId ?? '']?.token ?? '']
  return {campaign: campaign.name, topic: token?.topic ?? ''}
}

function repliedTo({messages}: State, {replyTo: mid}: StoredMessage): ChatMessage['replyTo'] {
  const original = mid === undefined ? undefined : messages.get(mid)
  if (mid === undefined) return undefined
  if (original === undefined) return {mid, from: 'person'}
  return {mid, ...(original.text === undefined ? {} : {text: original.text}), from: original.from}
}

const remarks = new WeakMap<StoredMessage['message'], readonly Remark[]>()

/** Parts that the platform accepts but changes, such as a title that it cuts. */
function remarksOn(world: World, message: StoredMessage['message'], isMarketing: boolean): readonly Remark[] {
  const known = remarks.get(message)
  if (known !== undefined) return known
  const today = world.today()
  const faults = isMarketing
    ? checkMarketingRequest({message}, {today, needsTarget: false})
    : checkSendRequest({messaging_type: 'RESPONSE', message}, {today, needsRecipient: false})
  const found = faults
    .filter(
      ({severity, segments: [first, ...rest]}) =>
        severity === 'warning' && first === 'message' && rest.length > 0,
    )
    .map(toRemark)
  remarks.set(message, found)
  return found
}

function toRemark({segments, message, rule, limit}: RuleFault): Remark {
  const path = toPath(segments.slice(1))
  return {path, message: rule === 'length' && limit !== undefined ? `cut at ${limit}: ${message}` : message}
}

type Json = Readonly<Record<string, unknown>>

/** Saved attachments with the URL they were saved from, for display. */
function withSavedUrls(state: State, message: Json): Json {
  const {attachment, attachments} = message
  return {
    ...message,
    ...(attachment === undefined ? {} : {attachment: withSavedUrl(state, attachment as Json)}),
    ...(Array.isArray(attachments)
      ? {attachments: attachments.map(each => withSavedUrl(state, each as Json))}
      : {}),
  }
}

function withSavedUrl({attachments}: State, attachment: Json): Json {
  const payload = (attachment['payload'] ?? {}) as Json
  const url = attachments[String(payload['attachment_id'])]?.url
  return url === undefined ? attachment : {...attachment, payload: {...payload, url}}
}
