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
