import {
  attachmentLimits,
  attachmentsRoutes as routes,
  type UploadedAttachment,
} from '../../platform/attachments.ts'
import type {AttachmentId} from '../../platform/ids.ts'
import type {Message} from '../../platform/messages.ts'
import {judgeAttachmentUpload} from '../../platform/messages-check.ts'
import {PlatformError} from '../errors.ts'
import type {Attachment} from '../state/page.ts'
import {type Call, pageOf, type Resource, type UploadedFile, type World} from '../world.ts'
import {invalid, refusalOf} from './refusals.ts'

const DAY_MS = 24 * 3_600_000

export const attachments: Resource = {
  [routes.upload]: {
    tokens: ['page'],
    scopes: ['pages_messaging'],
    answer: (world, call): UploadedAttachment => {
      const {faults, request} = judgeAttachmentUpload(call.params, {isUpload: isFileUpload(call)})
      const refusal = refusalOf(
        faults.filter(
          ({severity, rule, segments}) =>
            severity !== 'warning' && !(rule === 'unknown-key' && segments.length === 1),
        ),
      )
      if (refusal !== undefined) throw refusal
      const saved = saveAttachment(world, call, request.message.attachment)
      if (saved === undefined) throw invalid('Upload attachment failure.', 2018047)
      return {attachment_id: saved.id}
    },
  },
}

/** Whether the attachment is uploaded as a file with the request. */
export function isFileUpload({files}: Call): boolean {
  return files.some(isFiledata)
}

const isFiledata = ({part}: UploadedFile): boolean => part === 'filedata'

/**
 * Stores an attachment given by URL or as a file; undefined for a template and for a saved attachment.
 * A URL is trusted and never fetched; only a host that ends in `.invalid` fails, as it would anywhere.
 * @throws {PlatformError} when the platform could not accept it.
 */
export function saveAttachment(
  world: World,
  call: Call,
  attachment: Message['attachment'],
): Attachment | undefined {
  if (attachment === undefined || attachment.type === 'template') return undefined
  const {url, is_reusable: isReusable = false} = attachment.payload
  const file = call.files.find(isFiledata)
  if (url === undefined && file === undefined) return undefined
  if (url !== undefined) demandFetchable(url)
  if (file !== undefined) demandUsable(file, attachment.type)
  const id = world.newId('18') as AttachmentId
  const saved: Attachment = {
    id,
    pageId: pageOf(call).id,
    type: attachment.type,
    isReusable,
    createdMs: world.now(),
    ...(url === undefined ? {} : {url}),
    ...(file === undefined ? {} : {bytes: file.bytes}),
  }
  world.state.attachments[id] = saved
  return saved
}

/** @throws {PlatformError} when the platform could not fetch a URL. */
export function demandFetchable(url: string): void {
  if (!/^https?:\/\/[^/:?#]*\.invalid([/:?#]|$)/i.test(url)) return
  throw invalid('Failed to fetch the file from the url', 2018008)
}

function demandUsable({bytes, contentType}: UploadedFile, type: string): void {
  if (bytes > attachmentLimits.maxBytes) throw invalid('Attachment size exceeds allowable limit', 2018109)
  const [kind = ''] = contentType.split('/')
  const isOther = ['image', 'audio', 'video'].includes(type) && kind !== type && kind !== 'application'
  if (isOther || bytes === 0) {
    throw invalid(`Upload attachment failure. The file is ${contentType}, the attachment ${type}.`, 2018047)
  }
}

/** @throws {PlatformError} when the message names a saved attachment that this Page does not have. */
export function checkSavedAttachments(world: World, call: Call, message: Message): void {
  for (const id of savedIds(message)) {
    const saved = world.state.attachments[id]
    const oldestMs = world.now() - attachmentLimits.lifeDays * DAY_MS
    const isOwn = saved?.pageId === pageOf(call).id
    if (saved !== undefined && isOwn && saved.isReusable && saved.createdMs > oldestMs) continue
    throw new PlatformError(
      100,
      '(#100) The attachment ID is invalid, or you do not have permission to send it',
      {subcode: 2018074},
    )
  }
}

function savedIds({attachment, attachments: many = []}: Message): readonly string[] {
  const all = attachment === undefined ? many : [attachment, ...many]
  return all.flatMap(({type, payload}) => {
    if (type !== 'template') return payload.attachment_id ?? []
    return payload.template_type === 'media'
      ? payload.elements.flatMap(element => element.attachment_id ?? [])
      : []
  })
}
