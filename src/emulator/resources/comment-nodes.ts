import {PRIVATE_REPLY_DAYS} from '../../platform/messages.ts'
import type {Params} from '../../platform/route.ts'
import {notEmulated} from '../errors.ts'
import {demandAllowed, demandKnown} from '../graph/allowed.ts'
import {answerEdge, answerList, answerNode, type Edge, type NodeType} from '../graph/nodes.ts'
import {postOfComment} from '../state/ids.ts'
import type {PublicPost} from '../state/page.ts'
import {toPlatformTime} from '../state/time.ts'
import type {Call, World} from '../world.ts'
import {authorOf, permalinkOf} from './posts.ts'
import {notOneOf} from './refusals.ts'

const DAY_MS = 24 * 3_600_000

/** What reading comments requires. */
export const reading = {
  tokens: ['page'],
  scopes: ['pages_read_engagement', 'pages_read_user_content'],
} as const

/** Parameters of lists of comments that are not emulated. */
export const lacks = ['live_filter', 'since', 'until']

/** A post is recognised by its id: the Page's own posts are not part of the state. */
export interface Post {
  readonly id: string
  readonly pageId: string
  readonly written: PublicPost | undefined
}

const commentsEdge: Edge<PublicPost | Post> = (parent, world, call, selection) => {
  demandAllowed(reading, call.token)
  const {modifiers = {}} = selection
  demandKnown(selection, lacks)
  const found = commentsOf(world, parent.id, modifiers)
  const edge = answerEdge(commentType, found, world, call, {parentId: parent.id, selection})
  return {...edge, ...summaryOf(world, parent.id, modifiers)}
}

export const postType: NodeType<Post> = {
  name: 'Post',
  id: ({id}) => id,
  defaults: ['created_time', 'message'],
  fields: {
    created_time: ({written}) => toPlatformTime(ofPerson(written, 'created_time').createdMs),
    message: ({written}) => ofPerson(written, 'message').text,
    from: ({written, pageId}, world) => authorOf(world, pageId, written?.psid),
    permalink_url: ({id}) => permalinkOf(id),
    is_published: () => true,
  },
  edges: {comments: commentsEdge},
}

export const commentType: NodeType<PublicPost> = {
  name: 'Comment',
  id: ({id}) => id,
  defaults: ['created_time', 'from', 'message'],
  fields: {
    created_time: ({createdMs}) => toPlatformTime(createdMs),
    message: ({text}) => text,
    from: ({pageId, psid}, world) => authorOf(world, pageId, psid),
    // Comments are texts here.
    attachment: () => undefined,
    message_tags: () => undefined,
    can_comment: () => true,
    can_like: () => true,
    can_remove: () => true,
    can_hide: isOfPerson,
    can_reply_privately: (comment, world) =>
      isOfPerson(comment) &&
      !comment.isAnswered &&
      world.now() - comment.createdMs < PRIVATE_REPLY_DAYS * DAY_MS,
    comment_count: ({id}, world) => commentsOf(world, id, {}).length,
    is_hidden: ({isHidden = false}) => isHidden,
    is_private: () => false,
    like_count: ({isLiked = false}) => (isLiked ? 1 : 0),
    user_likes: ({isLiked = false}) => isLiked,
    object: ({pageId, id}) => ({id: postOfComment(pageId, id)}),
    parent: ({parentId = ''}, world, call) => {
      const parent = world.state.posts[parentId]
      return parent && answerNode(commentType, parent, world, {...call, params: {}})
    },
    permalink_url: ({pageId, id}) =>
      `${permalinkOf(postOfComment(pageId, id))}?comment_id=${id.split('_')[1]}`,
  },
  edges: {comments: commentsEdge},
}

export function isOfPerson({psid}: PublicPost): boolean {
  return psid !== undefined
}

function ofPerson(written: PublicPost | undefined, field: string): PublicPost {
  if (written !== undefined) return written
  throw notEmulated(`the field ${field} of a post that the Page wrote`)
}

/** The comments below a post or a comment; for a post only the top-level ones, unless all are requested. */
export function commentsOf(world: World, id: string, {filter = 'toplevel', order = 'chronological'}: Params) {
  demandOneOf('filter', filter, ['toplevel', 'stream'])
  demandOneOf('order', order, ['chronological', 'reverse_chronological'])
  const found = Object.values(world.state.posts)
    .filter(({kind}) => kind === 'comment')
    .filter(
      comment =>
        comment.parentId === id ||
        (postOfComment(comment.pageId, comment.id) === id &&
          (filter === 'stream' || comment.parentId === undefined)),
    )
    .sort((one, other) => one.createdMs - other.createdMs)
  return order === 'chronological' ? found : found.reverse()
}

function demandOneOf(name: string, value: unknown, allowed: readonly string[]): void {
  if (!allowed.includes(String(value))) throw notOneOf(name, allowed, value)
}

/** The list of comments below a post or a comment. */
export function listComments(world: World, call: Call, id: string): unknown {
  const found = commentsOf(world, id, call.params)
  return {...answerList(commentType, found, world, call), ...summaryOf(world, id, call.params)}
}

function summaryOf(world: World, id: string, {order = 'chronological', summary, filter}: Params): object {
  if (summary === undefined || ['false', '0'].includes(String(summary))) return {}
  const {length} = commentsOf(world, id, filter === undefined ? {} : {filter})
  return {summary: {order, total_count: length, can_comment: true}}
}
