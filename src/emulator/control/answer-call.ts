import {MsgrError} from '../../errors.ts'
import {PlatformError} from '../errors.ts'
import type {OwnReply} from '../reply.ts'
import type {Endpoint} from './calls.ts'
import {type Admin, type AdminCall, type AdminRequest, type Handlers, readJson} from './handler.ts'
import {adAccountHandlers} from './handlers/ad-accounts.ts'
import {chatHandlers} from './handlers/chat.ts'
import {clockHandlers} from './handlers/clock.ts'
import {connectionHandlers} from './handlers/connection.ts'
import {conversationHandlers} from './handlers/conversations.ts'
import {faultHandlers} from './handlers/faults.ts'
import {mediaHandlers} from './handlers/media.ts'
import {peopleHandlers} from './handlers/people.ts'
import {recordHandlers} from './handlers/records.ts'
import {settingsHandlers} from './handlers/settings.ts'
import {stateHandlers} from './handlers/state.ts'
import {webhookHandlers} from './handlers/webhook.ts'
import {webhooksHandlers} from './handlers/webhooks.ts'

const handlers: Handlers = {
  ...connectionHandlers,
  ...peopleHandlers,
  ...chatHandlers,
  ...conversationHandlers,
  ...mediaHandlers,
  ...recordHandlers,
  ...clockHandlers,
  ...settingsHandlers,
  ...adAccountHandlers,
  ...webhookHandlers,
  ...webhooksHandlers,
  ...faultHandlers,
  ...stateHandlers,
}

interface Route {
  readonly key: Endpoint
  readonly method: string
  readonly parts: readonly string[]
}

const routes: readonly Route[] = (Object.keys(handlers) as Endpoint[]).map(key => {
  const [method = '', path = ''] = key.split(' ')
  return {key, method, parts: path.split('/')}
})

/** Answers one of the emulator's own calls, under `/_msgr/`. */
export async function answerAdmin(request: AdminRequest, admin: Admin): Promise<OwnReply> {
  const path = request.url.pathname.slice('/_msgr/'.length)
  const parts = path.split('/')
  const route = routes.find(({method, parts: expected}) => method === request.method && fits(parts, expected))
  if (route === undefined)
    return {status: 404, body: {error: {message: `There is no ${request.method} /_msgr/${path}`}}}
  try {
    return await answer(route, parts, request, admin)
  } catch (error) {
    if (error instanceof PlatformError) return {status: error.status, body: error.toBody()}
    if (!(error instanceof MsgrError)) throw error
    const {code, message, hint, reason, data} = error
    return {status: 400, body: {error: {code, message, hint, reason, data}}}
  }
}

async function answer(
  {key, parts: expected}: Route,
  parts: readonly string[],
  {url, headers, body}: AdminRequest,
  admin: Admin,
): Promise<OwnReply> {
  const named = expected.flatMap((part, index) =>
    isId(part) ? [[part.slice(1, -1), parts[index] ?? '']] : [],
  )
  // The handler of each key takes the call of that key, which a type cannot express here.
  const handle = handlers[key] as (admin: Admin, call: AdminCall<never>) => unknown
  const answered = await handle(admin, {
    ids: Object.fromEntries(named),
    query: Object.fromEntries(url.searchParams),
    origin: `http://${headers.host}`,
    headers,
    body,
    json: () => readJson(body),
  })
  return isMedia(key) ? (answered as OwnReply) : {status: 200, body: answered}
}

function fits(parts: readonly string[], expected: readonly string[]): boolean {
  return (
    parts.length === expected.length && expected.every((part, index) => isId(part) || part === parts[index])
  )
}

const isId = (part: string): boolean => part.startsWith('{')

const isMedia = (key: Endpoint): boolean => Object.hasOwn(mediaHandlers, key)
