import {UnauthorisedError} from '../errors.ts'
import {CONVERSATION_CALLS_PER_SECOND} from '../platform/conversations.ts'
import type {AdAccountId, AppId} from '../platform/ids.ts'
import {adAccountPath} from '../platform/message-campaigns.ts'
import {createGraph, type GraphClient} from './core/graph-client.ts'
import type {GraphOptions} from './core/options.ts'
import {createTurns} from './core/turns.ts'
import {type AppIdentity, accessTokens} from './resources/access-tokens.ts'
import {accountLinking} from './resources/account-linking.ts'
import {accounts} from './resources/accounts.ts'
import {adAccount} from './resources/ad-account.ts'
import {attachments} from './resources/attachments.ts'
import {blocked} from './resources/blocked.ts'
import {broadcastMessages} from './resources/broadcast-messages.ts'
import {broadcastReachEstimations} from './resources/broadcast-reach-estimations.ts'
import {calls} from './resources/calls.ts'
import {campaigns} from './resources/campaigns.ts'
import {comments} from './resources/comments.ts'
import {conversations} from './resources/conversations.ts'
import {customAudiences} from './resources/custom-audiences.ts'
import {customLabels} from './resources/custom-labels.ts'
import {customUserSettings} from './resources/custom-user-settings.ts'
import {debugToken} from './resources/debug-token.ts'
import {deliveryEstimates} from './resources/delivery-estimates.ts'
import {idMatching} from './resources/id-matching.ts'
import {insights} from './resources/insights.ts'
import {marketingMessages} from './resources/marketing-messages.ts'
import {messageCreatives} from './resources/message-creatives.ts'
import {messageTemplates} from './resources/message-templates.ts'
import {messages} from './resources/messages.ts'
import {messengerCodes} from './resources/messenger-codes.ts'
import {messengerProfile} from './resources/messenger-profile.ts'
import {moderateConversations} from './resources/moderate-conversations.ts'
import {nlpConfigs} from './resources/nlp-configs.ts'
import {page} from './resources/page.ts'
import {pageStatus} from './resources/page-status.ts'
import {personas} from './resources/personas.ts'
import {sponsoredMessages} from './resources/sponsored-messages.ts'
import {stickers} from './resources/stickers.ts'
import {subscribedApps} from './resources/subscribed-apps.ts'
import {subscribers} from './resources/subscribers.ts'
import {subscriptions} from './resources/subscriptions.ts'
import {threadControl} from './resources/thread-control.ts'
import {uploads} from './resources/uploads.ts'
import {users} from './resources/users.ts'
import {welcomeMessageFlows} from './resources/welcome-message-flows.ts'

/** The Graph API of one Page: one property for each resource, and the calls beneath them. */
export interface Api {
  readonly graph: GraphClient
  readonly accessTokens: ReturnType<typeof accessTokens>
  readonly accountLinking: ReturnType<typeof accountLinking>
  readonly accounts: ReturnType<typeof accounts>
  readonly adAccount: ReturnType<typeof adAccount>
  readonly attachments: ReturnType<typeof attachments>
  readonly blocked: ReturnType<typeof blocked>
  readonly broadcastMessages: ReturnType<typeof broadcastMessages>
  readonly broadcastReachEstimations: ReturnType<typeof broadcastReachEstimations>
  readonly calls: ReturnType<typeof calls>
  readonly campaigns: ReturnType<typeof campaigns>
  readonly comments: ReturnType<typeof comments>
  readonly conversations: ReturnType<typeof conversations>
  readonly customAudiences: ReturnType<typeof customAudiences>
  readonly customLabels: ReturnType<typeof customLabels>
  readonly customUserSettings: ReturnType<typeof customUserSettings>
  readonly debugToken: ReturnType<typeof debugToken>
  readonly deliveryEstimates: ReturnType<typeof deliveryEstimates>
  readonly idMatching: ReturnType<typeof idMatching>
  readonly insights: ReturnType<typeof insights>
  readonly marketingMessages: ReturnType<typeof marketingMessages>
  readonly messageTemplates: ReturnType<typeof messageTemplates>
  readonly messageCreatives: ReturnType<typeof messageCreatives>
  readonly messages: ReturnType<typeof messages>
  readonly messengerCodes: ReturnType<typeof messengerCodes>
  readonly messengerProfile: ReturnType<typeof messengerProfile>
  readonly moderateConversations: ReturnType<typeof moderateConversations>
  readonly nlpConfigs: ReturnType<typeof nlpConfigs>
  readonly page: ReturnType<typeof page>
  readonly pageStatus: ReturnType<typeof pageStatus>
  readonly personas: ReturnType<typeof personas>
  readonly stickers: ReturnType<typeof stickers>
  readonly sponsoredMessages: ReturnType<typeof sponsoredMessages>
  readonly subscribedApps: ReturnType<typeof subscribedApps>
  readonly subscribers: ReturnType<typeof subscribers>
  readonly subscriptions: ReturnType<typeof subscriptions>
  readonly threadControl: ReturnType<typeof threadControl>
  readonly uploads: ReturnType<typeof uploads>
  readonly users: ReturnType<typeof users>
  readonly welcomeMessageFlows: ReturnType<typeof welcomeMessageFlows>
}

export type ApiOptions = GraphOptions

/** Makes no call and loads no HTTP library; the first call does. A `Connection` is a valid set of options. */
export function createApi(options: ApiOptions): Api {
  const graph = createGraph(options)
  const account = () => adAccountOf(options)
  return {
    graph,
    accessTokens: accessTokens(graph, () => appOf(options)),
    accountLinking: accountLinking(graph),
    accounts: accounts(graph),
    adAccount: adAccount(graph, account),
    attachments: attachments(graph),
    blocked: blocked(graph),
    broadcastMessages: broadcastMessages(graph),
    broadcastReachEstimations: broadcastReachEstimations(graph),
    calls: calls(graph),
    campaigns: campaigns(graph, account),
    comments: comments(graph),
    conversations: conversations(graph, createTurns(CONVERSATION_CALLS_PER_SECOND, options)),
    customAudiences: customAudiences(graph, account),
    customLabels: customLabels(graph),
    customUserSettings: customUserSettings(graph),
    debugToken: debugToken(graph),
    deliveryEstimates: deliveryEstimates(graph, account),
    idMatching: idMatching(graph),
    insights: insights(graph),
    marketingMessages: marketingMessages(graph, account),
    messageTemplates: messageTemplates(graph),
    messageCreatives: messageCreatives(graph),
    messages: messages(graph),
    messengerCodes: messengerCodes(graph),
    messengerProfile: messengerProfile(graph),
    moderateConversations: moderateConversations(graph),
    nlpConfigs: nlpConfigs(graph),
    subscribers: subscribers(graph),
    page: page(graph),
    pageStatus: pageStatus(graph),
    personas: personas(graph),
    stickers: stickers(graph),
    sponsoredMessages: sponsoredMessages(graph),
    subscribedApps: subscribedApps(graph),
    subscriptions: subscriptions(graph, () => appIdOf(options)),
    threadControl: threadControl(graph),
    uploads: uploads(graph, () => appIdOf(options), options),
    users: users(graph),
    welcomeMessageFlows: welcomeMessageFlows(graph),
  }
}

/**
 * The app id, which an app token of the form `APP_ID|APP_SECRET` contains too.
 * @throws {UnauthorisedError} if neither is known.
 */
export function appIdOf({appId, appToken, dryRun}: Pick<ApiOptions, 'appId' | 'appToken' | 'dryRun'>): AppId {
  const known = appId ?? /^(\d+)\|/.exec(appToken ?? '')?.[1] ?? (dryRun === true ? 'APP_ID' : undefined)
  if (known === undefined) {
    throw new UnauthorisedError('This call needs the id of the app, and none is set', {
      reason: 'noAppId',
    })
  }
  return known as AppId
}

/**
 * The ad account that calls are about.
 * @throws {UnauthorisedError} if none is known.
 */
function adAccountOf({adAccount, dryRun}: Pick<ApiOptions, 'adAccount' | 'dryRun'>): AdAccountId {
  const known = adAccount ?? (dryRun === true ? 'act_AD_ACCOUNT' : undefined)
  if (known === undefined) {
    throw new UnauthorisedError('This call needs an ad account, and none is set', {reason: 'noAdAccount'})
  }
  return adAccountPath(known)
}

/** @throws {UnauthorisedError} if the secret or the id of the app is not known. */
function appOf(options: ApiOptions): AppIdentity {
  const {appSecret = options.dryRun === true ? 'APP_SECRET' : undefined} = options
  if (appSecret !== undefined) return {id: appIdOf(options), secret: appSecret}
  throw new UnauthorisedError('This call needs the secret of the app, and none is set', {
    reason: 'noAppSecret',
  })
}
