import {defaultPageFields, pageFieldNames} from '../../platform/webhook-events.ts'
import type {ActivityLog} from '../events/activity-log.ts'
import type {Delivery} from '../events/delivery.ts'
import type {App} from '../state/app.ts'
import type {PageState} from '../state/page.ts'
import type {State} from '../state/state.ts'
import type {AppWebhook, CallbackAnswer, FieldSubscription, WebhookList} from './panel-types.ts'
import {webhookOfApp} from './webhook-state.ts'

const MOST_ANSWERS = 10
const MOST_RETRIES = 20

/** The callback of each app, its fields on a Page, and what came of the events of that Page. */
export function viewWebhooks(
  state: State,
  page: PageState,
  {activity, delivery}: {readonly activity: ActivityLog; readonly delivery: Delivery},
): WebhookList {
  const apps = Object.values(state.apps).map((app): AppWebhook => {
    const retries = delivery
      .retries()
      .filter(({record}) => record.appId === app.id && record.pageId === page.id)
      .toSorted((one, other) => one.dueMs - other.dueMs)
    return {
      ...webhookOfApp(app, page, delivery.log, state),
      appId: app.id,
      appName: app.name,
      subscriptions: subscriptionsOf(app, page),
      answers: answersOf(app, page, activity),
      retries: retries.slice(0, MOST_RETRIES).map(({record: {field, at, attempts}, dueMs}) => {
        return {field, atMs: at, attempts, dueMs}
      }),
      retriesTotal: retries.length,
      queued: delivery.queued(app.id),
    }
  })
  return {pageId: page.id, apps: apps.toSorted((one, other) => rankOf(one) - rankOf(other))}
}

const rankOf = ({url}: AppWebhook): number => (url === undefined ? 1 : 0)

function subscriptionsOf({id, callback}: App, page: PageState): readonly FieldSubscription[] {
  const [atApp, atPage] = [callback?.fields ?? [], page.subscribedApps[id] ?? []]
  const names = new Set<string>([...defaultPageFields, ...pageFieldNames, ...atApp, ...atPage])
  return [...names].map(field => ({field, atApp: atApp.includes(field), atPage: atPage.includes(field)}))
}

function answersOf(app: App, page: PageState, activity: ActivityLog): readonly CallbackAnswer[] {
  const newest: CallbackAnswer[] = []
  for (const record of activity.after(0)) {
    const last = record.kind === 'event' ? record.tries.at(-1) : undefined
    if (record.kind !== 'event' || last === undefined) continue
    const {appId, pageId, field} = record.delivery
    if (appId !== app.id || pageId !== page.id) continue
    newest.push({activity: `a${record.number}`, field, ...last, ms: Math.round(last.ms * 10) / 10})
  }
  return newest
    .toReversed()
    .toSorted((one, other) => other.atMs - one.atMs)
    .slice(0, MOST_ANSWERS)
}
