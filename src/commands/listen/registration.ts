import type {Api} from '../../api/index.ts'

export interface Registration {
  /** Where deliveries are to go. */
  readonly url: string
  readonly verifyToken: string
  readonly fields: readonly string[]
}

/**
 * Puts a receiver in as the callback of the app and subscribes the Page. Returns what puts the former callback back,
 * or takes this one out where there was none or the former does not answer any more.
 */
export async function register(
  api: Api,
  {url, verifyToken, fields}: Registration,
): Promise<() => Promise<void>> {
  const former = (await api.subscriptions.list()).find(({object, active}) => object === 'page' && active)
  await api.subscriptions.set({callbackUrl: url, verifyToken, fields})
  const [app] = await api.subscribedApps.list()
  await api.subscribedApps.set([...new Set([...(app?.subscribed_fields ?? []), ...fields])])
  return async () => {
    const takeOut = () => api.subscriptions.delete()
    if (former === undefined) await takeOut()
    else await api.subscriptions.set({callbackUrl: former.callback_url, verifyToken, fields}).catch(takeOut)
  }
}
