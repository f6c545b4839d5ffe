import type {Resource, World} from '../world.ts'
import {accessTokens} from './access-tokens.ts'
import {accountLinking} from './account-linking.ts'
import {accounts} from './accounts.ts'
import {adAccounts} from './ad-accounts.ts'
import {apps} from './apps.ts'
import {attachments} from './attachments.ts'
import {blocked} from './blocked.ts'
import {broadcastMessages} from './broadcast-messages.ts'
import {broadcastReachEstimations} from './broadcast-reach-estimations.ts'
import {runBroadcasts} from './broadcast-run.ts'
import {calls} from './calls.ts'
import {campaignInsights} from './campaign-insights.ts'
import {campaignPreviews} from './campaign-previews.ts'
import {comments} from './comments.ts'
import {conversations} from './conversations.ts'
import {customAudiences, reportUploads} from './custom-audiences.ts'
import {customLabels} from './custom-labels.ts'
import {customUserSettings} from './custom-user-settings.ts'
import {debugToken} from './debug-token.ts'
import {idMatching} from './id-matching.ts'
import {insights} from './insights.ts'
import {marketingMessages} from './marketing-messages.ts'
import {messageCampaigns} from './message-campaigns.ts'
import {messageCreatives} from './message-creatives.ts'
import {messageDeliveryEstimates} from './message-delivery-estimates.ts'
import {messageTemplates} from './message-templates.ts'
import {messages} from './messages.ts'
import {messagingCustomerBase} from './messaging-customer-base.ts'
import {messengerCodes} from './messenger-codes.ts'
import {messengerProfile} from './messenger-profile.ts'
import {moderateConversations} from './moderate-conversations.ts'
import {nlpConfigs} from './nlp-configs.ts'
import {notificationMessageTokens} from './notification-message-tokens.ts'
import {page} from './page.ts'
import {pageStatus} from './page-status.ts'
import {permissions} from './permissions.ts'
import {personas} from './personas.ts'
import {sponsoredMessages} from './sponsored-messages.ts'
import {stickers} from './stickers.ts'
import {subscribedApps} from './subscribed-apps.ts'
import {subscriptions} from './subscriptions.ts'
import {announceDecisions} from './template-review.ts'
import {threadControl} from './thread-control.ts'
import {uploads} from './uploads.ts'
import {users} from './users.ts'
import {welcomeMessageFlows} from './welcome-message-flows.ts'

/** Everything the emulator answers. */
export const resources: readonly Resource[] = [
  accessTokens,
  accountLinking,
  accounts,
  adAccounts,
  apps,
  attachments,
  blocked,
  broadcastMessages,
  calls,
  broadcastReachEstimations,
  campaignInsights,
  campaignPreviews,
  comments,
  conversations,
  customAudiences,
  customLabels,
  customUserSettings,
  debugToken,
  idMatching,
  insights,
  marketingMessages,
  messageCampaigns,
  messageCreatives,
  messageDeliveryEstimates,
  messageTemplates,
  messages,
  messagingCustomerBase,
  messengerCodes,
  messengerProfile,
  moderateConversations,
  nlpConfigs,
  notificationMessageTokens,
  page,
  pageStatus,
  permissions,
  personas,
  sponsoredMessages,
  stickers,
  subscribedApps,
  subscriptions,
  threadControl,
  uploads,
  users,
  welcomeMessageFlows,
]

/** Advances background work as emulated time passes; returns whether anything changed. */
export function advance(world: World): boolean {
  const changes = [runBroadcasts(world), announceDecisions(world), reportUploads(world)]
  return changes.includes(true)
}
