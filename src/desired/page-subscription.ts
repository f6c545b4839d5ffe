import type {Api} from '../api/index.ts'

/**
 * The fields of the Page that the app receives; without an app id, those of the first app, normally the only
 * visible one.
 */
export async function readPageFields(api: Api, appId: string | undefined): Promise<readonly string[]> {
  return (await readPageSubscription(api, appId)) ?? []
}

/** The same; undefined when the app is not on the Page. */
export async function readPageSubscription(
  {subscribedApps}: Api,
  appId: string | undefined,
): Promise<readonly string[] | undefined> {
  const apps = await subscribedApps.list()
  const app = appId === undefined ? apps[0] : apps.find(({id}) => id === appId)
  return app === undefined ? undefined : (app.subscribed_fields ?? [])
}
