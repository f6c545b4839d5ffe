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

/** An act: the person, the platform and the parameters. */
export interface Scene {
  readonly world: World
  readonly person: Person
  readonly words: Words
  /** The emulator's address, for URLs of files it serves: `http://127.0.0.1:4010`. */
  readonly origin: string
}

/** The parameters of an act as received, not yet checked. */
export type Words = Readonly<Record<string, unknown>>

/** The result of an act: the ids of what it created, and what else the person sees. */
export interface ActOutcome {
  /** The message that the act created, or refers to. */
  readonly mid?: string
  readonly comment_id?: string
  readonly post_id?: string
  readonly user_ref?: string
  /** The web page that was opened. */
  readonly url?: string
  /** What a page with Messenger Extensions gets about the person who opens it. */
  readonly signed_request?: string
  readonly coupon_code?: string
  readonly notification_messages_token?: string
  readonly one_time_notif_token?: string
  /** The act that will report the referral to the Page. */
  readonly waits_for?: string
}

/** Changes the state and sends the events that the platform would send. */
export type Act = (scene: Scene) => ActOutcome | undefined

/** @throws {PlatformError} when the parameter is missing or not a text. */
export function demandText({words}: Pick<Scene, 'words'>, name: string): string {
  const text = optionalText({words}, name)
  if (text === undefined || text === '') throw missingParameter(name)
  return text
}

/** @throws {PlatformError} when the parameter is not a text. */
export function optionalText({words}: Pick<Scene, 'words'>, name: string): string | undefined {
  const value = words[name]
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw refused(`${name} must be a text`)
}

/** The refusal of an act, in plain words: these calls are the emulator's own. */
export function refused(why: string): PlatformError {
  return new PlatformError(100, why)
}

/** A parameter with one of several values. @throws {UsageError} for any other, suggesting the nearest. */
export function oneOf<Known extends string>(name: string, value: unknown, known: readonly Known[]): Known {
  const found = known.find(each => each === value)
  if (found !== undefined) return found
  const meant = typeof value === 'string' ? nearest(value, known) : undefined
  throw new UsageError(`${name} must be one of ${known.join(', ')}`, {
    hint: meant === undefined ? undefined : `Did you mean ${meant}?`,
  })
}

/** Sends an event about the person to the apps that subscribe to the field. */
export function emit({world, person}: Scene, field: string, event: Readonly<Record<string, unknown>>): void {
  const item = {sender: {id: person.psid}, recipient: {id: person.pageId}, timestamp: world.now(), ...event}
  world.deliver({pageId: person.pageId, field, item})
}

/** An act of a person opens the messaging window, and decides which app controls the conversation. */
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
 * The message of the conversation that the parameter `mid` names.
 * @throws {PlatformError} when it is not in the conversation.
 */
export function messageNamed({world, person}: Scene, mid: string): StoredMessage {
  const message = world.state.messages.get(mid)
  if (message !== undefined && message.conversationId === conversationIdOf(person.psid)) return message
  throw refused(`The conversation with ${person.firstName} has no message ${mid}`)
}

/** The named message, or else the newest that fits. */
export function messageMeant(
  scene: Scene,
  fits: (message: StoredMessage) => boolean,
  missing: string,
): StoredMessage {
  const mid = optionalText(scene, 'mid')
  if (mid !== undefined) return messageNamed(scene, mid)
  const {messages, conversations} = scene.world.state
  const {messageIds = []} = conversations.get(conversationIdOf(scene.person.psid)) ?? {}
  const found = messageIds.flatMap(id => messages.get(id) ?? []).findLast(fits)
  if (found === undefined) throw refused(missing)
  return found
}

/** Removes and returns the referral of a person whose conversation begins now. */
export function takeReferral({person}: Scene): Readonly<Record<string, unknown>> | undefined {
  const {referral} = person
  delete person.referral
  return referral
}
