export type {BatchOperation, BatchResult, GraphClient} from '../api/core/graph-client.ts'
export type {CallOptions} from '../api/core/options.ts'
export {collect} from '../api/core/paging.ts'
export type {Usage} from '../api/core/usage.ts'
export {
  CancelledError,
  ConfigError,
  CutListError,
  type Fault,
  type FaultRemedy,
  GraphError,
  InvalidInputError,
  MsgrError,
  NetworkError,
  type Reason,
  type ReasonData,
  type Reasons,
  type Refusal,
  type RefusalKind,
  UnauthorisedError,
  UsageError,
} from '../errors.ts'
export type {AdAccount} from '../platform/ad-accounts.ts'
export type {MediaAttachment, MediaType} from '../platform/attachments.ts'
export type {Conversation, ConversationMessage} from '../platform/conversations.ts'
export type {AudienceRows, CustomAudience} from '../platform/custom-audiences.ts'
export type {CustomLabel} from '../platform/custom-labels.ts'
export {normalEmail, normalName, normalPhone, sha256} from '../platform/hashed-person.ts'
export type {
  MarketingMessage,
  MarketingMessageAnswer,
  MarketingMessageRequest,
  MarketingTemplate,
} from '../platform/marketing-messages.ts'
export type {
  CampaignInsights,
  MessageCampaign,
  MessageCampaignRequest,
} from '../platform/message-campaigns.ts'
export type {DeliveryEstimate} from '../platform/message-delivery-estimates.ts'
export type {
  Message,
  MessagingType,
  QuickReply,
  Recipient,
  SenderAction,
  SendRequest,
  SendResponse,
} from '../platform/messages.ts'
export type {Unsubscription} from '../platform/messaging-customer-base.ts'
export type {MessengerProfile, ProfileProperty} from '../platform/messenger-profile.ts'
export type {NotificationMessageToken as Subscriber} from '../platform/notification-message-tokens.ts'
export type {Params, Route} from '../platform/route.ts'
export {
  type SignedRequest,
  type SignedRequestCheck,
  type SignedRequestOptions,
  verifySignedRequest,
} from '../platform/signature.ts'
export type {Template} from '../platform/templates.ts'
export type {UserProfile} from '../platform/users.ts'
export type {PageFieldName} from '../platform/webhook-events.ts'
export {parseEvents, type WebhookEvent} from '../webhook/parse-events.ts'
export type {RefusedRequest} from '../webhook/refuse-unread.ts'
export type {Delivery} from '../webhook/server.ts'
export {MessengerClient, type MessengerClientOptions} from './client.ts'
export {validate} from './validate.ts'
export {
  type ReceiverEvents,
  Webhook,
  type WebhookListener,
  type WebhookSettings,
} from './webhook.ts'
