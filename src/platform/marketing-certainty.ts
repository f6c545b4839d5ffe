import {marketing} from './graph-errors/marketing.ts'
import type {Certainty} from './graph-errors/rule.ts'

/** One rule of marketing messages, and how sure it is. */
export interface MarketingRule {
  readonly rule: string
  readonly certainty: Certainty
  /** The first day of the rule, `YYYY-MM-DD`, where it is known. */
  readonly since?: string
  /** What sources disagree on, or leave open. */
  readonly open?: string
}

const documented = (rule: string, more: Omit<MarketingRule, 'rule' | 'certainty'> = {}): MarketingRule => ({
  rule,
  certainty: 'documented',
  ...more,
})
const because = (certainty: Certainty, rule: string, open?: string): MarketingRule => ({
  rule,
  certainty,
  ...(open === undefined ? {} : {open}),
})

const access = [
  documented('calls of an ad account take the token of a system user or a person', {
    open: 'the reference page of the errors shows a Page token in an act_ URL',
  }),
  documented('permissions: ads_management, pages_messaging, one of two for marketing messages'),
  documented('countries of businesses, and of people'),
  documented('a payment method, and terms accepted by app, Page, ad account and business'),
]

const campaigns = [
  documented('both budgets are optional', {since: '2026-06-30'}),
  documented('start at most 30 days ahead, end after start', {since: '2026-06-11'}),
  documented('nobody can be written to for an hour after a campaign was created', {since: '2026-05-05'}),
  because('integration', 'a campaign may take more than two hours: one was measured at 139 minutes'),
  because('integration', 'the id of a campaign is that of an ad'),
  because('integration', 'a name is cut after 80 characters'),
  documented('a campaign ends by DELETE, permanently'),
  because('inferred', 'a campaign is paused and activated by POST with status'),
  because('inferred', 'info and warning of a new campaign are texts', 'their type is not documented'),
  because('sdk', 'bid_amount of a campaign and of an estimate'),
]

const messages = [
  because('integration', 'a text has at most 640 characters'),
  documented('a button template has a text of 640 characters and 3 buttons'),
  documented('10 cards; title and subtitle of 80 characters'),
  because('inferred', 'a greeting of cards has at most 640 characters'),
  documented('image_urls: 6, one hero, on a single card, not together with image_url'),
  documented('no postback on a card with a video'),
  documented('buttons: web_url, postback, app', {since: '2026-01-17'}),
  documented('a coupon has a title, a code and a page', {since: '2025-11-06'}),
  documented('expire_time of a coupon: YYYY-MM-DD HH:MM:SS', {open: 'its time zone is not documented'}),
  documented('13 quick replies', {since: '2025-11-20'}),
  documented('macros in titles, subtitles, the greeting of cards and coupon_pre_message'),
  documented('12 hours between two messages to one subscriber', {since: '2025-08-11'}),
  documented('min_conversation_gap_seconds', {since: '2026-06-11'}),
  documented('remaining_seconds in the data of a refusal', {
    since: '2026-03-16',
    open: 'how deep inside error_data is not documented',
  }),
  documented('frequency caps by the share of marketing conversations', {since: '2026-04-10'}),
  because('inferred', 'operations of a Graph batch send too'),
]

const subscribers = [
  documented('100 subscribers in an answer, at most 1000'),
  documented('custom_audience_ids show nothing below 100 matches'),
  because('sdk', 'since, until, opt_in_source, has_received_marketing_message, subscriber_tag_ids'),
  because('integration', 'next_eligible_time_for_paid_messaging is the time that counts'),
  documented('tokens do not expire', {open: 'the list has a token_expiry_timestamp'}),
  documented('10,000 rows in an upload to a custom audience'),
  documented('unsubscribing takes a PSID, a token, an e-mail address or a phone number', {
    since: '2026-06-11',
  }),
]

const numbers = marketing().map(({code, meaning, certainty = 'documented'}): MarketingRule => {
  const written = typeof code === 'number' ? code : code.join(' to ')
  return {rule: `error ${written}: ${meaning}`, certainty}
})

/** Every rule of marketing messages that msgr follows, with how sure it is. Nothing that is merely inferred is refused before it is sent. */
export const marketingRules: readonly MarketingRule[] = [
  ...access,
  ...campaigns,
  ...messages,
  ...subscribers,
  ...numbers,
]
