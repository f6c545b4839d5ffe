import {noSuchObject} from '../errors.ts'
import {conversationIdOf, postOfComment} from '../state/ids.ts'
import type {Person} from '../state/person.ts'
import type {State} from '../state/state.ts'
import type {World} from '../world.ts'

/**
 * Forgets a person and everything that is theirs: the conversation with its messages, opt-ins, logins, posts and comments. The log
 * keeps what happened.
 * @throws {PlatformError} when there is no such person.
 */
export function removePerson(world: World, psid: string): void {
  const {state, live} = world
  const person = state.people.get(psid)
  if (person === undefined) throw noSuchObject('DELETE', psid)
  forgetHistory(world, person)
  deleteWhere(state.userRefs, whose => whose === psid)
  forgetPosts(state, psid)
  state.people.delete(psid)
  live.stopTyping(person)
  live.changed(person)
}

/** Forgets what a person and the Page have had with each other: the conversation with its messages, opt-ins, logins. */
export function forgetHistory({state, order}: World, person: Person): void {
  const {psid} = person
  const id = conversationIdOf(psid)
  for (const mid of state.conversations.get(id)?.messageIds ?? []) {
    if (state.messages.get(mid)?.from === 'page') state.forgottenSent += 1
    state.messages.delete(mid)
  }
  state.conversations.delete(id)
  order.changed(person)
  deleteWhere(state.notificationTokens, token => token.psid === psid)
  deleteWhere(state.accountLinks, link => link.psid === psid)
}

/** With what was answered below them. */
function forgetPosts(state: State, psid: string): void {
  const isTheirs = (id: string | undefined) => id !== undefined && state.posts[id]?.psid === psid
  const isBelow = (id: string) => {
    const post = state.posts[id]
    return post?.kind === 'comment' && isTheirs(postOfComment(post.pageId, id))
  }
  const gone = Object.values(state.posts).filter(
    ({id, parentId}) => isTheirs(id) || isTheirs(parentId) || isBelow(id),
  )
  for (const {id} of gone) delete state.posts[id]
}

function deleteWhere<Value>(record: Record<string, Value>, isGone: (value: Value) => boolean): void {
  for (const [key, value] of Object.entries(record)) if (isGone(value)) delete record[key]
}
