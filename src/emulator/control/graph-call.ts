import {isObject} from '../../platform/fields-schema.ts'
import {noSuchObject, PlatformError} from '../errors.ts'
import type {App} from '../state/app.ts'
import type {PageState} from '../state/page.ts'
import {addPageToken} from '../state/seed.ts'
import type {State} from '../state/state.ts'
import type {World} from '../world.ts'
import type {Given} from './handler.ts'
import type {GraphAnswer, GraphCall} from './protocol.ts'

/** A fault may withhold the answer. */
const DEADLINE_MS = 30_000

const methods = ['GET', 'POST', 'DELETE']

/**
 * Makes a call of the Graph API with a token that the emulator holds, so that the chat page needs none. It is a call like that of
 * a bot: it comes over HTTP, is in the log, counts towards limits, and meets faults.
 * @param origin the emulator's address.
 * @throws {PlatformError} for a call that cannot be made, and when a fault breaks its connection.
 */
export async function callGraph(
  {state, now}: World,
  origin: string,
  {path, body, method = body === undefined ? 'GET' : 'POST', as = 'page', app, page}: Given<GraphCall>,
): Promise<GraphAnswer> {
  const [where, does] = [checkedPath(path), checkedMethod(method)]
  if (as !== 'page' && as !== 'app') throw new PlatformError(100, 'as is page or app')
  if (body !== undefined && (!isObject(body) || method === 'GET'))
    throw new PlatformError(100, 'body is an object, and not part of a GET')
  const found = findApp(state, app)
  const token =
    as === 'app'
      ? `${found.id}|${found.secret}`
      : addPageToken(state, found.id, findPage(state, page).id, now()).text
  return askGraph(origin, {method: does, path: where, body, token})
}

/** A path of the Graph API. @throws {PlatformError} for any other. */
export function checkedPath(path: unknown): string {
  // A path of two slashes would name another host, and the emulator's own calls need no token of the platform.
  if (typeof path === 'string' && isOfGraph(path)) return path
  throw new PlatformError(100, 'path is a path of the Graph API, such as /me/messenger_profile')
}

/** As the server reads it: `/a/../_msgr` leads to `/_msgr`. */
function isOfGraph(path: string): boolean {
  const base = 'http://127.0.0.1'
  if (!/^\/(?![/\\])/.test(path) || !URL.canParse(path, base)) return false
  const {origin, pathname} = new URL(path, base)
  return origin === base && !pathname.startsWith('/_msgr')
}

/** A method of the Graph API. @throws {PlatformError} for any other. */
export function checkedMethod(method: unknown): string {
  if (methods.includes(String(method))) return String(method)
  throw new PlatformError(100, `method is one of ${methods.join(', ')}`)
}

/** The app of an id; default: the first. @throws {PlatformError} if there is none. */
export function findApp({apps}: State, id: unknown): App {
  const found = id === undefined ? Object.values(apps)[0] : apps[String(id)]
  if (found === undefined) throw noSuchObject('POST', String(id ?? ''))
  return found
}

/** The Page of an id; default: the first. @throws {PlatformError} if there is none. */
export function findPage({pages}: State, id: unknown): PageState {
  const found = id === undefined ? Object.values(pages)[0] : pages[String(id)]
  if (found === undefined) throw noSuchObject('POST', String(id ?? ''))
  return found
}

/** Makes one call at the emulator itself. @throws {PlatformError} when a fault breaks its connection. */
export async function askGraph(
  origin: string,
  call: {
    readonly method: string
    readonly path: string
    readonly body: object | undefined
    readonly token: string | undefined
    readonly headers?: Readonly<Record<string, string>>
  },
): Promise<GraphAnswer> {
  const {method, path, body, token, headers} = call
  // The emulator listens at this address alone, whatever the page calls it.
  const base = `http://127.0.0.1:${new URL(origin).port || 80}`
  try {
    const answer = await fetch(new URL(path, base), {
      method,
      headers: {
        ...headers,
        ...(token === undefined ? {} : {authorization: `Bearer ${token}`}),
        ...(body === undefined ? {} : {'content-type': 'application/json'}),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(DEADLINE_MS),
    })
    const text = await answer.text()
    return {status: answer.status, body: parsed(text)}
  } catch (error) {
    const why =
      error instanceof Error && error.name === 'TimeoutError' ? 'no answer came' : 'the connection broke'
    throw new PlatformError(2, `The call got no answer: ${why}. Does a fault affect it?`)
  }
}

/** An answer as from a proxy is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
