import {UnauthorisedError} from '../errors.ts'
import type {AppId} from '../platform/ids.ts'
import {accounts} from './accounts.ts'
import {conversations} from './conversations.ts'
import {createGraph, type GraphClient} from './core/graph-client.ts'
import type {GraphOptions} from './core/options.ts'
import {customLabels} from './custom-labels.ts'
import {debugToken} from './debug-token.ts'
import {messages} from './messages.ts'
import {messengerProfile} from './messenger-profile.ts'
import {page} from './page.ts'
import {subscribedApps} from './subscribed-apps.ts'
import {subscriptions} from './subscriptions.ts'
import {users} from './users.ts'

/** The Graph API of one Page: one property for each resource, and the calls beneath them. */
export interface Api {
  readonly graph: GraphClient
  readonly accounts: ReturnType<typeof accounts>
  readonly conversations: ReturnType<typeof conversations>
  readonly customLabels: ReturnType<typeof customLabels>
  readonly debugToken: ReturnType<typeof debugToken>
  readonly messages: ReturnType<typeof messages>
  readonly messengerProfile: ReturnType<typeof messengerProfile>
  readonly page: ReturnType<typeof page>
  readonly subscribedApps: ReturnType<typeof subscribedApps>
  readonly subscriptions: ReturnType<typeof subscriptions>
  readonly users: ReturnType<typeof users>
}

export type ApiOptions = GraphOptions

/** Makes no call and loads no HTTP library; the first call does. A `Connection` is a valid set of options. */
export function createApi(options: ApiOptions): Api {
  const graph = createGraph(options)
  return {
    graph,
    accounts: accounts(graph),
    conversations: conversations(graph),
    customLabels: customLabels(graph),
    debugToken: debugToken(graph),
    messages: messages(graph),
    messengerProfile: messengerProfile(graph),
    page: page(graph),
    subscribedApps: subscribedApps(graph),
    subscriptions: subscriptions(graph, () => appIdOf(options)),
    users: users(graph),
  }
}

/** The app id, which an app token of the form `APP_ID|APP_SECRET` tells too. */
function appIdOf({appId, appToken, dryRun}: ApiOptions): AppId {
  const known = appId ?? /^(\d+)\|/.exec(appToken ?? '')?.[1] ?? (dryRun === true ? 'APP_ID' : undefined)
  if (known === undefined) {
    throw new UnauthorisedError('This call needs the id of the app, and none is known', {
      hint: 'Set MSGR_APP_ID, or appId in the project file',
    })
  }
  return known as AppId
}
