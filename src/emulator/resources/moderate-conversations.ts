import {
  MAX_MODERATED_PEOPLE,
  MAX_MODERATION_ACTIONS,
  type ModerationAction,
  moderationActions,
  oppositeActions,
  moderateConversationsRoutes as routes,
} from '../../platform/moderate-conversations.ts'
import {missingParameter, PlatformError} from '../errors.ts'
import type {Conversation} from '../state/conversation.ts'
import {conversationIdOf} from '../state/ids.ts'
import type {Person} from '../state/person.ts'
import {type Call, pageOf, type Resource, type World} from '../world.ts'
import {invalid, notOneOf} from './refusals.ts'

interface Moderated {
  readonly person: Person
  readonly conversation: Conversation
}

const effects: Readonly<Record<ModerationAction, (moderated: Moderated) => void>> = {
  block_user: ({person}) => {
    person.isBlockedByPage = true
  },
  unblock_user: ({person}) => {
    person.isBlockedByPage = false
  },
  ban_user: ({person}) => {
    person.isBannedByPage = true
  },
  unban_user: ({person}) => {
    person.isBannedByPage = false
  },
  move_to_spam: ({conversation}) => {
    conversation.isSpam = true
  },
}

export const moderateConversations: Resource = {
  [routes.moderate]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call) => {
      const users = listIn(call, 'user_ids', MAX_MODERATED_PEOPLE)
      const actions = actionsIn(call)
      const moderated = users.map((user, index) => conversationWith(world, call, user, index))
      for (const each of moderated) for (const action of actions) effects[action](each)
      return {success: true}
    },
  },
}

function listIn(call: Call, name: string, most: number): readonly unknown[] {
  const list = call.params[name]
  if (list === undefined) throw missingParameter(name)
  if (!Array.isArray(list)) throw invalid(`Param ${name} must be an array.`)
  if (list.length === 0) throw invalid(`param ${name} must be non-empty.`)
  if (list.length > most) throw new PlatformError(105, `(#105) param ${name} has too many elements.`)
  return list
}

function actionsIn(call: Call): readonly ModerationAction[] {
  const actions = listIn(call, 'actions', MAX_MODERATION_ACTIONS).map((action, index) => {
    const known = moderationActions.find(name => name === String(action).toLowerCase())
    if (known === undefined) throw notOneOf(`actions[${index}]`, moderationActions, action)
    return known
  })
  const opposites = oppositeActions.find(pair => pair.every(action => actions.includes(action)))
  if (opposites !== undefined)
    throw invalid(`Param actions must not hold ${opposites.join(' and ')} together.`)
  return actions
}

/** A request applies to all people or to none. @throws {PlatformError} for a person who never wrote to the Page. */
function conversationWith(world: World, call: Call, user: unknown, index: number): Moderated {
  const {id} = (user ?? {}) as {readonly id?: unknown}
  const person = world.state.people.get(String(id))
  if (person === undefined || person.pageId !== pageOf(call).id)
    throw invalid(`Param user_ids[${index}][id] is not a valid PSID or IGSID - got "${String(id)}".`)
  const conversation = world.state.conversations.get(conversationIdOf(person.psid))
  if (conversation === undefined) throw new PlatformError(1, '(#1) Thread not found')
  return {person, conversation}
}
