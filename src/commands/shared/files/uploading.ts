import {basename} from 'node:path'
import type {UploadFile, UploadOptions, UploadProgress} from '../../../api/core/upload.ts'
import type {Context} from '../../../context.ts'

const MEGABYTE = 1024 * 1024

/** Makes an upload and shows its progress. */
export async function uploading<Answer>(
  {progress, clock, globals}: Pick<Context, 'progress' | 'clock' | 'globals'>,
  {path}: UploadFile,
  upload: (options: UploadOptions) => Promise<Answer>,
): Promise<Answer> {
  if (globals.dryRun) return upload({})
  const startMs = clock.now()
  const bar = progress.start(`Uploading ${basename(path)}`)
  try {
    return await upload({onProgress: sent => bar.update(progressText(sent, clock.now() - startMs))})
  } finally {
    bar.stop()
  }
}

/** `12.5 of 25.0 MB, 50 %, 8.3 MB/s` */
export function progressText({sentBytes, totalBytes}: UploadProgress, tookMs: number): string {
  const percent = Math.floor((sentBytes / totalBytes) * 100)
  const rate = tookMs <= 0 ? '' : `, ${((sentBytes / MEGABYTE / tookMs) * 1000).toFixed(1)} MB/s`
  return `${megabytes(sentBytes)} of ${megabytes(totalBytes)} MB, ${percent} %${rate}`
}

const megabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1)
