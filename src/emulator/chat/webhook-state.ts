import type {DeliveryRecord} from '../events/delivery-record.ts'
import {behindListen, isTaken} from '../events/event-outcome.ts'
import type {App} from '../state/app.ts'
import type {PageState} from '../state/page.ts'
import type {State} from '../state/state.ts'
import {listenCommand, msgrFor, subscribeCommand} from './commands-for.ts'
import type {WebhookState} from './view-types.ts'

/** The webhook state of a Page: that of a subscribed app with a working callback, if there is one. */
export function webhookOf(
  state: State,
  page: PageState,
  deliveries: readonly DeliveryRecord[],
): WebhookState {
  const withCallback = Object.values(state.apps).filter(({callback}) => callback !== undefined)
  const [best] = withCallback
    .map(app => webhookOfApp(app, page, deliveries, state))
    .sort((one, other) => rank[one.state] - rank[other.state])
  return best ?? missing
}

const missing: WebhookState = {state: 'missing', fields: [], hint: listenCommand}

const rank = {active: 0, failing: 1, unsubscribed: 2, missing: 3}

/** The same for one app; `missing` if it has no callback. */
export function webhookOfApp(
  app: App,
  page: PageState,
  deliveries: readonly DeliveryRecord[],
  state: Pick<State, 'apps' | 'pages'>,
): WebhookState {
  const {callback} = app
  if (callback === undefined) return missing
  const atApp = callback.fields
  const fields = (page.subscribedApps[app.id] ?? []).filter(field => atApp.includes(field))
  // What a former callback did says nothing about this one.
  const last = deliveries.findLast(
    ({appId, pageId, attempts, url}) =>
      appId === app.id && pageId === page.id && attempts > 0 && url === callback.url,
  )
  const behind = behindListen(last?.forwarded)
  const isTakenBehind = behind === undefined || isTaken(behind)
  const isFailing = !callback.isActive || (last !== undefined && last.state !== 'delivered') || !isTakenBehind
  const found = fields.length === 0 ? 'unsubscribed' : isFailing ? 'failing' : 'active'
  return {
    state: found,
    appId: app.id,
    appName: app.name,
    url: callback.url,
    fields,
    ...lastAnswer(behind ?? last),
    ...(behind === undefined ? {} : {target: behind.target}),
    ...(found === 'active' ? {} : hintFor(found, app, page, state)),
  }
}

const lastAnswer = (last: {readonly status?: number | undefined} | undefined) =>
  last?.status === undefined ? {} : {lastStatus: last.status}

/** What to type about an app. A Page is subscribed to a field that the app has, or else to one that both need. */
function hintFor(
  found: 'failing' | 'unsubscribed',
  app: App,
  {id}: PageState,
  state: Pick<State, 'apps' | 'pages'>,
): {readonly hint?: string} {
  if (found === 'failing') return {hint: `${msgrFor(id, state)} webhook status`}
  const atApp = app.callback?.fields ?? []
  const field = atApp.includes('messages') ? 'messages' : (atApp[0] ?? 'messages')
  const missingAt = atApp.length === 0 ? (['app', 'page'] as const) : (['page'] as const)
  const hint = subscribeCommand(app, id, {field, missingAt}, state)
  return hint === undefined ? {} : {hint: hint.replace(/ webhook subscribe messages$/, ' webhook subscribe')}
}
