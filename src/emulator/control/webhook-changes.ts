import {defaultPageFields} from '../../platform/webhook-events.ts'
import {PlatformError} from '../errors.ts'
import {demandText, optionalText} from '../people/scene.ts'
import {VERIFY_TOKEN} from '../state/app.ts'
import type {World} from '../world.ts'
import {callGraph, findApp, findPage} from './graph-call.ts'
import type {Given} from './handler.ts'
import type {GraphAnswer, NewCallback} from './protocol.ts'

/**
 * Registers a callback for an app, with the platform's handshake, and subscribes the Page if the app is not on it: with the fields
 * there are, or those that a bot usually needs. The verify token stays, unless another one is given.
 * @throws {PlatformError} the platform's refusal; nothing is changed then.
 */
export async function registerCallback(
  world: World,
  origin: string,
  words: Given<NewCallback>,
): Promise<{readonly ok: true}> {
  const app = findApp(world.state, words.app)
  const page = findPage(world.state, words.page)
  const url = demandText({words}, 'url')
  const given = optionalText({words}, 'verifyToken') ?? ''
  const fields = app.callback?.fields ?? defaultPageFields
  const register = await callGraph(world, origin, {
    method: 'POST',
    path: `/${app.id}/subscriptions`,
    as: 'app',
    app: app.id,
    body: {
      object: 'page',
      callback_url: url,
      verify_token: given === '' ? (app.callback?.verifyToken ?? VERIFY_TOKEN) : given,
      fields: fields.join(','),
    },
  })
  demandAccepted(register)
  if (page.subscribedApps[app.id] !== undefined) return {ok: true}
  const subscribe = await callGraph(world, origin, {
    method: 'POST',
    path: '/me/subscribed_apps',
    app: app.id,
    page: page.id,
    body: {subscribed_fields: fields},
  })
  demandAccepted(subscribe)
  return {ok: true}
}

function demandAccepted({status, body}: GraphAnswer): void {
  if (status < 300) return
  const {message, code} = (body as {error?: {message?: string; code?: number}} | null)?.error ?? {}
  throw new PlatformError(code ?? 2, message ?? `The emulator answered ${status}`, {status})
}
