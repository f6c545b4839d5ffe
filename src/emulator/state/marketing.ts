import type {AdAccountId, AppId, CampaignId, CustomAudienceId, MessageId, PageId} from '../../platform/ids.ts'

/** Who has to accept the terms of marketing messages. */
export const termsParties = ['page', 'account', 'business', 'app'] as const
export type TermsParty = (typeof termsParties)[number]

/** An account that pays for marketing messages. Amounts are in the smallest unit of its currency. */
export interface AdAccount {
  readonly id: AdAccountId
  readonly name: string
  /** ISO 4217 code. */
  readonly currency: string
  readonly businessId: string
  /** Of the account, in two letters. */
  country: string
  /** Of the business that the Pages belong to, in two letters. */
  pageCountry: string
  hasPaymentMethod: boolean
  /** Who has not accepted the terms. */
  openTerms: readonly TermsParty[]
  /** The smallest daily budget. */
  readonly minDailyBudget: number
  /** What one delivered message costs. */
  price: number
  spent: number
  spendingLimit?: number
  prepaidBalance?: number
  storedBalance?: number
}

export const nodeStatuses = ['ACTIVE', 'PAUSED', 'ARCHIVED', 'DELETED'] as const
export type NodeStatus = (typeof nodeStatuses)[number]

/** A campaign with its ad set and its ad, whose id it has: `60…`; the ad set has `61…`, the campaign itself `62…`. */
export interface StoredCampaign {
  readonly id: CampaignId
  readonly accountId: AdAccountId
  readonly pageId: PageId
  name: string
  /** False for an ordinary ad, whose id sends nothing. */
  readonly isMessageCampaign: boolean
  dailyBudget?: number
  lifetimeBudget?: number
  /** What a day may cost without a budget: the platform sets it. */
  readonly dailyCap?: number
  startMs: number
  endMs?: number
  readonly pixelId?: string
  readonly createdMs: number
  adStatus: NodeStatus
  adSetStatus: NodeStatus
  campaignStatus: NodeStatus
  spent: number
  /** What became of its messages, by the day on which they were sent, `YYYY-MM-DD` in UTC. */
  readonly days: Record<string, CampaignDay>
}

export interface CampaignDay {
  accepted: number
  delivered: number
  read: number
  clicked: number
  failed: number
  spent: number
}

/** A marketing message that was accepted, and what became of it. */
export interface MarketingSend {
  /** The tracking id of webhooks. A UUID. */
  readonly id: string
  readonly campaignId: CampaignId
  readonly accountId: AdAccountId
  readonly pageId: PageId
  readonly appId: AppId
  /** The subscription token. */
  readonly token: string
  /** Absent for a subscriber of a custom audience. */
  readonly mid?: MessageId
  readonly sentMs: number
  status: 'delivered' | 'read' | 'clicked' | 'failed'
}

/** A custom audience for marketing messages. Its members are subscription tokens. */
export interface StoredAudience {
  readonly id: CustomAudienceId
  readonly accountId: AdAccountId
  readonly pageId: PageId
  readonly name: string
  readonly description?: string
  readonly createdMs: number
  /** Uploads whose matching has not been reported; oldest first. */
  uploads: AudienceUploadInWork[]
}

export interface AudienceUploadInWork {
  readonly appId: AppId
  readonly matchedMs: number
  readonly rows: number
  readonly matched: number
}

/** The three nodes that make a campaign. */
export type CampaignPart = 'ad' | 'adset' | 'campaign'

const prefixes: Readonly<Record<string, CampaignPart>> = {60: 'ad', 61: 'adset', 62: 'campaign'}

export const adSetIdOf = ({id}: StoredCampaign): string => `61${id.slice(2)}`
export const campaignIdOf = ({id}: StoredCampaign): string => `62${id.slice(2)}`

/** The campaign that an id is a part of, and which part. */
export function partOfCampaign(
  campaigns: Readonly<Record<string, StoredCampaign>>,
  id: string,
): {readonly campaign: StoredCampaign; readonly part: CampaignPart} | undefined {
  const part = prefixes[id.slice(0, 2)]
  const campaign = campaigns[`60${id.slice(2)}`]
  return part === undefined || campaign === undefined ? undefined : {campaign, part}
}
