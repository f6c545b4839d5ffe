import type {World} from './core/resource.ts'
import type {Person} from './core/state.ts'
import type {PersonPost} from './core/state-sending.ts'
import {fullName} from './users.ts'

/** The post of the Page that people comment on. */
export const PAGE_POST = '208132419075509'

/** A person writes below a post of the Page. It does not open the messaging window: an answer to a private reply does. */
export function addComment(world: World, person: Person, text: string): PersonPost {
  const comment = keep(world, person, 'comment', `${PAGE_POST}_${world.newId('37')}`, text)
  const postId = `${person.pageId}_${PAGE_POST}`
  announce(world, person, {
    post: {
      status_type: 'mobile_status_update',
      is_published: true,
      permalink_url: `https://www.facebook.com/permalink/${PAGE_POST}`,
      promotion_status: 'inactive',
      id: postId,
    },
    message: text,
    item: 'comment',
    verb: 'add',
    post_id: postId,
    comment_id: comment.id,
    parent_id: postId,
    created_time: Math.floor(comment.createdMs / 1000),
  })
  return comment
}

/** A person writes on the Page. */
export function addPost(world: World, person: Person, text: string): PersonPost {
  const post = keep(world, person, 'post', `${person.pageId}_${world.newId('20')}`, text)
  announce(world, person, {
    item: 'post',
    post_id: post.id,
    verb: 'add',
    published: 1,
    created_time: Math.floor(post.createdMs / 1000),
    message: text,
  })
  return post
}

function keep(
  world: World,
  {psid, pageId}: Person,
  kind: PersonPost['kind'],
  id: string,
  text: string,
): PersonPost {
  const post: PersonPost = {id, kind, pageId, psid, text, createdMs: world.now(), isAnswered: false}
  world.state.posts[id] = post
  return post
}

function announce(world: World, person: Person, value: Readonly<Record<string, unknown>>): void {
  world.deliver({
    pageId: person.pageId,
    field: 'feed',
    channel: 'changes',
    item: {from: {id: person.psid, name: fullName(person)}, ...value},
  })
}
