import {PRIVATE_REPLY_DAYS, type Recipient, type SendRequest} from '../../platform/messages.ts'
import {notEmulated, PlatformError} from '../errors.ts'
import type {PublicPost} from '../state/page.ts'
import type {NotificationToken, Person} from '../state/person.ts'
import {type Call, pageOf, type World} from '../world.ts'
import {takeNotificationToken} from './notification-message-tokens.ts'
import {isKeptOff, personOnPage} from './people.ts'
import {invalid} from './refusals.ts'

const DAY_MS = 24 * 3_600_000

/** The emulated day may be one before 2026-02-10, until which a token could be written to. */
interface RecipientOfEarlierDay extends Recipient {
  readonly notification_messages_token?: string
}

/** The recipient, and how the request named them. */
export type Target =
  | {readonly by: 'id'; readonly person: Person}
  | {readonly by: 'user-ref'; readonly person: Person}
  | {readonly by: 'post'; readonly person: Person; readonly post: PublicPost}
  | {readonly by: 'notification-token'; readonly person: Person; readonly token: NotificationToken}

/** @throws {PlatformError} when it names no person of this Page. */
export function targetOf(world: World, call: Call, {recipient}: SendRequest): Target {
  const {id, user_ref: userRef, comment_id: comment, post_id: post} = recipient
  const {notification_messages_token: token}: RecipientOfEarlierDay = recipient
  if (id !== undefined) return {by: 'id', person: personOf(world, call, id)}
  if (userRef !== undefined)
    return {by: 'user-ref', person: personOf(world, call, world.state.userRefs[userRef])}
  if (comment !== undefined) return privateReply(world, call, 'comment', comment)
  if (post !== undefined) return privateReply(world, call, 'post', post)
  if (token === undefined) throw notEmulated(`a message to recipient.${Object.keys(recipient)[0]}`)
  const taken = takeNotificationToken(world, call, token)
  return {by: 'notification-token', person: personOf(world, call, taken.psid), token: taken}
}

/** @throws {PlatformError} when no person of this Page has the id, or the person cannot be reached. */
function personOf(world: World, call: Call, psid = ''): Person {
  const person = personOnPage(world, call, psid)
  if (!person.hasBlockedPage && !isKeptOff(person)) return person
  throw new PlatformError(551, "(#551) This person isn't available right now.", {
    subcode: 1545041,
    userTitle: 'Person unavailable',
    userMessage: "This person isn't receiving messages from you right now.",
  })
}

function privateReply(world: World, call: Call, kind: PublicPost['kind'], id: string): Target {
  const post = world.state.posts[id]
  if (post === undefined || post.kind !== kind || post.pageId !== pageOf(call).id || post.psid === undefined)
    throw invalid(`Param recipient[${kind}_id] is not a ${kind} that can be replied to: ${id}`)
  return {by: 'post', person: personOf(world, call, post.psid), post}
}

/**
 * A comment or post is answered in private once, within seven days; that needs no messaging window and opens none.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/discovery/private-replies
 */
export function demandUnanswered(world: World, {isAnswered, createdMs}: PublicPost): void {
  if (isAnswered) throw new PlatformError(10900, '(#10900) Activity already replied to')
  if (world.now() - createdMs < PRIVATE_REPLY_DAYS * DAY_MS) return
  throw outsideWindow()
}

/** The refusal of a message that is not allowed at this time. */
export function outsideWindow(): PlatformError {
  return new PlatformError(
    10,
    '(#10) This message is sent outside of allowed window. Learn more about the new policy here: https://developers.facebook.com/docs/messenger-platform/policy-overview',
    {subcode: 2018278},
  )
}
