import type {Command} from 'commander'
import {collect} from '../../api/core/paging.ts'
import type {Context} from '../../context.ts'
import type {Comment} from '../../platform/comments.ts'
import type {CommentId} from '../../platform/ids.ts'
import type {View} from '../../terminal/view.ts'
import {declareLimit, limited, parseLimit, perCall} from '../shared/arguments/limit.ts'
import {toIso} from '../shared/wording/times.ts'
import {parsePostId} from './shared/comment-id.ts'

/** One comment. The keys are a public API. */
export interface CommentRow {
  readonly id: CommentId
  /** ISO 8601, UTC. */
  readonly createdAt: string | undefined
  /** A PSID, or the id of the Page; undefined where the platform does not show who wrote it. */
  readonly fromId: string | undefined
  readonly fromName: string | undefined
  readonly text: string | undefined
  readonly hidden: boolean | undefined
  /** Whether the Page may still send a private reply. */
  readonly canReplyPrivately: boolean | undefined
  /** The number of answers. */
  readonly replies: number | undefined
  /** The comment that it answers. */
  readonly parentId: CommentId | undefined
}

interface ListOptions {
  readonly limit: string
  readonly replies?: boolean
}

export const json = 'array'
export const csv = {
  columns: [
    ...[
      'id',
      'createdAt',
      'fromId',
      'fromName',
      'text',
      'hidden',
      'canReplyPrivately',
      'replies',
      'parentId',
    ],
  ],
}

export function declare(command: Command): void {
  declareLimit(
    command
      .argument('<post>', 'the id of a post of the Page; or that of a comment, for its answers')
      .option('--replies', 'with the answers to comments, all in one list'),
    'comments',
    'long',
  ).addHelpText(
    'after',
    `
Lists the newest comment first. Ids of posts are in the events of the field feed and in addresses of posts. Needs the
permissions pages_read_engagement and pages_read_user_content, as far as is known.

Examples:
  $ msgr comment list 109876543210987_208132419075509
  $ msgr comment list 109876543210987_208132419075509 --replies --limit all --json
  $ msgr send text --comment 208132419075509_3700000000000001 "We answered you in Messenger"`,
  )
}

export async function run(
  context: Context,
  post: string,
  {limit, replies = false}: ListOptions,
): Promise<readonly CommentRow[]> {
  const most = parseLimit(limit)
  const id = parsePostId(post)
  const {comments} = await context.api()
  const list = comments.list(id, {
    limit: perCall(most),
    order: 'reverse_chronological',
    ...(replies && {filter: 'stream' as const}),
  })
  return (await collect(limited(context, list, most))).map(toRow)
}

function toRow({id, created_time: time, from, message, ...comment}: Comment): CommentRow {
  return {
    id,
    createdAt: toIso(time),
    fromId: from?.id,
    fromName: from?.name,
    text: message,
    hidden: comment.is_hidden,
    canReplyPrivately: comment.can_reply_privately,
    replies: comment.comment_count,
    parentId: comment.parent?.id,
  }
}

export const view: View<readonly CommentRow[]> = (comments, style) => ({
  columns: ['id', 'time', 'from', 'text', ''],
  rows: comments.map(({id, createdAt, fromName, fromId, text, hidden}) => [
    id,
    createdAt && style.time(createdAt),
    fromName ?? fromId,
    text,
    hidden === true ? style.faint('hidden') : '',
  ]),
  whole: ['id', 'time'],
  leaveOut: ['time'],
})

export const empty = (post: string): string => `There are no comments below ${post}.`
