import {
  type MediaType,
  attachmentsRoutes as routes,
  type UploadedAttachment,
} from '../../platform/attachments.ts'
import type {GraphClient} from '../core/graph-client.ts'
import type {UploadFile, UploadOptions} from '../core/upload.ts'

const needs = ['attachment_id']

const toParams = (type: MediaType, payload: {readonly url?: string}) => ({
  message: {attachment: {type, payload: {...payload, is_reusable: true}}},
})

/** Attachments that are saved for later messages, for 90 days. */
export const attachments = (graph: GraphClient) => ({
  /** The platform fetches the URL before it answers. */
  upload: (type: MediaType, url: string) =>
    graph.request<UploadedAttachment>(routes.upload, toParams(type, {url}), {needs}),

  /**
   * The file is read from disk as it goes out.
   * @throws {UsageError} if there is no such file, or the platform would not take one of its size.
   */
  uploadFile: async (
    type: MediaType,
    file: UploadFile,
    options?: UploadOptions,
  ): Promise<UploadedAttachment> =>
    graph
      .upload<UploadedAttachment>(routes.upload, toParams(type, {}), file, {...options, needs})
      .then(({answer}) => answer),
})
