import type {CommentId, PostId} from './ids.ts'
import type {Route} from './route.ts'

/**
 * Comments below the posts of a Page, and what the Page does with them.
 * Source: https://developers.facebook.com/docs/graph-api/reference/comment, https://developers.facebook.com/docs/graph-api/reference/object/comments
 */
export const commentsRoutes = {
  post: 'GET /{post_id}',
  ofPost: 'GET /{post_id}/comments',
  below: 'POST /{post_id}/comments',
  get: 'GET /{comment_id}',
  replies: 'GET /{comment_id}/comments',
  answer: 'POST /{comment_id}/comments',
  change: 'POST /{comment_id}',
  delete: 'DELETE /{comment_id}',
  like: 'POST /{comment_id}/likes',
  unlike: 'DELETE /{comment_id}/likes',
} as const satisfies Record<string, Route>

/** The answer of `GET /{post_id}`, with the fields that were requested. */
export interface Post {
  readonly id: PostId
  readonly created_time?: string
  readonly message?: string
  readonly from?: Author
}

/** A comment, with the fields that were requested. */
export interface Comment {
  readonly id: CommentId
  readonly created_time?: string
  /** Absent where the platform does not show who wrote it. */
  readonly from?: Author
  readonly message?: string
  readonly is_hidden?: boolean
  /** Until 7 days after the comment, once. */
  readonly can_reply_privately?: boolean
  readonly comment_count?: number
  /** The comment that it answers. */
  readonly parent?: {readonly id: CommentId}
}

/** A person, by PSID, or the Page. */
interface Author {
  readonly id: string
  readonly name?: string
}

export interface CommentListOptions {
  readonly fields?: string
  /** Comments per call. */
  readonly limit?: number
  /** `stream`: answers too. Default `toplevel`. */
  readonly filter?: 'toplevel' | 'stream'
  /** Default `chronological`. */
  readonly order?: 'chronological' | 'reverse_chronological'
}
