import type {Route} from './route.ts'

/**
 * The Resumable Upload API: a file goes to the app, and the handle that it gets stands for it in other calls, such as the header
 * image of a template. A token of a person or a system user with a role in the app is documented.
 * Source: https://developers.facebook.com/docs/graph-api/guides/upload (v26.0) and
 * https://developers.facebook.com/docs/graph-api/reference/application/uploads
 */
export const uploadsRoutes = {
  start: 'POST /{app_id}/uploads',
  /** The bytes from the header `file_offset` on. */
  send: 'POST /{upload_session}',
  status: 'GET /{upload_session}',
} as const satisfies Record<string, Route>

/** What the id of a session begins with; a signature may follow it as a query: `upload:MTphd…?sig=ARZ…`. */
export const SESSION_PREFIX = 'upload:'

/** Source: guide, step 1. */
export const uploadTypes = ['application/pdf', 'image/jpeg', 'image/jpg', 'image/png', 'video/mp4'] as const
export type UploadType = (typeof uploadTypes)[number]

/** Those that a header image of a template may have. */
export const imageUploadTypes = [
  'image/jpeg',
  'image/jpg',
  'image/png',
] as const satisfies readonly UploadType[]

/** The answer to the last part. */
export interface UploadedHandle {
  /** Opaque: `4::aW1hZ2UvcG5n:…`. */
  readonly h: string
}

export interface UploadStatus {
  readonly id: string
  /** How many bytes have arrived; the guide shows a text. */
  readonly file_offset: string | number
}

/** How the hosts that take files refuse: without `error`. Source: answers of the platform to other resumable uploads. */
export interface UploadRefusal {
  readonly debug_info: {
    readonly retriable: boolean
    /** `OffsetInvalidError`, `PartialRequestError`, `ProcessingFailedError`. */
    readonly type: string
    readonly message: string
  }
}
