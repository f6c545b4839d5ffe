import type {AttachmentId} from './ids.ts'
import type {Route} from './route.ts'

export const attachmentsRoutes = {
  /** Saves an attachment for later messages; by URL, or multipart with the part `filedata`. */
  upload: 'POST /{page}/message_attachments',
} as const satisfies Record<string, Route>

export const mediaTypes = ['image', 'audio', 'video', 'file'] as const

export type MediaType = (typeof mediaTypes)[number]

/** An image, audio, video or file: by URL, saved before, or (with neither) the file that travels beside it. */
export interface MediaAttachment<Type extends MediaType = MediaType> {
  readonly type: Type
  readonly payload: {
    readonly url?: string
    readonly attachment_id?: string
    /** Whether the platform keeps it, and answers with an `attachment_id`. Default false. */
    readonly is_reusable?: boolean
  }
}

export interface AttachmentUpload {
  readonly message: {readonly attachment: MediaAttachment}
  readonly platform?: 'MESSENGER' | 'INSTAGRAM' | 'messenger' | 'instagram'
}

export interface UploadedAttachment {
  readonly attachment_id: AttachmentId
}

/** Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/saving-assets */
export const attachmentLimits = {
  maxBytes: 25 * 1024 * 1024,
  maxImageBytesByUrl: 8 * 1024 * 1024,
  /** After this many days an `attachment_id` is not known any more. */
  lifeDays: 90,
} as const
