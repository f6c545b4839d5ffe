import {
  type MediaType,
  attachmentsRoutes as routes,
  type UploadedAttachment,
} from '../../platform/attachments.ts'
import type {GraphClient} from '../core/graph-client.ts'
import {demandId} from '../core/send-answer.ts'
import type {UploadFile, UploadOptions} from '../core/upload.ts'

const toParams = (type: MediaType, payload: {readonly url?: string}) => ({
  message: {attachment: {type, payload: {...payload, is_reusable: true}}},
})

/** Attachments that are saved for later messages, for 90 days. */
export const attachments = (graph: GraphClient) => ({
  /** The platform fetches the URL before it answers. */
  upload: (type: MediaType, url: string) =>
    demandId(
      graph.request<UploadedAttachment>(routes.upload, toParams(type, {url})),
      'attachment_id',
      routes.upload,
    ),

  /**
   * The file is read from disk as it goes out.
   * @throws {UsageError} if there is no such file, or the platform would not take one of its size.
   */
  uploadFile: async (
    type: MediaType,
    file: UploadFile,
    options?: UploadOptions,
  ): Promise<UploadedAttachment> =>
    demandId(
      graph
        .upload<UploadedAttachment>(routes.upload, toParams(type, {}), file, options)
        .then(({answer}) => answer),
      'attachment_id',
      routes.upload,
    ),
})
