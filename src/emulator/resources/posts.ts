import {newCommentId, pagePostOf, postOfComment} from '../state/ids.ts'
import type {PublicPost} from '../state/page.ts'
import type {Person} from '../state/person.ts'
import type {World} from '../world.ts'
import {fullName} from './users.ts'

/** A person writes below the post of the Page. It does not open the messaging window: an answer to a private reply does. */
export function addComment(world: World, {pageId, psid}: Person, text: string): PublicPost {
  return keepComment(world, {pageId, psid}, {postId: pagePostOf(pageId), text})
}

/** The Page writes below a post, or below a comment: then that is the parent. */
export function addPageComment(
  world: World,
  pageId: Person['pageId'],
  comment: {readonly postId: string; readonly parentId?: string | undefined; readonly text: string},
): PublicPost {
  return keepComment(world, {pageId}, comment)
}

/** A person writes on the Page. */
export function addPost(world: World, {pageId, psid}: Person, text: string): PublicPost {
  const id = `${pageId}_${world.newId('20')}`
  const post = keep(world, {id, kind: 'post', pageId, psid, text, createdMs: world.now(), isAnswered: false})
  announce(world, post, psid, {
    item: 'post',
    post_id: post.id,
    verb: 'add',
    published: 1,
    created_time: secondsOf(post),
    message: text,
  })
  return post
}

/** What the Page does with a comment, as the feed names it. */
export type CommentVerb = 'edited' | 'hide' | 'unhide' | 'remove'

/** Notifies the apps of what the Page did with a comment. */
export function announceChange(world: World, comment: PublicPost, verb: CommentVerb): void {
  announce(world, comment, undefined, {
    ...(verb === 'remove' ? {} : {message: comment.text}),
    item: 'comment',
    verb,
    ...placeOf(comment),
  })
}

/** Notifies the apps that the Page likes a comment, or no longer does. */
export function announceLike(world: World, comment: PublicPost, verb: 'add' | 'remove'): void {
  announce(world, comment, undefined, {item: 'reaction', reaction_type: 'like', verb, ...placeOf(comment)})
}

function keepComment(
  world: World,
  {pageId, psid}: Pick<PublicPost, 'pageId' | 'psid'>,
  {
    postId,
    parentId,
    text,
  }: {readonly postId: string; readonly parentId?: string | undefined; readonly text: string},
): PublicPost {
  const comment = keep(world, {
    id: newCommentId(world.state, postId),
    kind: 'comment',
    pageId,
    ...(psid === undefined ? {} : {psid}),
    text,
    createdMs: world.now(),
    isAnswered: false,
    ...(parentId === undefined ? {} : {parentId}),
  })
  announce(world, comment, psid, {
    post: {
      status_type: 'mobile_status_update',
      is_published: true,
      permalink_url: permalinkOf(postId),
      promotion_status: 'inactive',
      id: postId,
    },
    message: text,
    item: 'comment',
    verb: 'add',
    ...placeOf(comment),
  })
  return comment
}

/** The address of a post for people. */
export function permalinkOf(postId: string): string {
  return `https://www.facebook.com/permalink/${postId.split('_')[1] ?? postId}`
}

function placeOf(comment: PublicPost): Readonly<Record<string, unknown>> {
  const postId = postOfComment(comment.pageId, comment.id)
  return {
    post_id: postId,
    comment_id: comment.id,
    parent_id: comment.parentId ?? postId,
    created_time: secondsOf(comment),
  }
}

const secondsOf = ({createdMs}: PublicPost): number => Math.floor(createdMs / 1000)

function keep(world: World, post: PublicPost): PublicPost {
  world.state.posts[post.id] = post
  return post
}

/** The author of a public post, as answers and events show it. @param psid undefined: the Page */
export function authorOf(
  {state}: World,
  pageId: string,
  psid: string | undefined,
): {readonly id: string; readonly name: string} {
  if (psid === undefined) return {id: pageId, name: state.pages[pageId]?.name ?? ''}
  const person = state.people.get(psid)
  return {id: psid, name: person === undefined ? '' : fullName(person)}
}

function announce(
  world: World,
  {pageId}: PublicPost,
  actor: string | undefined,
  value: Readonly<Record<string, unknown>>,
): void {
  const item = {from: authorOf(world, pageId, actor), ...value}
  world.deliver({pageId, field: 'feed', channel: 'changes', item})
}
