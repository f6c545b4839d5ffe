import {UnauthorisedError} from '../errors.ts'
import {CONVERSATION_CALLS_PER_SECOND} from '../platform/conversations.ts'
import type {AppId} from '../platform/ids.ts'
import {type AppIdentity, accessTokens} from './access-tokens.ts'
import {accounts} from './accounts.ts'
import {attachments} from './attachments.ts'
import {broadcastMessages} from './broadcast-messages.ts'
import {broadcastReachEstimations} from './broadcast-reach-estimations.ts'
import {conversations} from './conversations.ts'
import {createGraph, type GraphClient} from './core/graph-client.ts'
import type {GraphOptions} from './core/options.ts'
import {createTurns} from './core/turns.ts'
import {customLabels} from './custom-labels.ts'
import {customUserSettings} from './custom-user-settings.ts'
import {debugToken} from './debug-token.ts'
import {idMatching} from './id-matching.ts'
import {insights} from './insights.ts'
import {messageCreatives} from './message-creatives.ts'
import {messageTemplates} from './message-templates.ts'
import {messages} from './messages.ts'
import {messengerCodes} from './messenger-codes.ts'
import {messengerProfile} from './messenger-profile.ts'
import {moderateConversations} from './moderate-conversations.ts'
import {nlpConfigs} from './nlp-configs.ts'
import {notificationMessageTokens} from './notification-message-tokens.ts'
import {page} from './page.ts'
import {personas} from './personas.ts'
import {sponsoredMessages} from './sponsored-messages.ts'
import {stickers} from './stickers.ts'
import {subscribedApps} from './subscribed-apps.ts'
import {subscriptions} from './subscriptions.ts'
import {threadControl} from './thread-control.ts'
import {users} from './users.ts'

/** The Graph API of one Page: one property for each resource, and the calls beneath them. */
export interface Api {
  readonly graph: GraphClient
  readonly accessTokens: ReturnType<typeof accessTokens>
  readonly accounts: ReturnType<typeof accounts>
  readonly attachments: ReturnType<typeof attachments>
  readonly broadcastMessages: ReturnType<typeof broadcastMessages>
  readonly broadcastReachEstimations: ReturnType<typeof broadcastReachEstimations>
  readonly conversations: ReturnType<typeof conversations>
  readonly customLabels: ReturnType<typeof customLabels>
  readonly customUserSettings: ReturnType<typeof customUserSettings>
  readonly debugToken: ReturnType<typeof debugToken>
  readonly idMatching: ReturnType<typeof idMatching>
  readonly insights: ReturnType<typeof insights>
  readonly messageTemplates: ReturnType<typeof messageTemplates>
  readonly messageCreatives: ReturnType<typeof messageCreatives>
  readonly messages: ReturnType<typeof messages>
  readonly messengerCodes: ReturnType<typeof messengerCodes>
  readonly messengerProfile: ReturnType<typeof messengerProfile>
  readonly moderateConversations: ReturnType<typeof moderateConversations>
  readonly nlpConfigs: ReturnType<typeof nlpConfigs>
  readonly notificationMessageTokens: ReturnType<typeof notificationMessageTokens>
  readonly page: ReturnType<typeof page>
  readonly personas: ReturnType<typeof personas>
  readonly stickers: ReturnType<typeof stickers>
  readonly sponsoredMessages: ReturnType<typeof sponsoredMessages>
  readonly subscribedApps: ReturnType<typeof subscribedApps>
  readonly subscriptions: ReturnType<typeof subscriptions>
  readonly threadControl: ReturnType<typeof threadControl>
  readonly users: ReturnType<typeof users>
}

export type ApiOptions = GraphOptions

/** Makes no call and loads no HTTP library; the first call does. A `Connection` is a valid set of options. */
export function createApi(options: ApiOptions): Api {
  const graph = createGraph(options)
  return {
    graph,
    accessTokens: accessTokens(graph, () => appOf(options)),
    accounts: accounts(graph),
    attachments: attachments(graph),
    broadcastMessages: broadcastMessages(graph),
    broadcastReachEstimations: broadcastReachEstimations(graph),
    conversations: conversations(graph, createTurns(CONVERSATION_CALLS_PER_SECOND, options)),
    customLabels: customLabels(graph),
    customUserSettings: customUserSettings(graph),
    debugToken: debugToken(graph),
    idMatching: idMatching(graph),
    insights: insights(graph),
    messageTemplates: messageTemplates(graph),
    messageCreatives: messageCreatives(graph),
    messages: messages(graph),
    messengerCodes: messengerCodes(graph),
    messengerProfile: messengerProfile(graph),
    moderateConversations: moderateConversations(graph),
    nlpConfigs: nlpConfigs(graph),
    notificationMessageTokens: notificationMessageTokens(graph),
    page: page(graph),
    personas: personas(graph),
    stickers: stickers(graph),
    sponsoredMessages: sponsoredMessages(graph),
    subscribedApps: subscribedApps(graph),
    subscriptions: subscriptions(graph, () => appIdOf(options)),
    threadControl: threadControl(graph),
    users: users(graph),
  }
}

/**
 * The app id, which an app token of the form `APP_ID|APP_SECRET` tells too.
 * @throws {UnauthorisedError} if neither is known.
 */
export function appIdOf({appId, appToken, dryRun}: Pick<ApiOptions, 'appId' | 'appToken' | 'dryRun'>): AppId {
  const known = appId ?? /^(\d+)\|/.exec(appToken ?? '')?.[1] ?? (dryRun === true ? 'APP_ID' : undefined)
  if (known === undefined) {
    throw new UnauthorisedError('This call needs the id of the app, and none is known', {
      hint: 'Set MSGR_APP_ID, or appId in the project file',
    })
  }
  return known as AppId
}

/** @throws {UnauthorisedError} if the secret or the id of the app is not known. */
function appOf(options: ApiOptions): AppIdentity {
  const {appSecret = options.dryRun === true ? 'APP_SECRET' : undefined} = options
  if (appSecret !== undefined) return {id: appIdOf(options), secret: appSecret}
  throw new UnauthorisedError('This call needs the secret of the app, and none is known', {
    hint: 'Set MSGR_APP_SECRET, or appSecret of the Page in the project file: msgr help config',
  })
}
