import type {Command} from 'commander'
import type {Context} from '../../../context.ts'
import type {CommentId} from '../../../platform/ids.ts'
import {parseCommentId, writingNeeds} from './comment-id.ts'

export interface ChangedComment {
  readonly id: CommentId
  readonly hidden: boolean
}

/** Declares the comment. @param about what the command does. */
export function declareHiding(command: Command, about: string, example: string): void {
  command
    .argument('<comment>', 'the id of the comment')
    .addHelpText('after', `\n${about} ${writingNeeds}\n\nExamples:\n  $ ${example}`)
}

/** Hides a comment of a person from others, or shows it again. */
export async function setHidden(context: Context, comment: string, hidden: boolean): Promise<ChangedComment> {
  const id = parseCommentId(comment)
  const {comments} = await context.api()
  await comments.change(id, {is_hidden: hidden})
  return {id, hidden}
}
