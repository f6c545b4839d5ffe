import {
  type Comment,
  type CommentListOptions,
  type Post,
  commentsRoutes as routes,
} from '../../platform/comments.ts'
import type {CommentId, PostId} from '../../platform/ids.ts'
import type {GraphClient} from '../core/graph-client.ts'

/** Comments below the posts of the Page. A private reply to one is a message: its recipient is `{comment_id}`. */
export const comments = (graph: GraphClient) => ({
  post: (post: PostId, fields = 'id,created_time,message,from') =>
    graph.request<Post>(routes.post, {post_id: post, fields}, {needs: ['id']}),

  /** The comments below a post; further pages are fetched only as they are read. */
  list: (post: PostId, options: CommentListOptions = {}) =>
    graph.pages<Comment>(
      routes.ofPost,
      {post_id: post, fields: commentFields, ...options},
      {needs: ['data[].id']},
    ),

  /** The Page comments on a post. */
  create: (post: PostId, message: string) =>
    graph.request<{readonly id: CommentId}>(routes.below, {post_id: post, message}, {needs: ['id']}),

  get: (comment: CommentId, fields = commentFields) =>
    graph.request<Comment>(routes.get, {comment_id: comment, fields}, {needs: ['id']}),

  /** The answers to a comment. */
  replies: (comment: CommentId, options: Omit<CommentListOptions, 'filter'> = {}) =>
    graph.pages<Comment>(
      routes.replies,
      {comment_id: comment, fields: commentFields, ...options},
      {needs: ['data[].id']},
    ),

  /** The Page answers a comment, where everybody sees it. */
  reply: (comment: CommentId, message: string) =>
    graph.request<{readonly id: CommentId}>(routes.answer, {comment_id: comment, message}, {needs: ['id']}),

  /** Hides a comment of a person, edits one of the Page. */
  change: (comment: CommentId, change: {readonly is_hidden: boolean} | {readonly message: string}) =>
    graph.done(routes.change, {comment_id: comment, ...change}),

  delete: (comment: CommentId) => graph.done(routes.delete, {comment_id: comment}),
  like: (comment: CommentId) => graph.done(routes.like, {comment_id: comment}),
  unlike: (comment: CommentId) => graph.done(routes.unlike, {comment_id: comment}),
})

const commentFields = 'id,created_time,from,message,is_hidden,can_reply_privately,comment_count,parent'
