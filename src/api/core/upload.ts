import {randomUUID} from 'node:crypto'
import {createReadStream} from 'node:fs'
import {stat} from 'node:fs/promises'
import {basename} from 'node:path'
import {UsageError} from '../../errors.ts'
import {attachmentLimits} from '../../platform/attachments.ts'
import {contentTypeOf} from '../../platform/content-types.ts'
import type {Params} from '../../platform/route.ts'
import {toText} from './layout.ts'
import type {CallOptions} from './options.ts'

/** A file to be sent as the part `filedata`. */
export interface UploadFile {
  /** Absolute. */
  readonly path: string
  /** Default: by the ending of the name. */
  readonly contentType?: string | undefined
}

/** How much of the file has been handed to the connection. An attempt that is made again starts over. */
export interface UploadProgress {
  readonly sentBytes: number
  readonly totalBytes: number
}

export interface UploadOptions extends CallOptions {
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined
}

/** A file from an offset on, up to the size that it had at first. */
export interface FilePart {
  /** Absolute. */
  readonly path: string
  /** In bytes. */
  readonly offset: number
  readonly totalBytes: number
}

/** The bytes of a part, read from disk as they go out. */
export async function* partBody(
  {path, offset, totalBytes}: FilePart,
  onProgress?: UploadOptions['onProgress'],
): AsyncGenerator<Uint8Array> {
  let sentBytes = offset
  const bytes = createReadStream(path, {start: offset, end: totalBytes - 1})
  for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
    yield chunk
    sentBytes += chunk.length
    onProgress?.({sentBytes, totalBytes})
  }
}

/** A form that can be sent: its length is known, its file is read from disk as it goes out. */
export interface Form {
  readonly headers: Readonly<Record<string, string>>
  readonly body: () => AsyncIterable<Uint8Array>
}

/** Parameters as text parts, objects as JSON, and a file as the part `filedata`. */
export function toForm(
  params: Params,
  file: UploadFile,
  totalBytes: number,
  onProgress?: UploadOptions['onProgress'],
): Form {
  const boundary = `msgr-${randomUUID()}`
  const parts = Object.entries(params).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${toText(value)}\r\n`,
  )
  const start = Buffer.from(`${parts.join('')}--${boundary}\r\n${fileHead(file)}\r\n\r\n`)
  const end = Buffer.from(`\r\n--${boundary}--\r\n`)
  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(start.length + totalBytes + end.length),
    },
    body: async function* () {
      yield start
      let sentBytes = 0
      for await (const chunk of createReadStream(file.path) as AsyncIterable<Uint8Array>) {
        yield chunk
        sentBytes += chunk.length
        onProgress?.({sentBytes, totalBytes})
      }
      yield end
    },
  }
}

function fileHead({path, contentType}: UploadFile): string {
  const escapes: Readonly<Record<string, string>> = {'"': '%22', '\r': '%0D', '\n': '%0A'}
  const name = basename(path).replace(/["\r\n]/g, character => escapes[character] ?? '')
  const type = contentType ?? contentTypeOf(path)
  return `Content-Disposition: form-data; name="filedata"; filename="${name}"\r\nContent-Type: ${type}`
}

/**
 * Size of a file in bytes.
 * @throws {UsageError} if there is no such file, or the platform takes none of its size.
 */
export async function fileBytesOf(path: string): Promise<number> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw new UsageError(`The file ${path} cannot be read`, {
      ...unusable(path),
      cause,
      hint: 'Check the name',
    })
  })
  if (!stats.isFile()) throw new UsageError(`${path} is not a file`, unusable(path))
  if (stats.size === 0) throw new UsageError(`The file ${path} is empty`, unusable(path))
  const {maxBytes} = attachmentLimits
  if (stats.size <= maxBytes) return stats.size
  throw new UsageError(
    `The file ${path} has ${toMegabytes(stats.size)} MB; the platform accepts at most ${toMegabytes(maxBytes)} MB`,
    {...unusable(path), hint: 'Make it smaller, or send a link to it'},
  )
}

const unusable = (file: string) => ({reason: 'fileUnusable', data: {file}}) as const

/** In megabytes of 1024 × 1024 bytes, with one decimal where there is one: never rounded down to the limit. */
function toMegabytes(bytes: number): number {
  return Math.ceil((bytes / (1024 * 1024)) * 10) / 10
}
