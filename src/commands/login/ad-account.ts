import {createApi} from '../../api/index.ts'
import {warnOn} from '../../cli/hints/index.ts'
import type {Context} from '../../context.ts'
import {UnauthorisedError, UsageError} from '../../errors.ts'
import {ACTIVE_ACCOUNT, type AdAccount} from '../../platform/ad-accounts.ts'
import {lackingMarketingScopes, type TokenInfo} from '../../platform/debug-token.ts'
import {type AdAccountId, isNumericId} from '../../platform/ids.ts'
import {isMarketingCountry} from '../../platform/marketing-eligibility.ts'
import {adAccountPath} from '../../platform/message-campaigns.ts'
import {type Expiry, expiryOf, inspectToken} from '../shared/wording/token-info.ts'
import {refuseOtherApp, untilItWorks} from './try-token.ts'

/** An ad account whose token is stored. */
export interface LoggedInAdAccount extends Expiry {
  readonly id: string
  readonly name: string | undefined
  /** ISO 4217. */
  readonly currency: string | undefined
  /** The name in the settings of the Page that it pays for. */
  readonly page: string
}

interface TriedAdToken {
  readonly token: string
  readonly account: AdAccount
  /** What the app reports about it; undefined when no app is known. */
  readonly info: TokenInfo | undefined
}

/**
 * Stores the token of an ad account for a Page, once it works.
 * @param given `act_123` or `123`
 * @throws {UsageError} for what is not an ad account, and where no Page is known. @throws {UnauthorisedError} for the token of a Page.
 */
export async function loginToAdAccount(
  context: Context,
  given: string,
  isPiped: boolean,
): Promise<LoggedInAdAccount> {
  const id = toAdAccountId(given)
  const page = await pageOf(context)
  const question = {
    question: `Access token for ${id}, of a system user or a person`,
    isPiped,
    command: `msgr login --ad-account ${id} --with-token < token.txt`,
  }
  const {token, account, info} = await untilItWorks(context, question, text => tryAdToken(context, id, text))
  warnOfLacks(context, account, info)
  if (!context.globals.dryRun) await keep(context, page, {adAccount: id, token})
  return {id, name: account.name, currency: account.currency, page, ...expiryOf(info?.expires_at)}
}

function toAdAccountId(given: string): AdAccountId {
  if (isNumericId(given.replace(/^act_/, ''))) return adAccountPath(given)
  throw new UsageError(`${JSON.stringify(given)} is not an ad account`, {
    hint: 'It looks like act_123: the address of the Ads Manager contains its number',
  })
}

async function pageOf(context: Context): Promise<string> {
  const {connection, pageNames} = await context.config()
  const page = connection.pageName
  if (page !== undefined) return page
  throw new UsageError('An ad account is stored for a Page, and none is chosen', {
    hint: pageNames.length === 0 ? 'Log in to the Page first: msgr login' : 'Choose one: --page NAME',
  })
}

async function tryAdToken(context: Context, adAccount: AdAccountId, adToken: string): Promise<TriedAdToken> {
  const {connection} = await context.config()
  const {clock, random, signal, io, globals} = context
  const debug = globals.debug ? io.note : undefined
  const api = createApi({
    ...{...connection, adAccount, adToken, clock, random, signal},
    ...{warn: warnOn(io), debug},
  })
  const info =
    connection.appToken === undefined
      ? undefined
      : await inspectToken(context, api, adToken, refuseOtherApp(connection.appId))
  if (info?.type === 'PAGE') {
    throw new UnauthorisedError('This is the token of a Page, which no ad account takes', {
      hint: 'Create one for a system user in the Business settings, with ads_management and paid_marketing_messages',
    })
  }
  return {token: adToken, account: await api.adAccount.get(), info}
}

/** What would refuse a campaign later. */
function warnOfLacks({io}: Context, account: AdAccount, info: TokenInfo | undefined): void {
  const lacking = info === undefined ? [] : lackingMarketingScopes(info)
  if (lacking.length > 0) io.warn(`The token lacks ${lacking.join(' and ')}, which marketing messages need`)
  const {account_status: status, funding_source: funding, business_country_code: country} = account
  if (status !== undefined && status !== ACTIVE_ACCOUNT)
    io.warn(`The ad account is not active (status ${status}): see the Business Suite, Billing & payments`)
  if (funding === undefined)
    io.warn('The ad account has no payment method: add one in the Business Suite, Billing & payments')
  if (country !== undefined && !isMarketingCountry(country))
    io.warn(`The ad account belongs to ${country}, where marketing messages are not available`)
}

async function keep(
  context: Context,
  page: string,
  kept: {readonly adAccount: AdAccountId; readonly token: string},
): Promise<void> {
  const {paths} = await context.config()
  const {nameAdAccount, storeAdToken} = await import('../../config/write.ts')
  await storeAdToken(paths, page, kept)
  await nameAdAccount(paths, page, kept.adAccount)
  const {settings} = await context.forPage(page).config()
  const originOf = (name: string) => settings.find(setting => setting.name === name)?.origin ?? ''
  const isUsed = originOf('adToken').endsWith('(store)') && originOf('adAccount').startsWith(paths.userFile)
  if (isUsed) return
  context.io.warn(
    `The token is stored but not used: the settings read the ad account or its token from elsewhere (${originOf('adAccount')}, ${originOf('adToken')})`,
  )
}
