import {createHash} from 'node:crypto'
import {extname} from 'node:path'
import {extensionOf} from '../../../platform/content-types.ts'
import type {ConversationMessage, MessageAttachment} from '../../../platform/conversations.ts'
import {toFileName} from '../../shared/files/file-name.ts'
import {toIso} from '../../shared/wording/times.ts'

/**
 * The name of an attachment's file: always the same for the same attachment, unique, in the order of the messages, and safe on every
 * system, whatever the sender called it: `20261120-091500-4f1d2c3b9a07-photo.jpg`.
 * @param position of the attachment in its message, from 0.
 */
export function attachmentFileName(
  message: ConversationMessage,
  {id, name = '', mime_type: type = '', image_data: image, video_data: video}: MessageAttachment,
  position: number,
): string {
  const at = toIso(message.created_time)?.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  const key = createHash('sha256')
    .update(`${message.id} ${id ?? position}`)
    .digest('hex')
    .slice(0, 12)
  const extension = /^\.[a-z0-9]{1,8}$/i.exec(extname(name))?.[0]
  const stem = toFileName(extension === undefined ? name : name.slice(0, -extension.length))
  const kind = image !== undefined ? 'image' : video !== undefined ? 'video' : 'file'
  return `${at ?? 'undated'}-${key}-${stem ?? kind}${extension ?? extensionOf(type) ?? ''}`
}
