import {createHash} from 'node:crypto'
import type {AdAccountId, AppId, CampaignId, CustomAudienceId, PageId} from '../../platform/ids.ts'
import {MARKETING_MESSAGES_SINCE} from '../../platform/marketing-messages.ts'
import {adTokenText, SEEDED_AD_ACCOUNT} from './ad-token.ts'
import type {Token} from './app.ts'
import type {AdAccount, StoredCampaign} from './marketing.ts'
import type {NotificationToken, OptInSource} from './person.ts'
import {bare, type State} from './state.ts'
import {toDay} from './time.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** How long a subscription lasts. */
const SUBSCRIPTION_MS = 365 * DAY_MS
export const SUBSCRIPTION_TOPIC = 'Updates and promotions'

const ACCOUNT_ID = SEEDED_AD_ACCOUNT
const SYSTEM_USER_ID = '7712345678905678'
const AUDIENCE_ID = '6301110000000001' as CustomAudienceId
const SUBSCRIBERS = 10
const AUDIENCE_MEMBERS = 30

const adScopes = [
  'ads_management',
  'ads_read',
  'business_management',
  'paid_marketing_messages',
  'pages_messaging',
  'pages_manage_metadata',
  'pages_show_list',
  'pages_read_engagement',
  'public_profile',
]

/** Where the subscribers came from, one after another. */
const sources: readonly (OptInSource | undefined)[] = [undefined, 'CTM', undefined, 'COMMENT_AUTOMATION']

const campaignRows: readonly (Pick<
  StoredCampaign,
  'name' | 'isMessageCampaign' | 'dailyBudget' | 'lifetimeBudget'
> & {
  readonly createdDaysAgo: number
  readonly endedDaysAgo?: number
})[] = [
  {name: 'Autumn offers', isMessageCampaign: true, dailyBudget: 5000, createdDaysAgo: 30},
  {
    name: 'Summer sale',
    isMessageCampaign: true,
    lifetimeBudget: 30_000,
    createdDaysAgo: 120,
    endedDaysAgo: 90,
  },
  {name: 'Shop banner', isMessageCampaign: false, dailyBudget: 1000, createdDaysAgo: 200},
]

/** Gives the first Page an ad account with campaigns, a token for it, and subscribers, if the day has marketing messages. */
export function seedMarketing(state: State, appId: AppId, pageId: PageId, nowMs: number): void {
  if (toDay(nowMs) < MARKETING_MESSAGES_SINCE) return
  addSystemUser(state, appId, nowMs)
  state.adAccounts[ACCOUNT_ID] = newAdAccount(ACCOUNT_ID)
  for (const [index, row] of campaignRows.entries()) addCampaign(state, pageId, index + 1, row, nowMs)
  const people = [...state.people.values()].filter(person => person.pageId === pageId)
  for (const [index, {psid}] of people.slice(0, SUBSCRIBERS).entries()) {
    const source = sources[index % sources.length]
    const token = seededToken(`opt-in ${pageId} ${psid}`)
    state.notificationTokens[token] = {
      ...newSubscription(token, pageId, nowMs - (60 - index) * DAY_MS),
      psid,
      ...(source === undefined ? {} : {source}),
    }
  }
  addAudience(state, pageId, nowMs)
}

/** Not an access token of the emulator, which would be masked wherever it is printed. */
const seededToken = (subject: string): string => createHash('sha256').update(subject).digest('hex')

/** A subscription that begins at a time and lasts a year. */
export function newSubscription(token: string, pageId: PageId, createdMs: number): NotificationToken {
  return {token, pageId, topic: SUBSCRIPTION_TOPIC, createdMs, expiresMs: createdMs + SUBSCRIPTION_MS}
}

function newAdAccount(id: AdAccountId): AdAccount {
  return {
    id,
    name: 'Acme ads',
    currency: 'USD',
    businessId: '351260242911290',
    country: 'US',
    pageCountry: 'US',
    hasPaymentMethod: true,
    openTerms: [],
    minDailyBudget: 100,
    price: 3,
    spent: 0,
  }
}

function addSystemUser(state: State, appId: AppId, nowMs: number): void {
  state.users[SYSTEM_USER_ID] = {
    id: SYSTEM_USER_ID,
    name: 'Acme system user',
    isSystem: true,
    pageIds: Object.values(state.pages).map(({id}) => id),
    adAccountIds: [ACCOUNT_ID],
  }
  const text = adTokenText(appId)
  const issuedMs = nowMs - 30 * DAY_MS
  state.tokens[text] = {
    text,
    kind: 'user',
    appId,
    userId: SYSTEM_USER_ID,
    scopes: [...adScopes],
    issuedMs,
    expiresMs: 0,
  }
}

/** The token for an ad account, alive or dead: that of a system user. */
export function adTokenOf({tokens, users}: State): Token | undefined {
  return Object.values(tokens).find(
    ({kind, userId}) => kind === 'user' && users[userId ?? '']?.isSystem === true,
  )
}

function addCampaign(
  state: State,
  pageId: PageId,
  number: number,
  {createdDaysAgo, endedDaysAgo, ...row}: (typeof campaignRows)[number],
  nowMs: number,
): void {
  const id = `60111100000000${String(number).padStart(2, '0')}` as CampaignId
  const createdMs = nowMs - createdDaysAgo * DAY_MS
  state.campaigns[id] = {
    ...row,
    id,
    accountId: ACCOUNT_ID,
    pageId,
    createdMs,
    startMs: createdMs,
    ...(endedDaysAgo === undefined ? {} : {endMs: nowMs - endedDaysAgo * DAY_MS}),
    adStatus: 'ACTIVE',
    adSetStatus: 'ACTIVE',
    campaignStatus: 'ACTIVE',
    spent: 0,
    days: bare(),
  }
}

function addAudience(state: State, pageId: PageId, nowMs: number): void {
  const createdMs = nowMs - 20 * DAY_MS
  state.audiences[AUDIENCE_ID] = {
    id: AUDIENCE_ID,
    accountId: ACCOUNT_ID,
    pageId,
    name: 'Newsletter readers',
    createdMs,
    uploads: [],
  }
  for (let number = 1; number <= AUDIENCE_MEMBERS; number += 1) {
    const emailHash = seededToken(`reader${number}@example.com`)
    const token = seededToken(`audience ${pageId} ${emailHash}`)
    state.notificationTokens[token] = {
      ...newSubscription(token, pageId, createdMs),
      source: 'SUBSCRIBER_LIST',
      audienceIds: [AUDIENCE_ID],
      emailHash,
    }
  }
}
