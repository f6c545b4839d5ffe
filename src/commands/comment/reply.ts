import type {Command} from 'commander'
import type {Context} from '../../context.ts'
import {UsageError} from '../../errors.ts'
import type {CommentId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {parseCommentId, writingNeeds} from './shared/comment-id.ts'

export interface CommentReply {
  /** The new comment. */
  readonly id: CommentId
  /** The comment that it answers. */
  readonly parentId: CommentId
}

export function declare(command: Command): void {
  command
    .argument('<comment>', 'the id of the comment')
    .argument('<text>', 'the answer; - reads standard input')
    .addHelpText(
      'after',
      `
Everybody who sees the comment sees the answer. ${writingNeeds}

Examples:
  $ msgr comment reply 208132419075509_3700000000000001 "It costs 40 euros"
  $ msgr send text --comment 208132419075509_3700000000000001 "It costs 40 euros"`,
    )
}

export async function run(context: Context, comment: string, given: string): Promise<CommentReply> {
  const parentId = parseCommentId(comment)
  const text = given === '-' ? (await context.io.readText('-')).replace(/\n$/, '') : given
  if (text.trim() === '')
    throw new UsageError('The text is empty', {hint: 'Give it after the comment, in quotes'})
  const {comments} = await context.api()
  const {id} = await comments.reply(parentId, text)
  return {id, parentId}
}

export const view: View<CommentReply> = ({id, parentId}) => `Answered the comment ${parentId}: ${id}`
