import {createHash, randomBytes} from 'node:crypto'
import {
  imageUploadTypes,
  uploadsRoutes as routes,
  type UploadRefusal,
  uploadTypes,
} from '../../platform/uploads.ts'
import {missingParameter, noSuchObject, notEmulated, PlatformError} from '../errors.ts'
import type {StoredUpload} from '../state/app.ts'
import type {Call, Resource, World} from '../world.ts'
import {invalid, notOneOf} from './refusals.ts'

const HOUR_MS = 3_600_000
/** How long a session takes bytes, and a handle is good. The platform publishes neither. */
const SESSION_LIFE_MS = 24 * HOUR_MS
const HANDLE_LIFE_MS = 30 * 24 * HOUR_MS
/** A part is read whole. */
const MOST_BYTES = 30 * 1024 * 1024

/** A token of a person or a system user; a Page token is refused, as documented. */
const access = {tokens: ['user']} as const

export const uploads: Resource = {
  [routes.start]: {
    ...access,
    answer: (world, call) => {
      const asked = call.ids['app_id'] ?? ''
      if (asked !== 'app' && asked !== call.app.id) throw noSuchObject('POST', asked)
      const {id, signature} = start(world, call)
      return {id: `${id}?sig=${signature}`}
    },
  },
  [routes.send]: {
    ...access,
    answer: async (world, call) => {
      const upload = sessionOf(world, call)
      await append(world, upload, call)
      if (upload.arrivedBytes < upload.bytes) return {}
      upload.handle ??= handleOf(upload, call)
      return {h: upload.handle}
    },
  },
  [routes.status]: {
    ...access,
    answer: (world, call) => {
      const upload = sessionOf(world, call)
      return {id: upload.id, file_offset: String(upload.arrivedBytes)}
    },
  },
}

function start(world: World, {params, app}: Call): StoredUpload {
  const {file_length: length, file_type: given, file_name: name = 'file'} = params
  if (length === undefined) throw missingParameter('file_length')
  const bytes = Number(length)
  if (!Number.isInteger(bytes) || bytes < 1) throw invalid('Param file_length must be a positive integer.')
  if (bytes > MOST_BYTES) throw notEmulated('uploads of more than 30 MB')
  if (given === undefined) throw missingParameter('file_type')
  const type = uploadTypes.find(each => each === given)
  if (type === undefined) throw notOneOf('file_type', uploadTypes, given)
  const fileId = randomBytes(12).toString('hex')
  const session = Buffer.from(`1:attachment:${fileId}?file_length=${bytes}&file_type=${type}`).toString(
    'base64',
  )
  const upload: StoredUpload = {
    id: `upload:${session.replaceAll('+', '-').replaceAll('/', '_')}`,
    signature: signed(fileId),
    appId: app.id,
    name: String(name),
    type,
    bytes,
    createdMs: world.now(),
    fileId,
    arrivedBytes: 0,
  }
  world.state.uploads[upload.id] = upload
  return upload
}

/** @throws {PlatformError} for a session that is not of this app, that has another signature, or that has ended. */
function sessionOf(world: World, call: Call): StoredUpload {
  const id = call.ids['upload_session'] ?? ''
  const upload = world.state.uploads[id]
  if (upload === undefined || upload.appId !== call.app.id) throw noSuchObject(methodOf(call), id)
  if (call.params['sig'] !== upload.signature) throw new PlatformError(104, '(#104) Incorrect signature')
  if (world.now() - upload.createdMs > SESSION_LIFE_MS) throw invalid('The upload session has expired')
  return upload
}

const methodOf = ({route}: Call) => route.split(' ')[0] ?? ''

/** @throws {PlatformError} when the part does not go on where the last one stopped, or is longer than the file. */
async function append({files, state}: World, upload: StoredUpload, {part}: Call): Promise<void> {
  if (part?.offset === undefined) throw invalid('The header file_offset is required')
  if (Number(part.offset) !== upload.arrivedBytes)
    throw new UploadError(412, {
      retriable: true,
      type: 'OffsetInvalidError',
      message: 'Request starting offset is invalid',
    })
  if (upload.arrivedBytes + part.bytes.length > upload.bytes)
    throw new UploadError(400, {
      retriable: false,
      type: 'PartialRequestError',
      message: 'Partial request (did not match length of file)',
    })
  const before = upload.arrivedBytes === 0 ? undefined : await files.read(upload.fileId)
  const bytes = before === undefined ? part.bytes : Buffer.concat([before.bytes, part.bytes])
  await files.put(upload.fileId, {bytes, contentType: upload.type})
  // Between two parts the state may have been reset.
  if (state.uploads[upload.id] === upload) upload.arrivedBytes = bytes.length
}

class UploadError extends PlatformError {
  readonly #info: UploadRefusal['debug_info']

  constructor(status: number, info: UploadRefusal['debug_info']) {
    super(100, info.message, {status})
    this.#info = info
  }

  override toBody(): UploadRefusal {
    return {debug_info: this.#info}
  }
}

/** In the form of a real one: name, type, a signature, when it ends, the app, the person, a signature. */
function handleOf({name, type, createdMs, appId, fileId}: StoredUpload, {token}: Call): string {
  const ends = Math.floor((createdMs + HANDLE_LIFE_MS) / 1000)
  const [of, what] = [name, type].map(text => Buffer.from(text).toString('base64url'))
  return `4:${of}:${what}:${signed(`${fileId} file`)}:e:${ends}:${appId}:${token.userId ?? 0}:${signed(fileId)}`
}

const signed = (text: string) => `AR${createHash('sha256').update(text).digest('base64url').slice(0, 17)}`

/**
 * The image that a handle stands for.
 * @throws {PlatformError} 100 for a handle that the app did not get, that has ended, or that is not of an image.
 */
export function imageOf(world: World, call: Call, handle: string): StoredUpload {
  const upload = Object.values(world.state.uploads).find(each => each.handle === handle)
  if (upload === undefined || upload.appId !== call.app.id)
    throw invalid('Param example[header_handle] is not the handle of an uploaded file')
  if (!imageUploadTypes.some(type => type === upload.type))
    throw invalid(`Param example[header_handle] must be an image - got "${upload.type}".`)
  if (world.now() - upload.createdMs > HANDLE_LIFE_MS)
    throw invalid('Param example[header_handle] has expired')
  return upload
}
