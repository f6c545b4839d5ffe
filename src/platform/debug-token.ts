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
