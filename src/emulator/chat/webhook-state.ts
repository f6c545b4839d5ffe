import type {DeliveryRecord} from '../events/delivery-record.ts'
import type {App} from '../state/app.ts'
import type {PageState} from '../state/page.ts'
import type {State} from '../state/state.ts'
import type {WebhookState} from './view-types.ts'

const hints = {
  missing: 'msgr --emulator listen --forward-to 3000',
  unsubscribed: 'msgr --emulator webhook subscribe',
  failing: 'msgr --emulator webhook status',
}

/** The webhook state of a Page: that of a subscribed app with a working callback, if there is one. */
export function webhookOf(
  state: State,
  page: PageState,
  deliveries: readonly DeliveryRecord[],
): WebhookState {
  const withCallback = Object.values(state.apps).filter(({callback}) => callback !== undefined)
  const [best] = withCallback
    .map(app => webhookOfApp(app, page, deliveries))
    .sort((one, other) => rank[one.state] - rank[other.state])
  return best ?? {state: 'missing', fields: [], hint: hints.missing}
}

const rank = {active: 0, failing: 1, unsubscribed: 2, missing: 3}

/** The same for one app; `missing` if it has no callback. */
export function webhookOfApp(app: App, page: PageState, deliveries: readonly DeliveryRecord[]): WebhookState {
  const {callback} = app
  if (callback === undefined) return {state: 'missing', fields: [], hint: hints.missing}
  const atApp = callback.fields
  const fields = (page.subscribedApps[app.id] ?? []).filter(field => atApp.includes(field))
  const last = deliveries.findLast(
    ({appId, pageId, attempts}) => appId === app.id && pageId === page.id && attempts > 0,
  )
  const isFailing = !callback.isActive || (last !== undefined && last.state !== 'delivered')
  const found = fields.length === 0 ? 'unsubscribed' : isFailing ? 'failing' : 'active'
  return {
    state: found,
    appId: app.id,
    appName: app.name,
    url: callback.url,
    fields,
    ...(last?.status === undefined ? {} : {lastStatus: last.status}),
    ...(found === 'active' ? {} : {hint: hints[found]}),
    ...(app.lent?.isEchoBot === true ? {isEchoBot: true} : {}),
  }
}
