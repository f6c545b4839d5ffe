import {setTimeout as wait} from 'node:timers/promises'
import {GraphError, MsgrError, NetworkError} from '../../errors.ts'
import type {AppId} from '../../platform/ids.ts'
import type {Params} from '../../platform/route.ts'
import {
  uploadsRoutes as routes,
  SESSION_PREFIX,
  type UploadedHandle,
  type UploadStatus,
  type UploadType,
} from '../../platform/uploads.ts'
import type {GraphClient} from '../core/graph-client.ts'
import type {CallOptions, GraphOptions} from '../core/options.ts'
import {fileBytesOf, type UploadOptions} from '../core/upload.ts'

export interface FileToUpload {
  /** Absolute. */
  readonly path: string
  /** As others see it. */
  readonly name: string
  readonly type: UploadType
}

/** How often an upload goes on after an interruption. */
const MOST_INTERRUPTIONS = 5
const FIRST_PAUSE_MS = 500

/** Files for other calls, by the Resumable Upload API. */
export const uploads = (graph: GraphClient, appId: () => AppId, options: GraphOptions) => {
  const pause = (ms: number) =>
    options.clock === undefined
      ? wait(ms, undefined, {signal: options.signal})
      : options.clock.sleep(ms, options.signal)
  // A token of a person or a system user is documented; of the tokens here, that of the ad account is one.
  const call: CallOptions = {token: options.adToken === undefined ? 'page' : 'ad', scheme: 'OAuth'}

  async function start({name, type}: FileToUpload, bytes: number): Promise<Params> {
    const params = {app_id: appId(), file_name: name, file_length: bytes, file_type: type}
    const {id} = await graph.request<{readonly id: string}>(routes.start, params, {
      ...call,
      paramsIn: 'query',
      needs: ['id'],
    })
    return options.dryRun === true ? {upload_session: 'UPLOAD_SESSION'} : sessionIn(id)
  }

  async function reached(session: Params, bytes: number): Promise<number> {
    const {file_offset: offset} = await graph.request<UploadStatus>(routes.status, session, {
      ...call,
      needs: ['file_offset'],
    })
    const number = Number(offset)
    if (Number.isInteger(number) && number >= 0 && number <= bytes) return number
    throw new MsgrError(`${routes.status} was answered with the offset ${offset} of ${bytes} bytes`, {
      reason: 'unexpectedAnswer',
    })
  }

  return {
    /**
     * Sends a file and returns its handle. The file is read from disk as it goes out. An upload that is interrupted goes on where the
     * platform says that it stopped, up to five times.
     * @throws {UsageError} if the file cannot be read or is too large; {NetworkError} and {GraphError} for the last interruption, and
     *   for a refusal.
     */
    upload: async (
      file: FileToUpload,
      {onProgress}: Pick<UploadOptions, 'onProgress'> = {},
    ): Promise<string> => {
      const totalBytes = await fileBytesOf(file.path)
      let session = await start(file, totalBytes)
      let offset = 0
      for (let interruptions = 0; ; interruptions += 1) {
        try {
          const part = {path: file.path, offset, totalBytes}
          const options = {...call, onProgress, needs: ['h']}
          return (await graph.sendPart<UploadedHandle>(routes.send, session, part, options)).h
        } catch (error) {
          if (!isInterruption(error) || interruptions === MOST_INTERRUPTIONS) throw error
          await pause(FIRST_PAUSE_MS * 2 ** interruptions)
          offset = await reached(session, totalBytes)
        }
        // Everything has arrived, and the handle got lost with the answer.
        if (offset === totalBytes) {
          session = await start(file, totalBytes)
          offset = 0
        }
      }
    },
  }
}

const isInterruption = (error: unknown): boolean =>
  error instanceof NetworkError || (error instanceof GraphError && error.retryable)

/** A session as parameters: its signature goes into the query. */
function sessionIn(id: string): Params {
  const [session = '', query = ''] = id.split('?', 2)
  if (!session.startsWith(SESSION_PREFIX) || session === SESSION_PREFIX)
    throw new MsgrError(
      `${routes.start} was answered with ${JSON.stringify(id)}, which is not an upload session`,
      {
        reason: 'unexpectedAnswer',
      },
    )
  return {...Object.fromEntries(new URLSearchParams(query)), upload_session: session}
}
