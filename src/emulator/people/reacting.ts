import {reactionName} from '../../platform/reactions.ts'
import {readMarketing} from '../resources/marketing-events.ts'
import {conversationOf} from '../resources/people.ts'
import type {StoredMessage} from '../state/conversation.ts'
import {type Act, emit, messageMeant, openWindow, optionalText, refused} from './scene.ts'

const isOfPage = ({from}: StoredMessage): boolean => from === 'page'

/** Reactions to messages, and acts on the whole conversation. */
export const reacting = {
  react: scene => {
    const emoji = optionalText(scene, 'emoji') ?? '❤️'
    if (!/^\p{Emoji}/u.test(emoji) || [...emoji].length > 12) throw refused(`${emoji} is not an emoji`)
    const target = messageMeant(scene, isOfPage, 'There is no message to react to')
    Object.assign(target, {reaction: emoji, reactedBy: 'person'})
    openWindow(scene)
    emit(scene, 'message_reactions', {
      reaction: {mid: target.id, action: 'react', reaction: reactionName(emoji), emoji},
    })
    return {mid: target.id}
  },
  unreact: scene => {
    const target = messageMeant(
      scene,
      message => isOfPage(message) && message.reaction !== undefined,
      'There is no reaction to remove',
    )
    if (target.reaction === undefined) throw refused('This message has no reaction')
    delete target.reaction
    openWindow(scene)
    emit(scene, 'message_reactions', {reaction: {mid: target.id, action: 'unreact'}})
    return {mid: target.id}
  },
  read: scene => {
    const {world, person} = scene
    const watermark = world.now()
    const conversation = conversationOf(world, person)
    const {personReadMs: sinceMs = 0} = conversation
    conversation.personReadMs = watermark
    world.live.changed(person)
    emit(scene, 'message_reads', {read: {watermark}})
    readMarketing(world, person, sinceMs)
    return {}
  },
  /** The platform has no event for it. */
  typing: () => ({}),
} satisfies Record<string, Act>
