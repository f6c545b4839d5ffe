import {FAILING_ALERT_MS, FAILING_UNSUBSCRIBED_MS} from '../../platform/webhook-delivery.ts'
import type {WebhookAlert} from '../state/app.ts'
import type {State} from '../state/state.ts'

/** A callback for a Page. */
export type Subscriber = Pick<WebhookAlert, 'appId' | 'pageId' | 'url'>

export interface Attempts {
  readonly succeeded: (subscriber: Subscriber) => void
  /** True when the app has been unsubscribed from the Page. */
  readonly failed: (subscriber: Subscriber) => boolean
  /** Whether the state has changed since the last call. */
  readonly hasChanged: () => boolean
}

const MOST_ALERTS = 100

/**
 * Watches whether callbacks accept deliveries. A callback that fails for a quarter of an hour is reported; after an hour the
 * app is unsubscribed from the Page, and gets no events until it subscribes again.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks
 */
export function watchAttempts(state: State, now: () => number): Attempts {
  const failingSince = new Map<string, number>()
  let isChanged = false

  const addAlert = (kind: WebhookAlert['kind'], {appId, pageId, url}: Subscriber, failingSinceMs: number) => {
    const isToldAlready = state.alerts.some(
      alert => alert.kind === kind && isAbout(alert, {appId, pageId, url}) && !alert.isOver,
    )
    if (isToldAlready) return
    state.alerts.push({kind, appId, pageId, url, failingSinceMs, atMs: now(), isOver: false})
    if (state.alerts.length > MOST_ALERTS) state.alerts.shift()
    isChanged = true
  }

  return {
    succeeded(subscriber) {
      failingSince.delete(keyOf(subscriber))
      for (const alert of state.alerts) {
        if (alert.isOver || !isAbout(alert, subscriber)) continue
        alert.isOver = true
        isChanged = true
      }
    },
    failed(subscriber) {
      const sinceMs = failingSince.get(keyOf(subscriber)) ?? now()
      failingSince.set(keyOf(subscriber), sinceMs)
      const failingMs = now() - sinceMs
      if (failingMs >= FAILING_ALERT_MS) addAlert('failing', subscriber, sinceMs)
      if (failingMs < FAILING_UNSUBSCRIBED_MS) return false
      addAlert('unsubscribed', subscriber, sinceMs)
      failingSince.delete(keyOf(subscriber))
      delete state.pages[subscriber.pageId]?.subscribedApps[subscriber.appId]
      isChanged = true
      return true
    },
    hasChanged() {
      const hadChanged = isChanged
      isChanged = false
      return hadChanged
    },
  }
}

function keyOf({appId, pageId, url}: Subscriber): string {
  return `${appId} ${pageId} ${url}`
}

/** A new callback of the same app ends the alerts about the old one too. */
function isAbout(alert: WebhookAlert, {appId, pageId}: Subscriber): boolean {
  return alert.appId === appId && alert.pageId === pageId
}
