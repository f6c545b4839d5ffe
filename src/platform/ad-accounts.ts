import type {AdAccountId} from './ids.ts'
import type {Route} from './route.ts'

/**
 * The account that marketing messages are billed to.
 * Source: https://developers.facebook.com/docs/marketing-api/reference/ad-account
 */
export const adAccountsRoutes = {
  get: 'GET /{ad_account_id}',
} as const satisfies Record<string, Route>

export interface AdAccount {
  /** With its prefix: `act_123`. */
  readonly id: AdAccountId
  /** Without it. */
  readonly account_id?: string
  readonly name?: string
  /** 1 active, 2 disabled, 3 unsettled, 7 in risk review, 8 pending settlement, 9 in grace period, 100 pending closure, 101 closed. */
  readonly account_status?: number
  readonly disable_reason?: number
  /** ISO 4217. */
  readonly currency?: string
  readonly timezone_name?: string
  /** The payment method; absent when there is none. */
  readonly funding_source?: string
  readonly funding_source_details?: {
    readonly id?: string
    readonly display_string?: string
    readonly type?: number
  }
  /** Two letters. */
  readonly business_country_code?: string
  readonly business?: {readonly id: string; readonly name?: string}
  /** Texts in the smallest unit of the currency; a cap of `"0"` means that there is no cap. */
  readonly spend_cap?: string
  readonly amount_spent?: string
  readonly balance?: string
}

/** What a check of the account reads. */
export const adAccountFields = [
  'id',
  'account_id',
  'name',
  'account_status',
  'disable_reason',
  'currency',
  'timezone_name',
  'funding_source',
  'funding_source_details',
  'business_country_code',
  'business',
  'spend_cap',
  'amount_spent',
  'balance',
] as const satisfies readonly (keyof AdAccount)[]

/** The only status in which an account can spend. */
export const ACTIVE_ACCOUNT = 1
