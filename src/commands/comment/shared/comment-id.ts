import {UsageError} from '../../../errors.ts'
import type {CommentId, PostId} from '../../../platform/ids.ts'

/** What the commands need, for help. */
export const writingNeeds = `Needs the permission pages_manage_engagement, as far as is known. To answer in Messenger instead, once and within 7 days:
msgr send text --comment ID TEXT.`

const form = /^\d{1,32}(_\d{1,32})?$/

/** @throws {UsageError} if the text is not the id of a comment. */
export function parseCommentId(text: string): CommentId {
  if (form.test(text)) return text as CommentId
  throw notAnId(text, 'a comment')
}

/** The id of a post, or of a comment, which has answers below it. @throws {UsageError} for anything else. */
export function parsePostId(text: string): PostId {
  if (form.test(text)) return text as PostId
  throw notAnId(text, 'a post or a comment')
}

const notAnId = (text: string, what: string) =>
  new UsageError(`${text} is not the id of ${what}`, {
    hint: 'The events of the field feed have post_id and comment_id, such as 208132419075509_378848061065185',
  })
