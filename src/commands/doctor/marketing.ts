import {readPageSubscription} from '../../callback/subscriptions.ts'
import {GraphError} from '../../errors.ts'
import {ACTIVE_ACCOUNT, type AdAccount} from '../../platform/ad-accounts.ts'
import {readinessOf} from '../../platform/campaign-state.ts'
import type {TokenInfo} from '../../platform/debug-token.ts'
import {explainRefusal} from '../../platform/graph-errors.ts'
import type {CampaignId} from '../../platform/ids.ts'
import {isMarketingCountry} from '../../platform/marketing-eligibility.ts'
import type {MessageCampaign} from '../../platform/message-campaigns.ts'
import {pageFieldNames} from '../../platform/webhook-events.ts'
import {formatMoney} from '../shared/wording/money.ts'
import {accountFault, checkAdToken} from './ad-token.ts'
import {type Attempt, attempt, type CheckedPage, mendBy} from './checked-page.ts'
import {type Finding, found} from './finding.ts'

/** Everything that marketing messages need besides the Page: token, ad account, payment, terms, region, campaigns, webhook fields. */
export async function checkMarketing(checkedPage: CheckedPage): Promise<readonly Finding[]> {
  const {api, connection, once} = checkedPage
  const {adAccount, adToken, appToken, graphUrl} = connection
  const shared = `${graphUrl} ${adAccount} ${adToken}`
  const info: Attempt<TokenInfo> | undefined =
    adToken === undefined || appToken === undefined
      ? undefined
      : await once(`ad token ${shared} ${appToken}`, () => attempt(() => api.debugToken.inspect(adToken)))
  const token = [checkAdToken(checkedPage, info)].flat()
  if (adAccount === undefined) {
    const mend = 'set MSGR_AD_ACCOUNT, or adAccount of the Page in the settings: msgr help config'
    return [...token, found('ad account').fault('no ad account is configured, and its token is', mend)]
  }
  if (token.some(({state}) => state === 'fault')) {
    const skipped = found('ad account').skipped('needs a token that works')
    return [...token, skipped]
  }
  const [account, campaigns, fields] = await Promise.all([
    once(`ad account ${shared}`, () => attempt(() => api.adAccount.get())),
    once(`campaigns ${shared}`, () => attempt(() => readCampaigns(checkedPage))),
    checkMarketingFields(checkedPage),
  ])
  if ('error' in account) {
    const {text, mend} = accountFault(account.error, {adAccount})
    return [...token, found('ad account').fault(text, mend), fields]
  }
  const known = 'value' in campaigns ? campaigns.value : []
  const probe = await once(`send ${shared}`, () => probeSend(checkedPage, known))
  return [
    ...token,
    checkAccount(account.value, probe, checkedPage),
    checkPayment(account.value, probe, checkedPage),
    checkTerms(probe, checkedPage),
    checkRegion(account.value, probe),
    await once(`budgets ${shared}`, () => checkCampaigns(checkedPage, campaigns, account.value)),
    fields,
  ]
}

async function readCampaigns({api, targetNowMs}: CheckedPage): Promise<readonly MessageCampaign[]> {
  const all: MessageCampaign[] = []
  for await (const campaign of api.campaigns.list({limit: 100}))
    if (readinessOf(campaign, targetNowMs).state !== 'ended') all.push(campaign)
  return all
}

/** What the platform says of a send: undefined where nothing could be asked. */
type Probe = {readonly code: number; readonly said: string; readonly reason: string | undefined} | undefined

/** No subscriber has such a token. */
const NOBODY = 'msgr-doctor-reaches-nobody'

/**
 * Sends a message to a token that nobody has, which reaches nobody and costs nothing: the platform always refuses it, but reports first
 * what is wrong with the account.
 */
async function probeSend({api}: CheckedPage, [campaign]: readonly MessageCampaign[]): Promise<Probe> {
  if (campaign === undefined) return undefined
  const sent = await attempt(() =>
    api.marketingMessages.send({
      message_id: campaign.id as CampaignId,
      messenger_delivery_data: {subscription_token: NOBODY},
      message: {text: 'A check by msgr doctor'},
    }),
  )
  if (!('error' in sent) || !(sent.error instanceof GraphError)) return undefined
  const {refusal, message} = sent.error
  const reason = explainRefusal(refusal)?.reason
  return {code: refusal.graphCode ?? 0, said: refusal.said ?? message, reason}
}

const statuses: Readonly<Record<number, string>> = {
  2: 'disabled',
  3: 'unsettled: a payment failed',
  7: 'in a risk review',
  8: 'pending settlement',
  9: 'in a grace period',
  100: 'about to be closed',
  101: 'closed',
}

function checkAccount(account: AdAccount, probe: Probe, {connection}: CheckedPage): Finding {
  const {ok, fault} = found('ad account')
  const {id, name, account_status: status, spend_cap: cap, amount_spent: spent} = account
  if (status !== undefined && status !== ACTIVE_ACCOUNT) {
    return fault(
      `${name ?? id} is ${statuses[status] ?? `not active (${status})`}`,
      'see why, and what to do: https://business.facebook.com/accountquality',
    )
  }
  if (probe?.reason === 'adPermissionMissing') {
    return fault(
      `the token may not act for the Page: ${probe.said}`,
      `Business settings → Pages: assign the system user or person of the token to the Page ${connection.pageId ?? ''}`.trimEnd(),
    )
  }
  const isCapped = Number(cap) > 0 && Number(spent) >= Number(cap)
  if (isCapped || probe?.code === SPENDING_LIMIT) {
    return fault(
      'its spending limit is reached',
      mendOnEmulator(connection, 'msgr emulator ad-account --spending-limit none', billing),
    )
  }
  return ok(`${name ?? ''} (${id}), ${account.currency ?? 'currency unknown'}`.trimStart())
}

const SPENDING_LIMIT = 2_300_056
const billing = 'add or correct it in the Business Suite: Billing & payments'

const mendOnEmulator = (
  connection: CheckedPage['connection'],
  onEmulator: string,
  onPlatform: string,
): string => (connection.target === 'emulator' ? onEmulator : onPlatform)

function checkPayment(account: AdAccount, probe: Probe, checkedPage: CheckedPage): Finding {
  const {ok, fault} = found('ad payment')
  if (account.funding_source === undefined || probe?.reason === 'paymentMethodMissing') {
    return fault(
      'the ad account has no payment method',
      mendBy(checkedPage, 'msgr emulator ad-account --payment-method yes', billing),
    )
  }
  if (probe?.reason === 'adBalanceSpent' && probe.code !== SPENDING_LIMIT) {
    return fault(
      `the balance is used up: ${probe.said}`,
      mendBy(checkedPage, 'msgr emulator ad-account --prepaid none --stored none', billing),
    )
  }
  return ok(account.funding_source_details?.display_string ?? 'there is a payment method')
}

function checkTerms(probe: Probe, checkedPage: CheckedPage): Finding {
  const {ok, fault, skipped} = found('ad terms')
  if (probe === undefined) return skipped('the platform shows them only with a campaign')
  if (probe.reason !== 'marketingTermsNotAccepted') return ok('accepted')
  return fault(
    `not accepted: ${probe.said}`,
    mendBy(
      checkedPage,
      'msgr emulator ad-account --open-terms none',
      'whoever manages it accepts them: App Dashboard → Messenger → Messenger API Settings → Advanced',
    ),
  )
}

const PAGE_REGION = 2_300_031

function checkRegion({business_country_code: country}: AdAccount, probe: Probe): Finding {
  const {ok, fault, skipped} = found('ad region')
  const mend =
    'use an ad account and a Page of a country with marketing messages; msgr help marketing lists them'
  if (probe?.code === PAGE_REGION) return fault('the Page is in a country without marketing messages', mend)
  const isOutside = country !== undefined && !isMarketingCountry(country)
  if (isOutside || probe?.reason === 'marketingRegionExcluded')
    return fault(`the ad account is in a country without marketing messages: ${country ?? 'unknown'}`, mend)
  return country === undefined ? skipped('the platform does not show the country') : ok(country)
}

async function checkCampaigns(
  {api, targetNowMs}: CheckedPage,
  read: Attempt<readonly MessageCampaign[]>,
  {currency = 'USD'}: AdAccount,
): Promise<Finding> {
  const {ok, warning, skipped} = found('campaigns')
  if ('error' in read) return skipped(read.error.message)
  const minimum = await attempt(async () => {
    for await (const each of api.campaigns.minimumBudgets())
      if (each.currency === currency) return each.min_daily_budget_imp
    return undefined
  })
  const least = 'value' in minimum ? minimum.value : undefined
  const smallest = least === undefined ? '' : `; the smallest daily budget is ${formatMoney(least, currency)}`
  const create = `msgr campaign create <name> --daily ${least === undefined ? 20 : Math.ceil(least / 100) * 10}`
  if (read.value.length === 0) return warning(`there is none${smallest}`, create)
  const states = read.value.map(campaign => readinessOf(campaign, targetNowMs))
  const active = states.filter(({state}) => state === 'active').length
  if (active > 0) return ok(`${active} of ${read.value.length} ready${smallest}`)
  const ready = states.flatMap(({readyMs}) => readyMs ?? [])
  const [first] = read.value
  if (ready.length > 0) {
    const at = new Date(Math.min(...ready)).toISOString()
    return warning(`none is ready yet; the first one is from about ${at}`, `msgr campaign get ${first?.id}`)
  }
  if (states.some(({state}) => state === 'paused'))
    return warning('none is active', `msgr campaign activate ${first?.id}`)
  return warning('none is ready', `msgr campaign get ${first?.id}`)
}

/** Without these nobody hears what was delivered, read and clicked, and what failed later. */
const marketingFields = pageFieldNames.filter(name => name.startsWith('marketing_message_'))

async function checkMarketingFields({api, connection}: CheckedPage): Promise<Finding> {
  const {ok, warning, skipped} = found('ad events')
  const read = await attempt(() => readPageSubscription(api, connection.appId))
  if ('error' in read) return skipped(read.error.message)
  const lacking = marketingFields.filter(name => !(read.value ?? []).includes(name))
  if (lacking.length === 0) return ok(marketingFields.join(', '))
  return warning(
    `the Page is not subscribed to: ${lacking.join(', ')}; no report has what was delivered and clicked`,
    `msgr webhook subscribe ${lacking.join(' ')}`,
  )
}
