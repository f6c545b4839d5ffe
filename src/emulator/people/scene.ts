import {UsageError} from '../../errors.ts'
import type {MessageId} from '../../platform/ids.ts'
import {nearest} from '../../platform/near-miss.ts'
import {missingParameter, PlatformError} from '../errors.ts'
import {conversationOf, store} from '../resources/people.ts'
import type {StoredMessage} from '../state/conversation.ts'
import {conversationIdOf} from '../state/ids.ts'
import type {Person} from '../state/person.ts'
import {renewControl} from '../state/thread-owner.ts'
import type {World} from '../world.ts'

/** What somebody does: who, to which platform, and with which words. */
export interface Scene {
  readonly world: World
  readonly person: Person
  readonly words: Words
  /** Where the emulator answers, as the address of what it shows: `http://127.0.0.1:4010`. */
  readonly origin: string
}

/** The details of an act, as they came in: nothing is known of them. */
export type Words = Readonly<Record<string, unknown>>

/** What an act answers: the ids of what it made, and what else the person sees. */
export interface ActOutcome {
  /** The message that came of it, or that it is about. */
  readonly mid?: string
  readonly comment_id?: string
  readonly post_id?: string
  readonly user_ref?: string
  /** The page that was opened. */
  readonly url?: string
  /** What a page with Messenger Extensions learns of who opens it. */
  readonly signed_request?: string
  readonly coupon_code?: string
  readonly notification_messages_token?: string
  readonly one_time_notif_token?: string
  /** What the person does next, so that the Page learns how they came. */
  readonly waits_for?: string
}

/** Changes the state and causes the events that the platform would send. */
export type Act = (scene: Scene) => ActOutcome | undefined

/** @throws {PlatformError} when the word is missing or no text. */
export function demandText({words}: Pick<Scene, 'words'>, name: string): string {
  const text = optionalText({words}, name)
  if (text === undefined || text === '') throw missingParameter(name)
  return text
}

/** @throws {PlatformError} when there is something else than a text. */
export function optionalText({words}: Pick<Scene, 'words'>, name: string): string | undefined {
  const value = words[name]
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw refused(`${name} must be a text`)
}

/** Why an act cannot be done, in plain words: these calls are the emulator's own. */
export function refused(why: string): PlatformError {
  return new PlatformError(100, why)
}

/** A word of an act that is one of several. @throws {UsageError} for any other, with the one that is likely meant. */
export function oneOf<Known extends string>(name: string, value: unknown, known: readonly Known[]): Known {
  const found = known.find(each => each === value)
  if (found !== undefined) return found
  const meant = typeof value === 'string' ? nearest(value, known) : undefined
  throw new UsageError(`${name} must be one of ${known.join(', ')}`, {
    hint: meant === undefined ? undefined : `Did you mean ${meant}?`,
  })
}

/** Sends an event about the person to the apps that subscribed the field. */
export function emit({world, person}: Scene, field: string, event: Readonly<Record<string, unknown>>): void {
  const item = {sender: {id: person.psid}, recipient: {id: person.pageId}, timestamp: world.now(), ...event}
  world.deliver({pageId: person.pageId, field, item})
}

/** What a person does opens the messaging window, and says which app controls the conversation. */
export function openWindow({world, person}: Scene): void {
  person.lastActionMs = world.now()
  renewControl(conversationOf(world, person), world.state.pages[person.pageId], world.now())
  world.live.changed(person)
}

/** Stores what a person wrote, which opens the messaging window. */
export function receive(
  scene: Scene,
  message: StoredMessage['message'],
  more: Pick<StoredMessage, 'text' | 'replyTo'>,
): MessageId {
  openWindow(scene)
  return store(scene.world, scene.person, {from: 'person', ...more, message}).id
}

/**
 * The message of the conversation that is meant by the word `mid`.
 * @throws {PlatformError} when the conversation does not hold it.
 */
export function messageNamed({world, person}: Scene, mid: string): StoredMessage {
  const message = world.state.messages.get(mid)
  if (message !== undefined && message.conversationId === conversationIdOf(person.psid)) return message
  throw refused(`The conversation with ${person.firstName} holds no message ${mid}`)
}

/** The message that is named, else the newest that fits. */
export function messageMeant(
  scene: Scene,
  fits: (message: StoredMessage) => boolean,
  missing: string,
): StoredMessage {
  const mid = optionalText(scene, 'mid')
  if (mid !== undefined) return messageNamed(scene, mid)
  const {messages, conversations} = scene.world.state
  const {messageIds = []} = conversations[conversationIdOf(scene.person.psid)] ?? {}
  const found = messageIds.flatMap(id => messages.get(id) ?? []).findLast(fits)
  if (found === undefined) throw refused(missing)
  return found
}

/** Takes the way by which a person came to a conversation that begins now. */
export function takeReferral({person}: Scene): Readonly<Record<string, unknown>> | undefined {
  const {referral} = person
  delete person.referral
  return referral
}
