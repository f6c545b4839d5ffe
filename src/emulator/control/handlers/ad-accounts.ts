import {MARKETING_MESSAGES_SINCE} from '../../../platform/marketing-messages.ts'
import {noSuchObject, PlatformError} from '../../errors.ts'
import {type AdAccount, type TermsParty, termsParties} from '../../state/marketing.ts'
import type {State} from '../../state/state.ts'
import type {Given, Handlers} from '../handler.ts'
import type {AdAccountChange, AdAccountSettings} from '../protocol.ts'
import {flag, names, whole} from '../read-values.ts'

/** Ad accounts, and how marketing messages are set. */
export const adAccountHandlers = {
  'GET ad-accounts': ({world: {state}}) =>
    Object.values(state.adAccounts).map(account => describe(state, account)),
  'POST ad-accounts': ({world: {state}}, {json}) => {
    const change = json()
    const asked = change.account === undefined ? undefined : String(change.account)
    const account = asked === undefined ? Object.values(state.adAccounts)[0] : state.adAccounts[asked]
    if (account === undefined && asked !== undefined) throw noSuchObject('POST', asked)
    if (account === undefined)
      throw new PlatformError(
        100,
        `The emulator has no ad account: its day is before ${MARKETING_MESSAGES_SINCE}, or its state was saved by an earlier version and has to be reset`,
      )
    changeAccount(account, change)
    changePlatform(state, change)
    return describe(state, account)
  },
} satisfies Partial<Handlers>

function changeAccount(account: AdAccount, change: Given<AdAccountChange>): void {
  const {paymentMethod, country, pageCountry, openTerms, price} = change
  const open = names('openTerms', openTerms)
  const stray = open.find(party => !termsParties.some(each => each === party))
  if (stray !== undefined)
    throw new PlatformError(100, `openTerms names ${termsParties.join(', ')}, not ${stray}`)
  const countries = {
    country: countryIn('country', country),
    pageCountry: countryIn('pageCountry', pageCountry),
  }
  const amounts = amountsIn(change)
  if (price !== undefined) account.price = whole('price', price)
  if (paymentMethod !== undefined) account.hasPaymentMethod = flag('paymentMethod', paymentMethod)
  if (openTerms !== undefined) account.openTerms = open as readonly TermsParty[]
  if (countries.country !== undefined) account.country = countries.country
  if (countries.pageCountry !== undefined) account.pageCountry = countries.pageCountry
  for (const [name, amount] of amounts) {
    if (amount === null) delete account[name]
    else account[name] = amount
  }
}

const amountNames = ['spendingLimit', 'prepaidBalance', 'storedBalance'] as const

type Amount = readonly [name: (typeof amountNames)[number], amount: number | null]

function amountsIn(change: Given<AdAccountChange>): readonly Amount[] {
  return amountNames.flatMap((name): readonly Amount[] => {
    const value = change[name]
    if (value === undefined) return []
    return [[name, value === null ? null : whole(name, value)]]
  })
}

function countryIn(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string' && /^[A-Za-z]{2}$/.test(value)) return value.toUpperCase()
  throw new PlatformError(100, `${name} is a country in two letters`)
}

function changePlatform(state: State, change: Given<AdAccountChange>): void {
  const {caps, warmUpMs, subscriptionsExpire, pageTokens} = change
  if (caps !== undefined) state.areMarketingCapsOn = flag('caps', caps)
  if (warmUpMs !== undefined) state.campaignWarmUpMs = whole('warmUpMs', warmUpMs)
  if (subscriptionsExpire !== undefined)
    state.doSubscriptionsExpire = flag('subscriptionsExpire', subscriptionsExpire)
  if (pageTokens !== undefined) state.doAdCallsTakePageTokens = flag('pageTokens', pageTokens)
}

function describe(state: State, account: AdAccount): AdAccountSettings {
  const {id, name, currency, country, pageCountry, hasPaymentMethod, openTerms, price, spent} = account
  return {
    id,
    name,
    currency,
    country,
    pageCountry,
    paymentMethod: hasPaymentMethod,
    openTerms,
    price,
    spent,
    spendingLimit: account.spendingLimit ?? null,
    prepaidBalance: account.prepaidBalance ?? null,
    storedBalance: account.storedBalance ?? null,
    caps: state.areMarketingCapsOn,
    warmUpMs: state.campaignWarmUpMs,
    subscriptionsExpire: state.doSubscriptionsExpire,
    pageTokens: state.doAdCallsTakePageTokens,
  }
}
