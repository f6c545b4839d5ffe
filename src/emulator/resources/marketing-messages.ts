import {randomUUID} from 'node:crypto'
import {isObject} from '../../platform/fields-schema.ts'
import {
  marketingMessageDates as dates,
  type MarketingMessage,
  type MarketingMessageAnswer,
  marketingMessagesRoutes as routes,
  MARKETING_MESSAGES_SINCE as since,
} from '../../platform/marketing-messages.ts'
import type {AdAccount, MarketingSend, StoredCampaign} from '../state/marketing.ts'
import type {Call, Resource, World} from '../world.ts'
import {accountOf, adTokens, mayActForPage} from './ad-access.ts'
import {judgeMarketing, templateIn, withNames} from './marketing-content.ts'
import {announceFailure, announceMarketing, dayOf} from './marketing-events.ts'
import {demandAccountReady, demandCampaignReady} from './marketing-readiness.ts'
import {demandSubscriber, noteMarketed, type Subscriber} from './marketing-recipient.ts'
import {marketingRefusal} from './marketing-refusals.ts'
import {store} from './people.ts'

export const marketingMessages: Resource = {
  [routes.send]: {
    tokens: adTokens,
    since,
    lacks: ['custom_audience_id'],
    // The order of the checks is not documented: first what stops a whole run, then the message, then the person.
    answer: (world, call): MarketingMessageAnswer => {
      const account = accountOf(world, call)
      const {request, refusal} = judgeMarketing(world, call.params)
      const campaign = world.state.campaigns[request.message_id]
      if (campaign === undefined || campaign.accountId !== account.id) throw marketingRefusal(2_300_001)
      if (!mayActForPage(world, call, campaign)) throw marketingRefusal(2_300_039)
      demandAccountReady(account)
      demandCampaignReady(world, campaign, account.price)
      if (refusal !== undefined) throw refusal
      checkSavedFiles(world, campaign, request.message)
      const subscriber = demandSubscriber(world, campaign, {
        text: request.messenger_delivery_data.subscription_token,
        gapSeconds: world.today() < dates.gap ? undefined : request.min_conversation_gap_seconds,
      })
      return accept(world, call, {account, campaign, subscriber, message: {...request.message}})
    },
  },
}

/** @throws {PlatformError} 2300018 for a file that was not saved, 2300027 for one of another Page. */
function checkSavedFiles(world: World, {pageId}: StoredCampaign, {attachment}: MarketingMessage): void {
  const payload = (attachment?.payload ?? {}) as {
    readonly attachment_id?: unknown
    readonly elements?: unknown
  }
  const elements = Array.isArray(payload.elements) ? payload.elements.filter(isObject) : []
  for (const {attachment_id: id} of [payload, ...elements]) {
    if (id === undefined) continue
    const saved = world.state.attachments[String(id)]
    if (saved === undefined) throw marketingRefusal(2_300_018)
    if (saved.pageId !== pageId) throw marketingRefusal(2_300_027)
  }
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

/** What stands above a card or coupon is a separate message, before it. */
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
