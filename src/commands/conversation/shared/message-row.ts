import type {ConversationMessage} from '../../../platform/conversations.ts'
import type {MessageId} from '../../../platform/ids.ts'
import {toIso} from '../../shared/wording/times.ts'
import type {AttachmentFile} from './attachment-list.ts'

/** One message of a conversation. The keys are a public API. */
export interface MessageRow {
  readonly id: MessageId
  /** ISO 8601, UTC; absent when the platform gives no details of the message. */
  readonly createdAt: string | undefined
  readonly fromId: string | undefined
  readonly fromName: string | undefined
  readonly text: string | undefined
  /** The attachments as the platform describes them. */
  readonly attachments: readonly unknown[] | undefined
  /** The files that were downloaded, or not, when that was requested. */
  readonly files: readonly AttachmentFile[] | undefined
}

/** The fields to request for each message. */
export const messageFields = 'id,created_time,from,message,attachments'

/** @param files those of the whole conversation; undefined if they were not requested. */
export function toMessageRow(
  {id, created_time: time, from, message, attachments}: ConversationMessage,
  files: readonly AttachmentFile[] | undefined,
): MessageRow {
  return {
    id,
    createdAt: toIso(time),
    fromId: from?.id,
    fromName: from?.name,
    text: message,
    attachments: attachments?.data,
    files: files?.filter(({messageId}) => messageId === id),
  }
}
