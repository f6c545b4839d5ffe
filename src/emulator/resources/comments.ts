import {commentsRoutes as routes} from '../../platform/comments.ts'
import {PRIVATE_REPLY_DAYS} from '../../platform/messages.ts'
import type {Params} from '../../platform/route.ts'
import {missingParameter, noSuchObject, notEmulated, PlatformError} from '../errors.ts'
import {demandAllowed, demandKnown} from '../graph/allowed.ts'
import {answerEdge, answerList, answerNode, type Edge, type NodeType} from '../graph/nodes.ts'
import {postOfComment} from '../state/ids.ts'
import type {PublicPost} from '../state/page.ts'
import {toPlatformTime} from '../state/time.ts'
import {type Call, type Endpoint, pageOf, type Resource, type World} from '../world.ts'
import {addPageComment, announceChange, announceLike, authorOf, permalinkOf} from './posts.ts'
import {invalid, notOneOf} from './refusals.ts'

const DAY_MS = 24 * 3_600_000

const reading = {tokens: ['page'], scopes: ['pages_read_engagement', 'pages_read_user_content']} as const
const writing = {tokens: ['page'], scopes: ['pages_manage_engagement']} as const

/** What a comment can hold besides its text. */
const attached = ['attachment_id', 'attachment_share_url', 'attachment_url', 'source', 'feedback_source']
const lacks = ['live_filter', 'since', 'until']

/** A post is known by its id: that of the Page itself is no part of the state. */
interface Post {
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

const postType: NodeType<Post> = {
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

const commentType: NodeType<PublicPost> = {
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

const list: Omit<Endpoint, 'answer'> = {...reading, lacks, takes: ['summary']}

export const comments: Resource = {
  [routes.post]: {
    ...reading,
    answer: (world, call) => answerNode(postType, ownPost(world, call), world, call),
  },
  [routes.ofPost]: {...list, answer: (world, call) => listed(world, call, ownPost(world, call).id)},
  [routes.below]: {
    ...writing,
    lacks: attached,
    answer: (world, call) => write(world, call, {postId: ownPost(world, call).id}),
  },
  [routes.get]: {
    ...reading,
    answer: (world, call) => answerNode(commentType, ownComment(world, call), world, call),
  },
  [routes.replies]: {...list, answer: (world, call) => listed(world, call, ownComment(world, call).id)},
  [routes.answer]: {
    ...writing,
    lacks: attached,
    answer: (world, call) => {
      const {id, pageId, parentId = id} = ownComment(world, call)
      return write(world, call, {postId: postOfComment(pageId, id), parentId})
    },
  },
  [routes.change]: {...writing, lacks: attached, answer: change},
  [routes.delete]: {
    ...writing,
    answer: (world, call) => {
      const comment = ownComment(world, call)
      for (const {id} of commentsOf(world, comment.id, {})) delete world.state.posts[id]
      delete world.state.posts[comment.id]
      announceChange(world, comment, 'remove')
      return {success: true}
    },
  },
  [routes.like]: {...writing, answer: (world, call) => like(world, ownComment(world, call), true)},
  [routes.unlike]: {...writing, answer: (world, call) => like(world, ownComment(world, call), false)},
}

function isOfPerson({psid}: PublicPost): boolean {
  return psid !== undefined
}

function ofPerson(written: PublicPost | undefined, field: string): PublicPost {
  if (written !== undefined) return written
  throw notEmulated(`the field ${field} of a post that the Page wrote`)
}

function ownPost(world: World, call: Call): Post {
  const id = call.ids['post_id'] ?? ''
  const page = pageOf(call)
  if (id.startsWith(`${page.id}_`)) return {id, pageId: page.id, written: world.state.posts[id]}
  throw noSuchObject(methodOf(call), id)
}

function ownComment(world: World, call: Call): PublicPost {
  const id = call.ids['comment_id'] ?? ''
  const comment = world.state.posts[id]
  if (comment !== undefined && comment.pageId === pageOf(call).id) return comment
  throw noSuchObject(methodOf(call), id)
}

const methodOf = ({route}: Call): string => route.split(' ')[0] ?? ''

/** The comments below a post or a comment. Those of a post are the ones that answer no other, unless all are asked for. */
function commentsOf(world: World, id: string, {filter = 'toplevel', order = 'chronological'}: Params) {
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

function listed(world: World, call: Call, id: string): unknown {
  const found = commentsOf(world, id, call.params)
  return {...answerList(commentType, found, world, call), ...summaryOf(world, id, call.params)}
}

function summaryOf(world: World, id: string, {order = 'chronological', summary, filter}: Params): object {
  if (summary === undefined || ['false', '0'].includes(String(summary))) return {}
  const {length} = commentsOf(world, id, filter === undefined ? {} : {filter})
  return {summary: {order, total_count: length, can_comment: true}}
}

function write(
  world: World,
  call: Call,
  place: {readonly postId: string; readonly parentId?: string | undefined},
): {readonly id: string} {
  const text = textOf(call)
  if (call.files.length > 0) throw notEmulated('a comment with a file')
  if (text === undefined) throw missingParameter('message')
  return {id: addPageComment(world, pageOf(call).id, {...place, text}).id}
}

function textOf({params: {message}}: Call): string | undefined {
  return message === undefined || message === '' ? undefined : String(message)
}

/** The Page edits what it wrote, and hides what a person wrote. */
function change(world: World, call: Call): {readonly success: true} {
  const comment = ownComment(world, call)
  const {is_hidden: hidden} = call.params
  const text = textOf(call)
  if (text === undefined && hidden === undefined) throw missingParameter('message')
  if (text !== undefined && isOfPerson(comment)) throw notAllowed('edit a comment of somebody else')
  if (hidden !== undefined && !isOfPerson(comment)) throw notAllowed('hide a comment of the Page')
  const isHidden = hidden === undefined ? undefined : toFlag('is_hidden', hidden)
  if (text !== undefined) {
    comment.text = text
    announceChange(world, comment, 'edited')
  }
  if (isHidden !== undefined && isHidden !== (comment.isHidden ?? false)) {
    comment.isHidden = isHidden
    announceChange(world, comment, isHidden ? 'hide' : 'unhide')
  }
  return {success: true}
}

/** @throws {PlatformError} 100 for what is neither true nor false. */
function toFlag(name: string, value: unknown): boolean {
  const text = String(value).toLowerCase()
  if (['true', '1'].includes(text)) return true
  if (['false', '0'].includes(text)) return false
  throw invalid(`Param ${name} must be a boolean`)
}

function like(world: World, comment: PublicPost, isLiked: boolean): {readonly success: true} {
  if (isLiked === (comment.isLiked ?? false)) return {success: true}
  comment.isLiked = isLiked
  announceLike(world, comment, isLiked ? 'add' : 'remove')
  return {success: true}
}

const notAllowed = (what: string): PlatformError =>
  new PlatformError(200, `(#200) The Page cannot ${what}`, {status: 403})
