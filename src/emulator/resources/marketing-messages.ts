import {randomUUID} from 'node:crypto'
import {isObject} from '../../platform/fields-schema.ts'
import {
  marketingMessageDates as dates,
  type MarketingMessageAnswer,
  marketingMessagesRoutes as routes,
  MARKETING_MESSAGES_SINCE as since,
} from '../../platform/marketing-messages.ts'
import {missingParameter} from '../errors.ts'
import type {AdAccount, MarketingSend, StoredCampaign} from '../state/marketing.ts'
import type {Call, Resource, World} from '../world.ts'
import {accountOf, adTokens, mayActForPage} from './ad-access.ts'
import {demandMarketingMessage, templateIn, withNames} from './marketing-content.ts'
import {announceFailure, announceMarketing, dayOf} from './marketing-events.ts'
import {demandAccountReady, demandCampaignReady} from './marketing-readiness.ts'
import {demandSubscriber, noteMarketed, type Subscriber} from './marketing-recipient.ts'
import {marketingRefusal} from './marketing-refusals.ts'
import {store} from './people.ts'
import {invalid} from './refusals.ts'

export const marketingMessages: Resource = {
  [routes.send]: {
    tokens: adTokens,
    since,
    lacks: ['custom_audience_id'],
    // The order of the checks is not documented: first what stops a whole run, then the message, then the person.
    answer: (world, call): MarketingMessageAnswer => {
      const account = accountOf(world, call)
      const {message_id: id, message} = call.params
      const text = tokenIn(call)
      if (id === undefined || id === '') throw missingParameter('message_id')
      const gap = gapIn(world, call)
      const campaign = world.state.campaigns[String(id)]
      if (campaign === undefined || campaign.accountId !== account.id) throw marketingRefusal(2_300_001)
      if (!mayActForPage(world, call, campaign)) throw marketingRefusal(2_300_039)
      demandAccountReady(account)
      demandCampaignReady(world, campaign, account.price)
      const checked = demandMarketingMessage(world, message)
      const subscriber = demandSubscriber(world, campaign, text, gap)
      return accept(world, call, {account, campaign, subscriber, message: checked})
    },
  },
}

function tokenIn({params}: Call): string {
  const {messenger_delivery_data: data} = params
  if (data === undefined) throw missingParameter('messenger_delivery_data')
  const text = isObject(data) ? data['subscription_token'] : undefined
  if (text === undefined || text === '') throw missingParameter('messenger_delivery_data[subscription_token]')
  return String(text)
}

function gapIn(world: World, {params}: Call): number | undefined {
  const {min_conversation_gap_seconds: gap} = params
  if (gap === undefined || world.today() < dates.gap) return undefined
  if (!/^[1-9]\d{0,9}$/.test(String(gap)))
    throw invalid('Param min_conversation_gap_seconds must be a positive integer')
  return Number(gap)
}

interface Accepted {
  readonly account: AdAccount
  readonly campaign: StoredCampaign
  readonly subscriber: Subscriber
  readonly message: Readonly<Record<string, unknown>>
}

function accept(
  world: World,
  call: Call,
  {account, campaign, subscriber, message}: Accepted,
): MarketingMessageAnswer {
  const {person, token} = subscriber
  const shown = withNames(message, person)
  const id = randomUUID()
  // Whoever has blocked the Page gets nothing, which the platform reports later.
  const isLost = person?.hasBlockedPage === true
  const sentBy = {appId: call.app.id, campaignId: campaign.id}
  const greeting = greetingIn(shown)
  if (person !== undefined && !isLost && greeting !== undefined)
    store(world, person, {from: 'page', text: greeting, message: {text: greeting}, sentBy})
  const {text} = shown
  const stored =
    person === undefined || isLost
      ? undefined
      : store(world, person, {
          from: 'page',
          ...(typeof text === 'string' ? {text} : {}),
          message: shown,
          sentBy: {...sentBy, trackingId: id},
        })
  const send: MarketingSend = {
    id,
    campaignId: campaign.id,
    accountId: account.id,
    pageId: campaign.pageId,
    appId: call.app.id,
    token: token.token,
    ...(stored === undefined ? {} : {mid: stored.id}),
    sentMs: world.now(),
    status: isLost ? 'failed' : 'delivered',
  }
  world.state.marketingSends[id] = send
  noteMarketed(world, subscriber)
  const day = dayOf(world, send)
  if (day !== undefined) day.accepted += 1
  if (isLost) {
    if (day !== undefined) day.failed += 1
    announceFailure(world, send, 'The message could not be delivered to the recipient')
  } else {
    bill(world, account, campaign, send)
    announceMarketing(world, send, 'echoes')
    announceMarketing(world, send, 'deliveries')
  }
  return {success: true, marketing_message_tracking_id: id}
}

/** What stands above a card or coupon is a message of its own, before it. */
function greetingIn(message: Accepted['message']): string | undefined {
  const payload = templateIn(message)
  const {template_type: type, text, coupon_pre_message: before} = payload ?? {}
  const greeting = type === 'generic' ? text : type === 'coupon' ? before : undefined
  return typeof greeting === 'string' && greeting !== '' ? greeting : undefined
}

/** Only what is delivered costs. */
function bill(world: World, account: AdAccount, campaign: StoredCampaign, send: MarketingSend): void {
  const {price} = account
  const day = dayOf(world, send)
  if (day !== undefined) {
    day.delivered += 1
    day.spent += price
  }
  campaign.spent += price
  account.spent += price
  if (account.prepaidBalance !== undefined) account.prepaidBalance -= price
  if (account.storedBalance !== undefined) account.storedBalance -= price
}
