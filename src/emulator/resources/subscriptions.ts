import {subscriptionsRoutes as routes} from '../../platform/subscriptions.ts'
import {pageFieldNames} from '../../platform/webhook-events.ts'
import {missingParameter, noSuchObject, notEmulated, PlatformError} from '../errors.ts'
import {verifyCallback} from '../events/verify-callback.ts'
import type {App} from '../state/app.ts'
import type {Call, Resource, World} from '../world.ts'

/** What a Page can be subscribed to: the fields of Messenger and the others of a Page. Source: Page Subscribed Apps, v26.0 */
const knownFieldNames: readonly string[] = [
  ...pageFieldNames,
  ...[
    'follow',
    'products',
    'product_review',
    'registration',
    'user_action',
    'feature_access_list',
    'message_mention',
  ],
  ...[
    'messaging_optouts',
    'messaging_appointments',
    'messaging_direct_sends',
    'messaging_fblogin_account_linking',
  ],
]

/** What is subscribed here; the platform has others: user, permissions, instagram … */
const OBJECT = 'page'

export const subscriptions: Resource = {
  [routes.list]: {
    tokens: ['app'],
    answer: (world, call) => {
      const {callback} = ownApp(world, call)
      if (callback === undefined) return {data: []}
      const fields = callback.fields.map(name => ({name, version: call.version}))
      return {data: [{object: OBJECT, callback_url: callback.url, active: callback.isActive, fields}]}
    },
  },
  [routes.set]: {
    tokens: ['app'],
    lacks: ['include_client_certificate'],
    answer: async (world, call) => {
      const app = ownApp(world, call)
      const {
        object,
        callback_url: url,
        verify_token: verifyToken,
        fields,
        include_values: includeValues,
      } = call.params
      // The events of the object page always carry their values.
      if (['false', '0'].includes(String(includeValues)))
        throw notEmulated('subscriptions without values (include_values)')
      for (const name of ['object', 'callback_url', 'verify_token', 'fields']) {
        if (call.params[name] === undefined || call.params[name] === '') throw missingParameter(name)
      }
      if (object !== OBJECT) throw notEmulated(`subscriptions of the object ${String(object)}`)
      const added = readFieldNames('fields', fields)
      await verifyCallback(world.state, String(url), String(verifyToken))
      app.callback = {
        url: String(url),
        verifyToken: String(verifyToken),
        fields: [...new Set([...(app.callback?.fields ?? []), ...added])],
        isActive: true,
      }
      return {success: true}
    },
  },
  [routes.delete]: {
    tokens: ['app'],
    answer: (world, call) => {
      const app = ownApp(world, call)
      const {object = OBJECT, fields} = call.params
      if (app.callback === undefined || object !== OBJECT) return {success: true}
      const gone = fields === undefined ? app.callback.fields : readFieldNames('fields', fields)
      const kept = app.callback.fields.filter(field => !gone.includes(field))
      app.callback = kept.length === 0 ? undefined : {...app.callback, fields: kept}
      return {success: true}
    },
  },
}

function ownApp(world: World, call: Call): App {
  const asked = call.ids['app_id'] ?? ''
  const id = asked === 'app' ? call.app.id : asked
  const app = world.state.apps[id]
  if (app === undefined || app.id !== call.app.id) throw noSuchObject(call.route.split(' ')[0] ?? '', id)
  return app
}

/**
 * A list of webhook fields, given as an array or with commas.
 * @throws {PlatformError} 100 for a name the platform does not know; nothing is subscribed then.
 */
export function readFieldNames(parameter: string, value: unknown): readonly string[] {
  const names = (Array.isArray(value) ? value.map(String) : String(value).split(','))
    .map(name => name.trim())
    .filter(name => name !== '')
  const wrong = names.find(name => !knownFieldNames.includes(name))
  if (wrong === undefined) return [...new Set(names)]
  throw new PlatformError(
    100,
    `(#100) Param ${parameter}[${names.indexOf(wrong)}] must be one of {${knownFieldNames.join(', ')}} - got "${wrong}"`,
  )
}
