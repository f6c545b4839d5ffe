import {type Item, toItem, toList, toText} from '../../platform/loose-json.ts'
import {appName, quoted} from '../../platform/summarise-event.ts'
import type {State} from '../state/state.ts'
import {readOperation} from './call-operations.ts'
import type {ReadCall} from './call-params.ts'
import {listed, withAppNames} from './event-gist.ts'
import {messageGist} from './message-gist.ts'

/** What a call says in a few words: `text "Which size?" +12 replies`, `typing on`, `set greeting`; undefined if its name says it all. */
export function callGist(call: ReadCall, state: State): string | undefined {
  const {params, path} = call
  if (Array.isArray(params['batch'])) return batchGist(params['batch'], state)
  const action = toText(params['sender_action'])?.toLowerCase()
  if (action !== undefined)
    return joined([action.replaceAll('_', ' '), toText(toItem(params['payload'])['reaction'])])
  const segments = path.split('/').filter(segment => segment !== '')
  const byPath = edges[segments.at(-1) ?? '']?.(call, state, segments)
  if (byPath !== undefined) return byPath
  const message = params['message'] ?? toList(params['messages'])[0]
  if (typeof message === 'object' && message !== null) return messageGist(toItem(message))
  return segments.length === 1 && call.method === 'GET' ? profileGist(state, segments[0]) : undefined
}

type Gist = (call: ReadCall, state: State, segments: readonly string[]) => string | undefined

/** By the last word of the path. */
const edges: Readonly<Record<string, Gist>> = {
  messenger_profile: ({method, params}) => joined([verbs[method], fieldsIn(params)]),
  custom_user_settings: ({method, params}, state) =>
    joined([verbs[method], fieldsIn(params), 'for', nameOf(state, params['psid'])]),
  custom_labels: ({method, params}) =>
    method === 'POST'
      ? joined(['new label', quoted(params['page_label_name'] ?? params['name'])])
      : undefined,
  label: ({method, params}, state, segments) =>
    joined([
      method === 'DELETE' ? 'remove label' : 'add label',
      quoted(state.labels[segments.at(-2) ?? '']?.name),
      method === 'DELETE' ? 'from' : 'to',
      nameOf(state, params['user']),
    ]),
  pass_thread_control: ({params}, state) =>
    joined(['pass control to', withAppNames(appName(params['target_app_id']), state)]),
  take_thread_control: () => 'take control',
  request_thread_control: () => 'request control',
  release_thread_control: () => 'release control',
  extend_thread_control: () => 'extend control',
  personas: ({method, params}) =>
    method === 'POST' ? joined(['new persona', quoted(params['name'])]) : undefined,
  subscribed_apps: ({method, params}) =>
    method === 'GET' ? undefined : joined([subscribing[method], fieldsIn(params, ['subscribed_fields'])]),
  subscriptions: ({method, params}) =>
    method === 'POST' ? joined(['callback', toText(params['callback_url'])]) : undefined,
  message_attachments: ({params}) => `upload ${messageGist(toItem(params['message']))}`,
  message_templates: ({method, params}) =>
    method === 'GET' ? undefined : joined([verbs[method], 'template', quoted(params['name'])]),
  moderate_conversations: ({params}, state) =>
    joined([
      toList(params['actions'])
        .map(action => toText(action)?.replaceAll('_', ' '))
        .join(', '),
      ...toList(params['user_ids']).map(each => nameOf(state, toItem(each)['id'] ?? each)),
    ]),
}

const verbs: Readonly<Record<string, string>> = {GET: 'read', POST: 'set', DELETE: 'delete'}
const subscribing: Readonly<Record<string, string>> = {POST: 'subscribe', DELETE: 'unsubscribe'}

/** The fields that a call names in `fields`, or else the parameters that are fields themselves. */
function fieldsIn(params: Item, names: readonly string[] = ['fields']): string | undefined {
  const named = names.map(name => params[name]).find(value => value !== undefined)
  if (named !== undefined) return (Array.isArray(named) ? named : String(named).split(',')).join(', ')
  return names.includes('fields')
    ? Object.keys(params)
        .filter(key => !common.has(key))
        .join(', ')
    : undefined
}

const common = new Set(['access_token', 'appsecret_proof', 'appsecret_time', 'platform', 'psid'])

function profileGist(state: State, id: string | undefined): string | undefined {
  const person = state.people.get(id ?? '')
  return person === undefined ? undefined : `profile of ${person.firstName}`
}

const nameOf = ({people}: State, id: unknown): string | undefined =>
  people.get(String(id))?.firstName ?? toText(id)

/** An operation without a gist is named by its method and path. */
function batchGist(operations: readonly unknown[], state: State): string {
  return listed(
    operations.map(toItem).map(operation => {
      const call = readOperation(operation)
      return callGist(call, state) ?? `${call.method} ${call.path}`
    }),
  )
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  const known = parts.filter(part => part !== undefined && part !== '')
  return known.length === 0 ? undefined : known.join(' ')
}
