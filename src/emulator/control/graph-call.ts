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
  {method = 'GET', path, body, as = 'page', app, page}: Given<GraphCall>,
): Promise<GraphAnswer> {
  // A path of two slashes would name another host, and the emulator's own calls need no token of the platform.
  if (typeof path !== 'string' || !/^\/(?!\/|_msgr(\/|$))/.test(path))
    throw new PlatformError(100, 'path is a path of the Graph API, such as /me/messenger_profile')
  if (!methods.includes(String(method)))
    throw new PlatformError(100, `method is one of ${methods.join(', ')}`)
  if (as !== 'page' && as !== 'app') throw new PlatformError(100, 'as is page or app')
  if (body !== undefined && !isObject(body)) throw new PlatformError(100, 'body must be an object')
  const found = findApp(state, app)
  const token =
    as === 'app'
      ? `${found.id}|${found.secret}`
      : addPageToken(state, found.id, findPage(state, page).id, now()).text
  return askGraph(origin, {method: String(method), path, body, token})
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

async function askGraph(
  origin: string,
  call: {method: string; path: string; body: object | undefined; token: string},
): Promise<GraphAnswer> {
  const {method, path, body, token} = call
  // The emulator listens at this address alone, whatever the page calls it.
  const base = `http://127.0.0.1:${new URL(origin).port || 80}`
  try {
    const answer = await fetch(new URL(path, base), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
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
