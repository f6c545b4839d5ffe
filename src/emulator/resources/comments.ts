import {commentsRoutes as routes} from '../../platform/comments.ts'
import {missingParameter, noSuchObject, notEmulated, PlatformError} from '../errors.ts'
import {answerNode} from '../graph/nodes.ts'
import {postOfComment} from '../state/ids.ts'
import type {PublicPost} from '../state/page.ts'
import {type Call, type Endpoint, pageOf, type Resource, type World} from '../world.ts'
import {
  commentsOf,
  commentType,
  isOfPerson,
  lacks,
  listComments,
  type Post,
  postType,
  reading,
} from './comment-nodes.ts'
import {addPageComment, announceChange, announceLike} from './posts.ts'
import {invalid} from './refusals.ts'

const writing = {tokens: ['page'], scopes: ['pages_manage_engagement']} as const

/** What a comment can contain besides its text. */
const attached = ['attachment_id', 'attachment_share_url', 'attachment_url', 'source', 'feedback_source']

const list: Omit<Endpoint, 'answer'> = {...reading, lacks, takes: ['summary']}

export const comments: Resource = {
  [routes.post]: {
    ...reading,
    answer: (world, call) => answerNode(postType, ownPost(world, call), world, call),
  },
  [routes.ofPost]: {...list, answer: (world, call) => listComments(world, call, ownPost(world, call).id)},
  [routes.below]: {
    ...writing,
    lacks: attached,
    answer: (world, call) => write(world, call, {postId: ownPost(world, call).id}),
  },
  [routes.get]: {
    ...reading,
    answer: (world, call) => answerNode(commentType, ownComment(world, call), world, call),
  },
  [routes.replies]: {...list, answer: (world, call) => listComments(world, call, ownComment(world, call).id)},
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
