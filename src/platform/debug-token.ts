import type {AppId} from './ids.ts'

/**
 * What an access token is and may do. Takes an app token, or one of a developer of the app.
 * Source: https://developers.facebook.com/docs/graph-api/reference/debug_token
 */
export const debugTokenRoutes = {
  inspect: 'GET /debug_token',
} as const

/** Without these a bot neither hears nor answers. */
const neededScopes = ['pages_messaging', 'pages_manage_metadata'] as const

/** Which of the permissions that messaging takes a token has not. */
export function lackingScopes({scopes}: Pick<TokenInfo, 'scopes'>): readonly string[] {
  return neededScopes.filter(scope => !scopes.includes(scope))
}

/** What marketing messages take, each one of its permissions. Of the last two the second is for an onboarding without a portfolio. */
const marketingScopes = [
  ['ads_management'],
  ['pages_messaging'],
  ['paid_marketing_messages', 'marketing_messages_messenger'],
] as const

/**
 * Which of the permissions that marketing messages take the token of an ad account has not: `ads_management`, or
 * `paid_marketing_messages or marketing_messages_messenger`.
 * Source: https://developers.facebook.com/documentation/business-messaging/messenger-platform/marketing-messages-on-messenger/onboarding
 */
export function lackingMarketingScopes({scopes}: Pick<TokenInfo, 'scopes'>): readonly string[] {
  return marketingScopes
    .filter(needed => !needed.some(scope => scopes.includes(scope)))
    .map(needed => needed.join(' or '))
}

export interface TokenInfo {
  readonly app_id: AppId
  readonly application?: string
  readonly type: 'USER' | 'PAGE' | 'APP' | 'SYSTEM_USER'
  readonly is_valid: boolean
  /** Unix seconds; 0 = never. */
  readonly expires_at?: number
  /** Unix seconds; 0 = never. */
  readonly data_access_expires_at?: number
  /** Unix seconds. */
  readonly issued_at?: number
  readonly scopes: readonly string[]
  readonly granular_scopes?: readonly {readonly scope: string; readonly target_ids?: readonly string[]}[]
  /** The Page of a Page token. */
  readonly profile_id?: string
  readonly user_id?: string
  /** Why the token is not valid. */
  readonly error?: {readonly code: number; readonly message: string; readonly subcode?: number}
}
