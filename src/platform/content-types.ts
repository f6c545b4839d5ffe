import {extname} from 'node:path'
import {type MediaType, mediaTypes} from './attachments.ts'

const contentTypes: Readonly<Record<string, string>> = {
  '.aac': 'audio/aac',
  '.avi': 'video/x-msvideo',
  '.csv': 'text/csv',
  '.doc': 'application/msword',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.gif': 'image/gif',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.m4a': 'audio/mp4',
  '.mov': 'video/quicktime',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.oga': 'audio/ogg',
  '.ogg': 'video/ogg',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.txt': 'text/plain',
  '.wav': 'audio/wav',
  '.webm': 'video/webm',
  '.webp': 'image/webp',
  '.xls': 'application/vnd.ms-excel',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.zip': 'application/zip',
}

/** The content type by the ending of a file name or of the path of a URL. The platform compares it with the content. */
export function contentTypeOf(name: string): string {
  return contentTypes[extname(name).toLowerCase()] ?? 'application/octet-stream'
}

/** The usual ending of files of a content type, with its dot; undefined for a type that is not known. */
export function extensionOf(contentType: string): string | undefined {
  const [type = ''] = contentType.toLowerCase().split(';')
  if (type.trim() === 'image/jpeg') return '.jpg'
  return Object.entries(contentTypes).find(([, known]) => known === type.trim())?.[0]
}

/** What a file of that name is sent as; `file` for anything except an image, audio or video. */
export function mediaTypeOf(name: string): MediaType {
  const [family] = contentTypeOf(name).split('/')
  return mediaTypes.find(type => type === family) ?? 'file'
}
