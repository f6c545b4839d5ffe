import {isNumericId} from '../../../platform/ids.ts'
import type {Picture} from '../../chat/pictures/fetch-picture.ts'
import {drawPreview, PREVIEW_POLICY} from '../../chat/preview-page.ts'
import {profileFile} from '../../chat/profile-view.ts'
import type {OwnReply} from '../../reply.ts'
import {drawCode} from '../../resources/code-picture.ts'
import {isExpired} from '../../resources/message-content.ts'
import type {FileStore} from '../../state/files.ts'
import type {PageState} from '../../state/page.ts'
import type {World} from '../../world.ts'
import {findPage} from '../graph-call.ts'
import type {Handlers} from '../handler.ts'

/** Everything that is not JSON. The Graph API's answers contain the pictures' URLs, at the host that was called. */
export const mediaHandlers = {
  'GET pictures/{file}': ({world}, {ids}) => picture(world, ids.file),
  'GET picture/{file}': ({chat}, {ids}) => fetchedPicture(chat.pictures.read(ids.file)),
  'GET codes/{file}': ({world}, {ids}) => codePicture(world, ids.file),
  'GET previews/{message}': (_admin, {ids}) => preview(ids.message),
  'GET files/{id}/{name}': ({world, chat}, {ids, query}) =>
    isExpired(query.oe, world.now()) ? expired : serveFile(chat.files, ids.id),
  'GET profile.yaml': ({world}, {query}) => profileYaml(findPage(world.state, query.page)),
  'GET stream': ({chat}) => ({status: 200, stream: chat.stream.join}),
} satisfies Partial<Handlers>

/** A picture of a person or a Page: the first letter on a distinct colour. */
function picture({state}: World, file: string): OwnReply {
  const id = file.replace(/\.svg$/, '')
  const name = isNumericId(id) ? (state.people.get(id)?.firstName ?? state.pages[id]?.name) : undefined
  if (name === undefined) return {status: 404, body: {error: {message: 'There is no such person or Page'}}}
  const hue = Number(BigInt(id) % 360n)
  const text = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="hsl(${hue} 45% 45%)"/><text x="48" y="63" font-family="sans-serif" font-size="44" fill="#fff" text-anchor="middle">${letterOf(name)}</text></svg>`
  return {status: 200, text, contentType: 'image/svg+xml'}
}

/** The first letter of a name, if it is one, for a picture. */
const letterOf = (name: string): string => /^\p{L}/u.exec(name)?.[0] ?? ''

/** The picture of a Messenger Code. */
async function codePicture({state}: World, file: string): Promise<OwnReply> {
  const code = state.codes[file.replace(/\.png$/, '')]
  if (code === undefined) return {status: 404, body: {error: {message: 'There is no such code'}}}
  return {status: 200, text: await drawCode(code), contentType: 'image/png'}
}

async function profileYaml(page: PageState): Promise<OwnReply> {
  const headers = {'content-disposition': 'attachment; filename=profile.yaml'}
  return {status: 200, text: await profileFile(page), contentType: 'application/yaml; charset=utf-8', headers}
}

function preview(text: string): OwnReply {
  const html = drawPreview(text)
  if (html === undefined) return {status: 404, body: {error: {message: 'There is no such preview'}}}
  const headers = {'content-security-policy': PREVIEW_POLICY}
  return {status: 200, text: html, contentType: 'text/html; charset=utf-8', headers}
}

/** Types that a browser may show inline; it downloads all others. */
const shown = /^(image|audio|video)\//

/** A picture of another host, which may run nothing here. */
function fetchedPicture(found: Picture | undefined): OwnReply {
  if (found === undefined) return {status: 404, body: {error: {message: 'There is no such picture'}}}
  const {bytes, contentType} = found
  const headers = {
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'content-length': bytes.length,
    'cache-control': 'private, max-age=31536000, immutable',
  }
  return {status: 200, text: bytes, contentType, headers}
}

/** What the platform's hosts of files answer, as text. */
const expired: OwnReply = {status: 403, text: 'URL signature expired', contentType: 'text/plain'}

/** A file as attached. It is not trusted: nothing in it may run in the emulator's origin. */
async function serveFile(files: FileStore, id: string): Promise<OwnReply> {
  const file = /^[0-9a-f]{24}$/.test(id) ? await files.read(id) : undefined
  if (file === undefined) return {status: 404, body: {error: {message: 'There is no such file'}}}
  const {bytes, contentType} = file
  return {
    status: 200,
    text: bytes,
    contentType,
    headers: {
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'content-disposition': shown.test(contentType) ? 'inline' : 'attachment',
      'content-length': bytes.length,
      'cache-control': 'private, max-age=31536000, immutable',
    },
  }
}
